"""A PostgreSQL server of the tests' own, from Debian's packages: `make tools`."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

from bartizan.state.postgres import PostgresDatabase
from bartizan.state.upgrade import upgrade

USER = "bartizan"
_TEMPLATE = "migrated"
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=200")


@dataclass
class Server:
    """A server that trusts users of the Unix socket in its folder, and takes a password from those on loopback."""

    folder: Path
    port: int
    password: str
    _numbers: "count[int]" = field(default_factory=count)

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@:{self.port}/{database}?host={self.folder}"

    def by_password(self, url: str, password: str) -> str:
        """Return the address of the same database over TCP, with a password in it."""
        database = url.rpartition("?")[0].rpartition("/")[2]
        return f"postgresql://{USER}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}?sslmode=disable"

    def new(self, template: str = _TEMPLATE) -> str:
        """Return the address of a new database: a copy of a migrated one, or of ``template0`` for an empty one."""
        name = f"state{next(self._numbers)}"
        self.sql(f"create database {name} template {template}")
        return self.url(name)

    @contextmanager
    def over_tls(self, certificate: Path) -> Iterator[None]:
        """Take connections over TLS, too, with the certificate and key of a file."""
        file = self.folder / "server.pem"
        file.write_bytes(certificate.read_bytes())
        file.chmod(0o600)
        shutil.chown(file, (self.folder / "data").stat().st_uid)
        settings = {"ssl": "on", "ssl_cert_file": str(file), "ssl_key_file": str(file)}
        try:
            for name, value in settings.items():
                self.sql(f"alter system set {name} = '{value}'")
            self._reload("on")
            yield
        finally:
            for name in settings:
                self.sql(f"alter system reset {name}")
            self._reload("off")

    def _reload(self, ssl: str) -> None:
        self.sql("select pg_reload_conf()")
        until = time.monotonic() + 20
        while self.sql("show ssl") != ssl:
            assert time.monotonic() < until, (self.folder / "log").read_text(encoding="utf-8")
            time.sleep(0.05)

    def wait(self) -> None:
        """Wait until the server takes connections."""
        where = ["-h", str(self.folder), "-p", str(self.port)]
        until = time.monotonic() + 60
        while subprocess.run([str(_program("pg_isready")), "-q", *where], check=False).returncode:
            assert time.monotonic() < until, (self.folder / "log").read_text(encoding="utf-8")
            time.sleep(0.05)

    def migrate(self) -> None:
        """Make the database that new ones are copied from: migrations take longer."""
        self.sql(f"create database {_TEMPLATE} template template0")
        database = PostgresDatabase(self.url(_TEMPLATE))
        with database.alone() as connection:
            upgrade(connection, database.newer)
        database.engine.dispose()

    def sql(self, text: str, database: str = "postgres") -> str:
        """Return what psql prints."""
        where = ["-h", str(self.folder), "-p", str(self.port), "-U", USER]
        command = [str(_program("psql")), "-XAtq", "-v", "ON_ERROR_STOP=1", *where, "-c", text, database]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def running() -> Iterator[Server]:
    """Start a server, as the user ``postgres`` where the tests run as root, and stop it at the end."""
    # Not below a test's folder: its path could be too long for a socket, and closed to another user.
    with tempfile.TemporaryDirectory(prefix="bartizan-pg-") as name:
        folder, data = Path(name), Path(name, "data")
        if os.getuid() == 0:
            shutil.chown(folder, *("postgres", pwd.getpwnam("postgres").pw_gid))
        how = ["--username", USER, "--no-sync", "--no-instructions", "--locale=C", "--encoding=UTF8"]
        how += ["--auth-local=trust", "--auth-host=scram-sha-256"]
        subprocess.run(_as_owner(_program("initdb"), "-D", data, *how), check=True, stdout=subprocess.DEVNULL, cwd="/")
        port = _free_port()
        options = [part for each in (*_QUICK, "listen_addresses=127.0.0.1", f"port={port}") for part in ("-c", each)]
        command = _as_owner(_program("postgres"), "-D", data, "-k", folder, *options)
        with (folder / "log").open("wb") as log, subprocess.Popen(command, stderr=log, stdout=log, cwd="/") as process:
            try:
                server = Server(folder, port, f"p@:/#?% {secrets.token_urlsafe(12)}")
                server.wait()
                server.sql(f"alter user {USER} password '{server.password}'")
                server.migrate()
                yield server
            finally:
                process.send_signal(signal.SIGQUIT)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _program(name: str) -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert found, "PostgreSQL is not installed: make tools"
    return found[-1]


def _as_owner(*command: object) -> list[str]:
    """Return a command that runs as an ordinary user, and stops when the tests are killed."""
    who = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    return ["setpriv", *who, "--pdeathsig=QUIT", *map(str, command)]
