"""Directories of a state. The one that a home begins with needs no row."""

import re

from sqlalchemy import select

from bartizan.base.home import DIRECTORY
from bartizan.model import UsageError, now
from bartizan.state.access.nouns import Tenant
from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import DirectoryRow

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def directories(state: State) -> list[Tenant]:
    """Return all directories by ID."""
    with state.transaction() as session:
        rows = session.scalars(select(DirectoryRow).order_by(DirectoryRow.id))
        found = {row.id: Tenant(row.id, row.name) for row in rows}
    known = {DIRECTORY: Tenant(DIRECTORY, "Default")} | found
    return [known[id_] for id_ in sorted(known)]


def add_directory(state: State, directory: Tenant, by: str) -> None:
    """Store a directory.

    Raises:
        UsageError: its ID is taken, or cannot be the name of a folder.
    """
    if not _ID.fullmatch(directory.id):
        raise UsageError(f"directory {directory.id!r}: use up to 63 small letters, digits and -")
    if directory.id in {each.id for each in directories(state)}:
        raise UsageError(f"there is a directory {directory.id!r} already")
    with state.transaction() as session:
        session.add(DirectoryRow(id=directory.id, name=directory.name or directory.id, created_at=now()))
        record(
            session, directory.id, AuditEntry(now(), by, "directory.add", directory.id, after={"name": directory.name})
        )
