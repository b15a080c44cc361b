"""How often what readers of snapshots go by has changed in a directory: who has seen a number need not read again."""

from typing import cast

from sqlalchemy import event, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, UOWTransaction

from bartizan.state.models import ExemptionRow, GovernanceRow, ReadVersionRow, SnapshotRow

_READ = (ExemptionRow, GovernanceRow, SnapshotRow)
_CHANGED = "changed_directories"


class CountingSession(Session):
    """A session that counts, as it is committed, each directory of which it changed what readers go by.

    Two who change the same directory wait for each other at the last moment, when neither holds anything else up.
    """


def version(connection: Connection, directory: str) -> int:
    """Return how often a directory has changed; what is read after that is of this state or a later one."""
    found = connection.scalar(select(ReadVersionRow.n).where(ReadVersionRow.directory == directory))
    return int(found or 0)


def _note(session: Session, _: UOWTransaction) -> None:
    changed = {row.directory for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, _READ)}
    session.info.setdefault(_CHANGED, set()).update(changed)


def _count(session: Session) -> None:
    session.flush()
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    for directory in sorted(cast("set[str]", session.info.pop(_CHANGED, set()))):
        added = insert(ReadVersionRow).values(directory=directory, n=1)
        counted = {"n": ReadVersionRow.n + 1}
        session.execute(added.on_conflict_do_update(index_elements=[ReadVersionRow.directory], set_=counted))


event.listen(CountingSession, "after_flush", _note)
event.listen(CountingSession, "before_commit", _count)
