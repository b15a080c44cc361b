"""Read what a reader of snapshots needs straight from SQLite's file: importing SQLAlchemy takes longer than a read."""

import datetime
import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from bartizan.base.home import Home
from bartizan.model import ExemptionCategory
from bartizan.state.address import server_url
from bartizan.state.manifest import Manifest
from bartizan.state.nouns import Exemption, GovernanceRule
from bartizan.state.revision import HEAD

_SNAPSHOT = "select id, directory, started_at, published_at, status, summary from snapshot where directory = ?"
_EXEMPTIONS = "select * from exemption where directory = ? order by created_at, id"
_GOVERNANCE = (
    "select * from governance_rule where directory = ? and removed_at is null order by priority, created_at, id"
)
_TIMES = ("created_at", "removed_at", "until")


@dataclass(frozen=True)
class Reading:
    """A published snapshot's manifest with what people decided: all exemptions, the governance rules in force."""

    manifest: Manifest | None
    exemptions: list[Exemption]
    governance: list[GovernanceRule]

    @cached_property
    def decisions(self) -> str:
        """What tells these decisions from others."""
        return hashlib.sha256(repr((self.exemptions, self.governance)).encode()).hexdigest()[:16]


def read_version(home: Path, directory: str) -> int | None:
    """Return how often what ``read_state`` reads of a directory has changed; None where only reading it tells.

    To ask before reading: what is read then is of this number or a later one.

    Raises:
        BartizanError: as ``State``.
    """
    file = Home(home).state
    if url := server_url():
        return _version_on_server(url, directory)
    if not file.is_file():
        return None
    with suppress(sqlite3.Error), closing(_open(file)) as connection:
        row = connection.execute("select n from read_version where directory = ?", (directory,)).fetchone()
        return row[0] if row else 0
    return None


def read_state(home: Path, directory: str, snapshot_id: str = "") -> Reading:
    """Return the named snapshot, or the latest one (None where there is none), and all decisions of a directory.

    Raises:
        BartizanError: as ``State``.
    """
    file = Home(home).state
    if server_url():
        return _through_state(home, directory, snapshot_id)
    if not file.is_file():
        return Reading(None, [], [])
    with suppress(sqlite3.Error), closing(_open(file)) as connection:
        if _revision(connection) == HEAD:
            return _read(connection, directory, snapshot_id)
    return _through_state(home, directory, snapshot_id)


def _open(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, timeout=10)
    connection.row_factory = sqlite3.Row
    return connection


def _version_on_server(url: str, directory: str) -> int | None:
    from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

    from bartizan.state.kept.versions import version
    from bartizan.state.postgres import PostgresDatabase

    database = PostgresDatabase(url)
    try:
        with database.engine.connect() as connection:
            return version(connection, directory)
    except ProgrammingError:  # it was not set up yet
        return None
    except SQLAlchemyError as error:
        raise database.error(error) from error


def _through_state(home: Path, directory: str, snapshot_id: str) -> Reading:
    """Read from a server, or what another release wrote, or say what is wrong with the database."""
    from bartizan.state.database import State
    from bartizan.state.exemption import exemptions
    from bartizan.state.governance import governance_rules

    state = State(home)
    manifest = state.snapshot(directory, snapshot_id or None)
    return Reading(manifest, exemptions(state, directory), governance_rules(state, directory))


def _revision(connection: sqlite3.Connection) -> str:
    found = connection.execute("select 1 from sqlite_master where name = 'alembic_version'").fetchone()
    row = connection.execute("select version_num from alembic_version").fetchone() if found else None
    return row[0] if row else ""


def _read(connection: sqlite3.Connection, directory: str, snapshot_id: str) -> Reading:
    if snapshot_id:
        row = connection.execute(f"{_SNAPSHOT} and id = ?", (directory, snapshot_id)).fetchone()
    else:
        row = connection.execute(f"{_SNAPSHOT} and damage = '' order by sequence desc limit 1", (directory,)).fetchone()
    return Reading(
        _manifest(row) if row else None,
        [_exemption(each) for each in connection.execute(_EXEMPTIONS, (directory,))],
        [_governance(each) for each in connection.execute(_GOVERNANCE, (directory,))],
    )


def _manifest(row: sqlite3.Row) -> Manifest:
    started, published = _time(row["started_at"]), _time(row["published_at"])
    return Manifest(row["id"], row["directory"], started, published, row["status"], orjson.loads(row["summary"]))


def _exemption(row: sqlite3.Row) -> Exemption:
    return Exemption(**_members(row, Exemption.__dataclass_fields__) | {"category": ExemptionCategory(row["category"])})


def _governance(row: sqlite3.Row) -> GovernanceRule:
    return GovernanceRule(**_members(row, GovernanceRule.__dataclass_fields__) | {"has_grace": bool(row["has_grace"])})


def _members(row: sqlite3.Row, names: Iterable[str]) -> dict[str, Any]:
    values = {name: row[name] for name in names}
    return {name: _time(value) if name in _TIMES and value else value for name, value in values.items()}


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)
