"""The address of a PostgreSQL server, read strictly. One that is refused is not repeated: it may hold a password."""

import re
from dataclasses import dataclass, field

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bartizan.model import UsageError
from bartizan.state.address import STATE_URL

_TLS = ("disable", "prefer", "require", "verify-ca", "verify-full")
_OPTIONS = frozenset({"host", "sslmode", "sslrootcert"})
_HOST = re.compile(r"[\w.:-]*", re.ASCII)
_NAME = re.compile(r"[\w.@-]+")
_PORT = 5432
_FORM = (
    f"{STATE_URL} is not an address of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
    "; write characters such as @ / : # ? in a password as %40 %2F %3A %23 %3F"
)


@dataclass(frozen=True)
class ServerAddress:
    """A database on a server. ``socket`` is the server's Unix socket, instead of a host; ``tls`` is libpq's sslmode."""

    user: str
    host: str
    port: int
    database: str
    socket: str = ""
    tls: str = "prefer"
    root_certificate: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The address as people may see it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        place = f"/{self.database}?host={self.socket.rpartition('/')[0]}" if self.socket else f"/{self.database}"
        return f"postgresql://{self.user}@{host}{'' if self.socket else f':{self.port}'}{place}"


def server_address(text: str) -> ServerAddress:
    """Return what an address says.

    Raises:
        UsageError: it is none of a PostgreSQL server's, or has an option that is not known.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError(_FORM) from None
    folder, user, port = _option(url, "host"), url.username or "", url.port or _PORT
    is_whole = url.drivername in ("postgresql", "postgres") and _NAME.fullmatch(user) and _is_place(url, folder)
    if not is_whole or not 0 < port < 65536 or not _NAME.fullmatch(url.database or ""):
        raise UsageError(_FORM)
    if unknown := set(url.query) - _OPTIONS:
        raise UsageError(f"{STATE_URL} has {len(unknown)} unknown options; known are {', '.join(sorted(_OPTIONS))}")
    tls = _option(url, "sslmode") or "prefer"
    if tls not in _TLS:
        raise UsageError(f"{STATE_URL}: sslmode is one of {', '.join(_TLS)}")
    socket = f"{folder}/.s.PGSQL.{port}" if folder else ""
    place = (user, url.host or "", port, url.database or "")
    return ServerAddress(*place, socket, tls, _option(url, "sslrootcert"), password=str(url.password or ""))


def _is_place(url: URL, folder: str) -> bool:
    """Say whether an address has either a host or the folder of a Unix socket."""
    return bool(_HOST.fullmatch(url.host or "")) and bool(url.host) != folder.startswith("/")


def _option(url: URL, name: str) -> str:
    value = url.query.get(name, "")
    return value if isinstance(value, str) else value[-1]
