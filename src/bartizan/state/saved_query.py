"""Queries that people saved under a name."""

import datetime

from sqlalchemy import select

from bartizan.model import UsageError
from bartizan.state.audit import AuditEntry, record, told
from bartizan.state.database import State
from bartizan.state.models import SavedQueryRow
from bartizan.state.nouns import SavedQuery


def save_query(state: State, directory: str, query: SavedQuery) -> None:
    """Store a query, in place of the one that had its name."""
    with state.transaction() as session:
        row = session.get(SavedQueryRow, (directory, query.name))
        before = told(_query(row)) if row else None
        session.merge(SavedQueryRow(directory=directory, **vars(query)))
        record(
            session, directory, AuditEntry(query.saved_at, query.author, "query.save", query.name, before, told(query))
        )


def saved_queries(state: State, directory: str) -> list[SavedQuery]:
    """Return the saved queries by name."""
    query = select(SavedQueryRow).where(SavedQueryRow.directory == directory).order_by(SavedQueryRow.name)
    with state.transaction() as session:
        return [_query(row) for row in session.scalars(query)]


def remove_query(state: State, directory: str, name: str, by: str, at: datetime.datetime) -> SavedQuery:
    """Forget a query; it stays in the audit log.

    Raises:
        UsageError: there is none of this name.
    """
    with state.transaction() as session:
        row = session.get(SavedQueryRow, (directory, name))
        if row is None:
            raise UsageError(f"no saved query {name!r} to remove; see `bartizan explore --saved`")
        removed = _query(row)
        session.delete(row)
        record(session, directory, AuditEntry(at, by, "query.remove", name, told(removed)))
        return removed


def _query(row: SavedQueryRow) -> SavedQuery:
    return SavedQuery(row.name, row.text, row.author, row.saved_at)
