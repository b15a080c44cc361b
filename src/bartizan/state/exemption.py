"""Exemptions: findings that people decided not to fix, or fixed by other means, and until when."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bartizan.model import ExemptionCategory, UsageError
from bartizan.state.audit import AuditEntry, record, told
from bartizan.state.database import State
from bartizan.state.models import AuditRow, ExemptionRow
from bartizan.state.nouns import ChangedMeanwhileError, Exemption


def add_exemption(state: State, directory: str, exemption: Exemption) -> None:
    """Store an exemption; it holds at once."""
    add_exemptions(state, directory, [exemption])


def add_exemptions(state: State, directory: str, added: Iterable[Exemption]) -> None:
    """Store exemptions, all or none; they hold at once."""
    with state.transaction() as session:
        for each in added:
            session.add(ExemptionRow(directory=directory, **vars(each) | {"category": str(each.category)}))
            record(
                session, directory, AuditEntry(each.created_at, each.author, "exemption.add", each.id, None, told(each))
            )


def exemptions(state: State, directory: str) -> list[Exemption]:
    """Return all exemptions of a directory, also expired and removed ones, oldest first."""
    query = select(ExemptionRow).where(ExemptionRow.directory == directory)
    with state.transaction() as session:
        rows = session.scalars(query.order_by(ExemptionRow.created_at, ExemptionRow.id))
        return [_exemption(row) for row in rows]


def remove_exemption(state: State, directory: str, id_: str, by: str, at: datetime.datetime) -> Exemption:
    """End an exemption now; it stays in the list and in the audit log.

    Raises:
        UsageError: there is none with this ID, or it was removed before.
    """
    return remove_exemptions(state, directory, [id_], by, at)[0]


def remove_exemptions(
    state: State, directory: str, ids: Iterable[str], by: str, at: datetime.datetime
) -> list[Exemption]:
    """End exemptions now, all or none; they stay in the list and in the audit log.

    Raises:
        UsageError: there is none with one of the IDs, or it was removed before.
    """
    with state.transaction() as session:
        return [_removed(session, directory, id_, by, at) for id_ in ids]


def replace_exemption(state: State, directory: str, id_: str, by: Exemption) -> None:
    """End an exemption that is in force, and store another in its place; the audit log has both.

    Raises:
        ChangedMeanwhileError: somebody else ended or replaced it; nothing was stored.
        UsageError: there is none with this ID.
    """
    with state.transaction() as session:
        ended = _removed(session, directory, id_, by.author, by.created_at.replace(microsecond=0))
        session.add(ExemptionRow(directory=directory, **vars(by) | {"category": str(by.category)}))
        before = told(replace(ended, removed_at=None, removed_by=""))
        record(session, directory, AuditEntry(by.created_at, by.author, "exemption.add", by.id, before, told(by)))


def _removed(session: Session, directory: str, id_: str, by: str, at: datetime.datetime) -> Exemption:
    # A write that changes nothing makes others wait until this is over; what is read after it is what they left.
    session.execute(update(ExemptionRow).where(ExemptionRow.id == id_).values(directory=ExemptionRow.directory))
    row = session.get(ExemptionRow, id_)
    message = f"no exemption {id_!r} to remove or change; see `bartizan exempt list`"
    if row is None or row.directory != directory:
        raise UsageError(message)
    if row.removed_at is not None:
        raise ChangedMeanwhileError(message, row.removed_by, _successor(session, directory, id_))
    before = _exemption(row)
    row.removed_at, row.removed_by = at, by
    after = replace(before, removed_at=at, removed_by=by)
    record(session, directory, AuditEntry(at, by, "exemption.remove", id_, told(before), told(after)))
    return after


def _successor(session: Session, directory: str, id_: str) -> Exemption | None:
    """Return the exemption in force that took the place of another, however often it was changed since."""
    added = select(AuditRow.subject, AuditRow.before).where(
        AuditRow.directory == directory, AuditRow.action == "exemption.add", AuditRow.before.is_not(None)
    )
    following = {row.before["id"]: row.subject for row in session.execute(added)}
    while id_ in following:
        id_ = following[id_]
    row = session.get_one(ExemptionRow, id_)
    return None if row.removed_at else _exemption(row)


def _exemption(row: ExemptionRow) -> Exemption:
    values = {name: getattr(row, name) for name in Exemption.__dataclass_fields__}
    return Exemption(**values | {"category": ExemptionCategory(row.category)})
