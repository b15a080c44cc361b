"""State in the home: a SQLite file with a write-ahead log."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from bartizan.base.home import Home
from bartizan.model import BartizanError, UsageError
from bartizan.state.failure import newer, state_error
from bartizan.state.lock import upgrade_lock


class SqliteDatabase:
    """The state database in a home; a home that cannot be written to is opened for reading."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file = Home(home).state
        self._url = _url(self._file)
        self.name = str(self._file)
        self.engine = create_engine(self._url)
        if "mode=ro" not in self._url:
            event.listen(self.engine, "connect", _pragmas)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Give a connection all of whose changes are committed together, or none: a disk may be full halfway.

        SQLite's driver leaves the making of tables out of its transactions unless it is left none to begin.
        """
        engine = create_engine(self._url)
        event.listen(engine, "connect", _pragmas)
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("begin immediate"))
        with upgrade_lock(self._home):
            try:
                with engine.begin() as connection:
                    yield connection
            finally:
                engine.dispose()

    def error(self, error: SQLAlchemyError) -> BartizanError:
        """Return what a person does about an error of the engine's."""
        return state_error(self._home, self.name, error)

    def newer(self, revision: str) -> UsageError:
        """Return the error of a database that a later release has written to."""
        return newer(f"the home {self._home}", revision, "name another home with --home")


def _url(file: Path) -> str:
    if not file.exists() or os.access(file.parent, os.W_OK):
        return f"sqlite:///{file}"
    # Without a log beside it nothing is missing from the file, and none need be made to read it.
    still = "" if file.with_name(f"{file.name}-wal").exists() else "&immutable=1"
    return f"sqlite:///file:{file}?mode=ro{still}&uri=true"


def _pragmas(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("pragma journal_mode=wal")
    cursor.execute("pragma busy_timeout=10000")
    cursor.close()
