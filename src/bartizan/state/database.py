"""Open the state database, bring it to the current schema, and read and write it."""

import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event, func, inspect, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bartizan.base.home import Home
from bartizan.state.failure import newer, state_error, unwritable
from bartizan.state.lock import upgrade_lock
from bartizan.state.manifest import Manifest
from bartizan.state.models import SnapshotRow
from bartizan.state.revision import HEAD


def _nothing(_: Session) -> None:
    pass


class State:
    """The state database of one home. Every method is one transaction.

    A home that cannot be written to is opened for reading.

    Raises:
        UsageError: there is no home and none can be made, or a newer release has written to it.
        BartizanError: the database is damaged, or cannot be reached.
    """

    def __init__(self, home: Path, url: str = "") -> None:
        self._home = home
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(home, error.strerror or str(error)) from error
        self.url = url or _sqlite(Home(home).state)
        self._engine = create_engine(self.url)
        if self._engine.dialect.name == "sqlite" and "mode=ro" not in self.url:
            event.listen(self._engine, "connect", _pragmas)
        with self._telling():
            self._upgrade()

    def publish(self, manifest: Manifest, also: Callable[[Session], None] = _nothing) -> None:
        """Insert a snapshot's manifest, the commit point of a scan; ``also`` writes what is to be there at once."""
        of_directory = SnapshotRow.directory == manifest.directory
        last = select(func.coalesce(func.max(SnapshotRow.sequence), 0)).where(of_directory).scalar_subquery()
        with self.transaction() as session:
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
            session.execute(update(SnapshotRow).where(SnapshotRow.id == id_).values(damage=damage))

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
        with self._telling(), Session(self._engine) as session, session.begin():
            yield session

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            database = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
            raise state_error(self._home, database or f"{self._engine.url!r}", error) from error

    def _upgrade(self) -> None:
        with self._engine.connect() as connection:
            revision = _revision(connection)
        if revision == HEAD:
            return
        with upgrade_lock(self._home):
            self._upgrade_alone()

    def _upgrade_alone(self) -> None:
        with self._engine.connect() as connection:
            revision = _revision(connection)
        if revision == HEAD:  # another process was first
            return
        # Imported here because Alembic costs 0.1 s and is needed once in a home's life.
        with _unseen("pygments"):
            from alembic import command
            from alembic.config import Config
            from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if revision and revision not in known:
            raise newer(self._home, revision)
        with _whole(self.url) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _whole(url: str) -> Iterator[Connection]:
    """Give a connection all of whose changes are committed together, or none: a disk may be full halfway.

    SQLite's driver leaves the making of tables out of its transactions unless it is left none to begin.
    """
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _pragmas)
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("begin immediate"))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _unseen(module: str) -> Iterator[None]:
    """Import as if an optional module were not installed: Mako's colours would cost a first scan 5 MB at its peak."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # what the import system documents for a blocked import
    try:
        yield
    finally:
        del sys.modules[module]


def _sqlite(file: Path) -> str:
    if not file.exists() or os.access(file.parent, os.W_OK):
        return f"sqlite:///{file}"
    # Without a log beside it nothing is missing from the file, and none need be made to read it.
    still = "" if file.with_name(f"{file.name}-wal").exists() else "&immutable=1"
    return f"sqlite:///file:{file}?mode=ro{still}&uri=true"


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("select version_num from alembic_version")).scalar() or "")


def manifest_of(row: SnapshotRow) -> Manifest:
    """Return a stored snapshot's manifest."""
    return Manifest(row.id, row.directory, row.started_at, row.published_at, row.status, row.summary)


def _pragmas(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("pragma journal_mode=wal")
    cursor.execute("pragma busy_timeout=10000")
    cursor.close()
