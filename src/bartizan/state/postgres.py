"""State on a PostgreSQL server, which several machines share."""

import os
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import URL, create_engine, event, func, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError

from bartizan.base.referred_secret import referred_secret
from bartizan.model import BartizanError, UsageError, printable
from bartizan.state.address import PASSWORD_FILE, STATE_URL
from bartizan.state.failure import StateError, StateSetupError, newer
from bartizan.state.server_address import ServerAddress, server_address

_PATIENCE = 20.0
"""Seconds for the server to take a connection, and to answer each statement."""
_UPGRADE_LOCK = int.from_bytes(b"bartizan", signed=True)
"""The advisory lock of who brings state to its current form."""
_LOOK = 0.1
_CONFIGURATION = ("28", "3D", "42501")
"""Error codes of a wrong user or password, a missing database, and missing rights."""
_VALUES = "22"
"""Error codes of what cannot be stored: a text that is too long or holds a NUL, a number that is too large."""


class PostgresDatabase:
    """The state database that an address names. Its password is in no name, error or representation."""

    def __init__(self, url: str) -> None:
        self._address = server_address(url)
        self.name = self._address.name
        self.engine = _engine(self._address)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Give a connection all of whose changes are committed together, or none, to one process at a time."""
        with self.engine.begin() as connection:
            # Asked again and again: a wait for the lock could take longer than any other answer may.
            while not connection.scalar(select(func.pg_try_advisory_xact_lock(_UPGRADE_LOCK))):
                time.sleep(_LOOK)
            yield connection

    def error(self, error: SQLAlchemyError) -> BartizanError:
        """Return what a person does about an error of the engine's."""
        return _error(self.name, getattr(error, "orig", None) or error)

    def newer(self, revision: str) -> UsageError:
        """Return the error of a database that a later release has written to."""
        return newer(f"the state database {self.name}", revision, f"name another database in {STATE_URL}")


@cache
def _engine(address: ServerAddress) -> Engine:
    """Return the one engine of a process for an address: each keeps connections, which are dear to make."""
    try:
        engine = create_engine(
            URL.create("postgresql+pg8000", address.user, None, address.host, address.port, address.database),
            connect_args={"timeout": _PATIENCE, "application_name": "bartizan"},
            hide_parameters=True,
        )
    except ImportError as error:
        raise UsageError("state on PostgreSQL takes one more package: pip install 'bartizan[postgres]'") from error

    def connect(dialect: Any, _record: object, _arguments: object, parameters: dict[str, Any]) -> Any:
        # With each connection, so that a password that changes needs no restart.
        path = os.environ.get(PASSWORD_FILE, "")
        password = address.password or (referred_secret(f"file:{path}") if path else None)
        how = {"password": password, "ssl_context": _tls(address), "unix_sock": address.socket or None}
        try:
            return dialect.connect(**parameters | how)
        except (OSError, dialect.dbapi.Error) as error:
            raise _error(address.name, error) from error

    def ping(connection: Any, _record: object, _proxy: object) -> None:
        # Not by the pool's own ping: the driver raises errors of the system, which that one does not expect.
        try:
            connection.cursor().execute("select 1")
            connection.rollback()
        except (OSError, engine.dialect.loaded_dbapi.Error) as error:
            raise InvalidatePoolError from error

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkout", ping)
    return engine


def _tls(address: ServerAddress) -> ssl.SSLContext | bool | None:
    """Return how pg8000 connects: None takes TLS where the server has it, True insists, a context checks."""
    if address.socket or address.tls == "disable":
        return False
    if address.tls in ("prefer", "require"):
        return True if address.tls == "require" else None
    try:
        context = ssl.create_default_context(cafile=address.root_certificate or None)
    except OSError as error:
        raise UsageError(f"{STATE_URL}: sslrootcert={address.root_certificate} cannot be read") from error
    context.check_hostname = address.tls == "verify-full"
    return context


def _error(name: str, error: BaseException) -> BartizanError:
    said = _answer(error)
    if said is None:
        cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
        why = printable(getattr(cause, "strerror", "") or cause)
        what = f"the state database {name} cannot be reached ({why})"
        return StateError(f"{what}: start the server, or check {STATE_URL}")
    code, message = str(said.get("C", "")), printable(said.get("M", ""))
    if code.startswith(_CONFIGURATION):
        return StateSetupError(f"the state database {name} cannot be used: {message}; check {STATE_URL}")
    if code.startswith(_VALUES):
        return UsageError(f"a value cannot be stored: {message}")
    return StateError(f"the state database {name} cannot be used: {message}")


def _answer(error: BaseException | None) -> dict[str, str] | None:
    """Return what the server said, None where it said nothing."""
    while error is not None:
        if error.args and isinstance(error.args[0], dict):
            return error.args[0]
        # Where the server refuses and hangs up, the driver may fail at saying goodbye.
        error = error.__context__
    return None
