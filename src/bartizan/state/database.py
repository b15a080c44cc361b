"""Open the state database, bring it to the current schema, and read and write it."""

import datetime
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bartizan.model import now
from bartizan.state.address import server_url
from bartizan.state.failure import unwritable
from bartizan.state.kept.versions import CountingSession
from bartizan.state.manifest import Manifest
from bartizan.state.models import SnapshotRow
from bartizan.state.new_database import create_tables, is_new
from bartizan.state.revision import HEAD
from bartizan.state.sqlite import SqliteDatabase
from bartizan.state.upgrade import revision_of, upgrade

if TYPE_CHECKING:
    from bartizan.state.postgres import PostgresDatabase


def _nothing(_: Session) -> None:
    pass


class State:
    """The state database of a home, or the one on a server that the environment names.

    Every method is one transaction. ``name`` is the file or the address, without a password.

    Raises:
        UsageError: there is no home and none can be made, or a newer release has written to it.
        BartizanError: the database is damaged, or cannot be reached.
    """

    def __init__(self, home: Path) -> None:
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(home, error.strerror or str(error)) from error
        self._database = _database(home)
        self.name = self._database.name
        self._engine = self._database.engine
        with self._telling():
            self._upgrade()

    def publish(
        self,
        manifest: Manifest,
        also: Callable[[Session], None] = _nothing,
        guard: Callable[[Session], None] = _nothing,
    ) -> None:
        """Insert a snapshot's manifest, the commit point of a scan.

        ``guard`` raises where it may not be, and ``also`` writes what is to be there at once, in the same transaction.
        """
        of_directory = SnapshotRow.directory == manifest.directory
        last = select(func.coalesce(func.max(SnapshotRow.sequence), 0)).where(of_directory).scalar_subquery()
        with self.transaction() as session:
            guard(session)
            session.add(SnapshotRow(**vars(manifest), sequence=last + 1))
            session.flush()
            also(session)

    def snapshot(self, directory: str, id_: str | None = None) -> Manifest | None:
        """Return the named snapshot, or the last one published that is not damaged; None where there is none."""
        query = select(SnapshotRow).where(SnapshotRow.directory == directory)
        if id_:
            query = query.where(SnapshotRow.id == id_)
        else:
            query = query.where(SnapshotRow.damage == "").order_by(SnapshotRow.sequence.desc()).limit(1)
        with self.transaction() as session:
            row = session.scalars(query).first()
            return manifest_of(row) if row else None

    def set_aside(self, id_: str, damage: str) -> None:
        """Note that a snapshot's files are damaged: from now on it is read only by who names it."""
        with self.transaction() as session:
            if row := session.get(SnapshotRow, id_):
                row.damage = damage

    def published(self, ids: Collection[str]) -> set[str]:
        """Return those IDs under which a snapshot was published."""
        with self.transaction() as session:
            return set(session.scalars(select(SnapshotRow.id).where(SnapshotRow.id.in_(ids))))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session whose changes are committed together at the end, or not at all.

        Raises:
            BartizanError: the database cannot be used.
        """
        with self._telling(), CountingSession(self._engine) as session, session.begin():
            yield session

    def time(self) -> datetime.datetime:
        """Return the time that all who share this state go by, UTC: a server's, as the clocks of machines differ."""
        if self._engine.dialect.name != "postgresql":
            return now()
        with self.transaction() as session:
            at: datetime.datetime = session.scalars(select(func.timezone("utc", func.clock_timestamp()))).one()
            return at

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise self._database.error(error) from error

    def _upgrade(self) -> None:
        with self._engine.connect() as connection:
            if revision_of(connection) == HEAD:
                return
        with self._database.alone() as connection:
            if is_new(connection):
                create_tables(connection)
            elif revision_of(connection) != HEAD:  # else another process was first
                upgrade(connection, self._database.newer)


def _database(home: Path) -> "SqliteDatabase | PostgresDatabase":
    if url := server_url():
        from bartizan.state.postgres import PostgresDatabase

        return PostgresDatabase(url)
    return SqliteDatabase(home)


def manifest_of(row: SnapshotRow) -> Manifest:
    """Return a stored snapshot's manifest."""
    return Manifest(row.id, row.directory, row.started_at, row.published_at, row.status, row.summary)
