"""Queries that a person saved for themselves: nobody else learns that they are there, by the audit log neither.

A name is unique among a person's own queries and among those of the directory, and says nothing from one to the other:
else somebody could find out by trying which names others have. Both may hence have a query of one name, and the key
tells them apart.
"""

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select

from bartizan.base.resource_key import resource_key
from bartizan.model import UsageError
from bartizan.state.audit import AuditEntry, record, told
from bartizan.state.database import State
from bartizan.state.models import PrivateQueryRow, SavedQueryRow
from bartizan.state.nouns import SavedQuery

MOST_QUERIES = 200
"""Queries that a person keeps for themselves in a directory."""


@dataclass(frozen=True)
class QueryOwner:
    """Whose queries of which directory; ``person`` is an ID."""

    directory: str
    person: str


def private_key(owner: QueryOwner, name: str) -> str:
    """Return what names a person's own query in addresses: no other query, of nobody, has the same."""
    told_apart = "\0".join((owner.directory, owner.person, name))
    return f"{name}~{resource_key(told_apart)}"


def private_queries(state: State, owner: QueryOwner) -> list[SavedQuery]:
    """Return a person's own queries by name."""
    query = select(PrivateQueryRow).filter_by(**vars(owner)).order_by(PrivateQueryRow.name)
    with state.transaction() as session:
        return [SavedQuery(row.name, row.text, row.author, row.saved_at) for row in session.scalars(query)]


def save_private(state: State, owner: QueryOwner, query: SavedQuery) -> None:
    """Save a person's own query, in place of the one that had its name.

    Raises:
        UsageError: there are too many.
    """
    with state.transaction() as session:
        others = select(PrivateQueryRow).filter_by(**vars(owner)).where(PrivateQueryRow.name != query.name)
        if (session.scalar(select(func.count()).select_from(others.subquery())) or 0) >= MOST_QUERIES:
            raise UsageError(f"at most {MOST_QUERIES} queries of your own; remove one first")
        session.merge(PrivateQueryRow(**vars(owner), **vars(query)))


def forget_private(state: State, owner: QueryOwner, name: str) -> bool:
    """Remove a person's own query; return whether there was one of this name."""
    with state.transaction() as session:
        row = session.get(PrivateQueryRow, (owner.directory, owner.person, name))
        if row is not None:
            session.delete(row)
        return row is not None


def share_private(state: State, owner: QueryOwner, name: str, by: str, at: datetime.datetime) -> bool:
    """Make a person's own query one of the directory; return whether there was one of this name.

    Raises:
        UsageError: the directory has one of this name, which stays as it is.
    """
    with state.transaction() as session:
        row = session.get(PrivateQueryRow, (owner.directory, owner.person, name))
        if row is None:
            return False
        if session.get(SavedQueryRow, (owner.directory, name)):
            raise UsageError(f"everybody here has a query {name!r}; save this one under another name first")
        shared = SavedQuery(name, row.text, by, at)
        session.delete(row)
        session.add(SavedQueryRow(directory=owner.directory, **vars(shared)))
        record(session, owner.directory, AuditEntry(at, by, "query.share", name, None, told(shared)))
        return True
