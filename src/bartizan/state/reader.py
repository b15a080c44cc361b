"""Read what a reader of snapshots needs straight from SQLite: importing SQLAlchemy takes longer than most reads."""

import datetime
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from bartizan.model import BartizanError, ExemptionCategory
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


def read_state(home: Path, directory: str, snapshot_id: str = "") -> Reading:
    """Return the named snapshot, or the latest one (None where there is none), and all decisions of a directory.

    Raises:
        BartizanError: the state database cannot be read.
    """
    file = home / "state.db"
    if not file.is_file():
        return Reading(None, [], [])
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            if _revision(connection) == HEAD:
                return _read(connection, directory, snapshot_id)
    except sqlite3.Error as error:
        raise BartizanError(f"the state database {file} cannot be read: {error}") from error
    # An older release's, or a newer one's: it is brought up to date, or refused.
    from bartizan.state.database import State

    State(home)
    return read_state(home, directory, snapshot_id)


def _revision(connection: sqlite3.Connection) -> str:
    found = connection.execute("select 1 from sqlite_master where name = 'alembic_version'").fetchone()
    row = connection.execute("select version_num from alembic_version").fetchone() if found else None
    return row[0] if row else ""


def _read(connection: sqlite3.Connection, directory: str, snapshot_id: str) -> Reading:
    if snapshot_id:
        row = connection.execute(f"{_SNAPSHOT} and id = ?", (directory, snapshot_id)).fetchone()
    else:
        row = connection.execute(f"{_SNAPSHOT} order by published_at desc limit 1", (directory,)).fetchone()
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
