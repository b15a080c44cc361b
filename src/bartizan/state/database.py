"""Open the state database, bring it to the current schema, and read and write it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import create_engine, event, inspect, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bartizan.model import BartizanError
from bartizan.state.manifest import Manifest
from bartizan.state.models import SnapshotRow
from bartizan.state.revision import HEAD

_T = TypeVar("_T")


class State:
    """The state database of one home. Every method is one transaction."""

    def __init__(self, home: Path, url: str = "") -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.url = url or f"sqlite:///{home / 'state.db'}"
        self._engine = create_engine(self.url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _pragmas)
        self._guarded(self._upgrade)

    def publish(self, manifest: Manifest) -> None:
        """Insert a snapshot's manifest: the commit point of a scan."""

        def insert() -> None:
            with Session(self._engine) as session, session.begin():
                session.add(SnapshotRow(**vars(manifest)))

        self._guarded(insert)

    def snapshot(self, directory: str, id_: str | None = None) -> Manifest | None:
        """Return the named snapshot, or the latest published one; None where there is none."""
        query = select(SnapshotRow).where(SnapshotRow.directory == directory)
        query = query.where(SnapshotRow.id == id_) if id_ else query.order_by(SnapshotRow.published_at.desc()).limit(1)

        def read() -> Manifest | None:
            with Session(self._engine) as session:
                row = session.scalars(query).first()
                return _manifest(row) if row else None

        return self._guarded(read)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session whose changes are committed together at the end, or not at all.

        Raises:
            BartizanError: the database cannot be used.
        """
        try:
            with Session(self._engine) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise BartizanError(f"the state database {self._engine.url!r} cannot be used: {error}") from error

    def _guarded(self, action: Callable[[], _T]) -> _T:
        try:
            return action()
        except SQLAlchemyError as error:
            raise BartizanError(f"the state database {self._engine.url!r} cannot be used: {error}") from error

    def _upgrade(self) -> None:
        with self._engine.connect() as connection:
            if _revision(connection) == HEAD:
                return
        # Imported here because Alembic costs 0.1 s and is needed once in a home's life.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("select version_num from alembic_version")).scalar() or "")


def _manifest(row: SnapshotRow) -> Manifest:
    return Manifest(row.id, row.directory, row.started_at, row.published_at, row.status, row.summary)


def _pragmas(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("pragma journal_mode=wal")
    cursor.execute("pragma busy_timeout=10000")
    cursor.close()
