"""Governance rules: who owns which findings, and by when they are due."""

import datetime
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bartizan.model import UsageError
from bartizan.state.audit import AuditEntry, record, told
from bartizan.state.database import State
from bartizan.state.models import GovernanceRow
from bartizan.state.nouns import ChangedMeanwhileError, GovernanceRule


def add_governance_rule(state: State, directory: str, rule: GovernanceRule) -> None:
    """Store a governance rule; it holds at once, for findings that are there already too."""
    with state.transaction() as session:
        session.add(GovernanceRow(directory=directory, **vars(rule)))
        entry = AuditEntry(rule.created_at, rule.author, "governance.add", rule.id, after=told(rule))
        record(session, directory, entry)


def governance_rules(state: State, directory: str) -> list[GovernanceRule]:
    """Return the governance rules in force, in the order in which they are tried."""
    query = select(GovernanceRow).where(GovernanceRow.directory == directory, GovernanceRow.removed_at.is_(None))
    order = (GovernanceRow.priority, GovernanceRow.created_at, GovernanceRow.id)
    with state.transaction() as session:
        return [_rule(row) for row in session.scalars(query.order_by(*order))]


def change_governance_rule(
    state: State, directory: str, rule: GovernanceRule, at: datetime.datetime, was: str = ""
) -> GovernanceRule:
    """Store what a rule in force says now; it keeps its place among those of the same priority.

    ``was`` is the version that its author saw, empty for whatever there is.

    Raises:
        ChangedMeanwhileError: somebody else changed or removed it; nothing was stored.
        UsageError: there is none with this ID.
    """
    with state.transaction() as session:
        row = _in_force(session, directory, rule.id, was)
        before = _rule(row)
        after = replace(rule, created_at=before.created_at)
        for name, value in vars(after).items():
            setattr(row, name, value)
        record(session, directory, AuditEntry(at, rule.author, "governance.change", rule.id, told(before), told(after)))
        return after


def remove_governance_rule(  # noqa: PLR0917 - whose, which, and who asks when
    state: State, directory: str, id_: str, by: str, at: datetime.datetime, was: str = ""
) -> GovernanceRule:
    """End a governance rule now; it stays in the audit log. ``was`` is as for a change.

    Raises:
        ChangedMeanwhileError: somebody else changed or removed it.
        UsageError: there is none with this ID.
    """
    with state.transaction() as session:
        row = _in_force(session, directory, id_, was)
        before = _rule(row)
        row.removed_at, row.removed_by = at, by
        after = replace(before, removed_at=at, removed_by=by)
        record(session, directory, AuditEntry(at, by, "governance.remove", id_, told(before), told(after)))
        return after


def _in_force(session: Session, directory: str, id_: str, was: str) -> GovernanceRow:
    # A write that changes nothing makes others wait until this is over; what is read after it is what they left.
    session.execute(update(GovernanceRow).where(GovernanceRow.id == id_).values(directory=GovernanceRow.directory))
    row = session.get(GovernanceRow, id_)
    message = f"no governance rule {id_!r} to remove or change; see `bartizan govern list`"
    if row is None or row.directory != directory:
        raise UsageError(message)
    if row.removed_at is not None:
        raise ChangedMeanwhileError(message, row.removed_by, None)
    if was and was != (rule := _rule(row)).version:
        raise ChangedMeanwhileError(f"{rule.author} changed {id_} meanwhile", rule.author, rule)
    return row


def _rule(row: GovernanceRow) -> GovernanceRule:
    return GovernanceRule(**{name: getattr(row, name) for name in GovernanceRule.__dataclass_fields__})
