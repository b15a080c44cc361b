"""Governance rules: who owns which findings, and by when they are due."""

import datetime
from dataclasses import replace

from sqlalchemy import select

from bartizan.model import UsageError
from bartizan.state.audit import AuditEntry, record, told
from bartizan.state.database import State
from bartizan.state.models import GovernanceRow
from bartizan.state.nouns import GovernanceRule


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


def remove_governance_rule(state: State, directory: str, id_: str, by: str, at: datetime.datetime) -> GovernanceRule:
    """End a governance rule now; it stays in the audit log.

    Raises:
        UsageError: there is none with this ID, or it was removed before.
    """
    with state.transaction() as session:
        row = session.get(GovernanceRow, id_)
        if row is None or row.directory != directory or row.removed_at is not None:
            raise UsageError(f"no governance rule {id_!r} to remove; see `bartizan govern list`")
        before = _rule(row)
        row.removed_at, row.removed_by = at, by
        after = replace(before, removed_at=at, removed_by=by)
        record(session, directory, AuditEntry(at, by, "governance.remove", id_, told(before), told(after)))
        return after


def _rule(row: GovernanceRow) -> GovernanceRule:
    return GovernanceRule(**{name: getattr(row, name) for name in GovernanceRule.__dataclass_fields__})
