"""Exemptions: findings that people decided not to fix, or fixed by other means, and until when."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bartizan.model import ExemptionCategory, UsageError
from bartizan.state.audit import AuditEntry, record, told
from bartizan.state.database import State
from bartizan.state.models import ExemptionRow
from bartizan.state.nouns import Exemption


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


def _removed(session: Session, directory: str, id_: str, by: str, at: datetime.datetime) -> Exemption:
    row = session.get(ExemptionRow, id_)
    if row is None or row.directory != directory or row.removed_at is not None:
        raise UsageError(f"no exemption {id_!r} to remove; see `bartizan exempt list`")
    before = _exemption(row)
    row.removed_at, row.removed_by = at, by
    after = replace(before, removed_at=at, removed_by=by)
    record(session, directory, AuditEntry(at, by, "exemption.remove", id_, told(before), told(after)))
    return after


def _exemption(row: ExemptionRow) -> Exemption:
    values = {name: getattr(row, name) for name in Exemption.__dataclass_fields__}
    return Exemption(**values | {"category": ExemptionCategory(row.category)})
