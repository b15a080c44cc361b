"""What changed in the findings from one snapshot to another, numbered in an order that stays."""

import datetime
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import orjson

from bartizan.decide.order import ranked
from bartizan.decide.overlay import lay_over
from bartizan.report.formats.change import FindingChange
from bartizan.report.views.findings import findings_by_id
from bartizan.state import Manifest
from bartizan.state.nouns import Exemption
from bartizan.store import SnapshotEngine, snapshot_store

_TEXT = ("id", "resource_id", "resource_type", "scope", "region")
_COLUMNS = {**dict.fromkeys(_TEXT, "varchar"), "status": "varchar", "digest": "ubigint"}
_STATE = """
select id, resource_id, resource_type, scope, coalesce(region, '') as region, status,
    hash(status, severity, risk_level, evidence::varchar, missing) as digest
from {ranked} where status in ('fail', 'unknown', 'exempt')
"""
_CHANGES = """
select row_number() over (order by scope, region, id) as n, * from (
    select coalesce(b.id, a.id) as id, coalesce(b.scope, a.scope) as scope, coalesce(b.region, a.region) as region,
        case when a.id is null then 'new' when b.id is null then 'resolved' else 'changed' end as change,
        coalesce(a.status, '') as was, b.id is not null or there.id is not null as is_there
    from export_now as b full join export_before as a on a.id = b.id
    left join (select distinct id, type from resource) as there
        on there.id = a.resource_id and there.type = a.resource_type
    where a.id is null or b.id is null or a.digest <> b.digest
)
"""


@dataclass(frozen=True)
class DecidedSnapshot:
    """A snapshot with the exemptions that count in it, seen at a time (UTC)."""

    manifest: Manifest
    exemptions: Sequence[Exemption]
    at: datetime.datetime

    @property
    def id(self) -> str:
        """The snapshot's."""
        return self.manifest.id

    @property
    def event_id(self) -> str:
        """The snapshot's, with the time where that is a later one: what was decided then is an event of its own."""
        at = "" if self.at == self.manifest.published_at else f"@{self.at:%Y%m%dT%H%M%S.%fZ}"
        return f"{self.id}{at}"


class Changes:
    """What changed in one snapshot since another, or all that is in it where ``before`` is None; close it.

    Each is seen with the exemptions of its own time, so that the order and the numbers of the changes are the same
    whenever they are read. Both may be one snapshot, between whose times something was decided.

    Raises:
        BartizanError: a snapshot is gone or damaged.
    """

    def __init__(self, home: Path, before: DecidedSnapshot | None, after: DecidedSnapshot) -> None:
        self._now = after
        self._before = _opened(home, before) if before else None
        self._after = _opened(home, after)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "before.parquet"
            if self._before:
                self._before.save("export_now", file)
            self._after.load_or_empty("export_before", file, _COLUMNS)
        self._after.create("export_change", _CHANGES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for engine in (self._before, self._after):
            if engine:
                engine.close()

    def after(self, n: int, most: int, *, of_one_place: bool = False) -> list[tuple[int, FindingChange]]:
        """Return the changes that follow the one of a number, with theirs; if asked, of one scope and region."""
        rows = self._after.rows(f"from export_change where n > {int(n)} order by n limit {int(most)}")
        if of_one_place:
            rows = [row for row in rows if (row["scope"], row["region"]) == (rows[0]["scope"], rows[0]["region"])]
        return [(row["n"], change) for row, change in zip(rows, self._read(rows), strict=True)]

    @cached_property
    def count(self) -> int:
        """How many changes there are."""
        return int(self._after.rows("select count(*) as n from export_change")[0]["n"])

    @cached_property
    def _rules(self) -> dict[str, Mapping[str, Any]]:
        engines = [engine for engine in (self._before, self._after) if engine]
        rows = [row for engine in engines for row in engine.rows("select id, definition from rule")]
        return {row["id"]: orjson.loads(row["definition"]) for row in rows}

    def _read(self, rows: Sequence[Mapping[str, Any]]) -> list[FindingChange]:
        gone = {row["id"] for row in rows if row["change"] == "resolved"}
        found = findings_by_id(self._after, [row["id"] for row in rows if row["id"] not in gone])
        if self._before and gone:
            found |= findings_by_id(self._before, list(gone))
        return [
            FindingChange(
                row["change"],
                found[row["id"]],
                self._rules[found[row["id"]].rule_id],
                self._now.id,
                self._now.at,
                row["is_there"],
                row["was"],
                self._now.event_id,
            )
            for row in rows
        ]


def opened_then(home: Path, snapshot: DecidedSnapshot) -> SnapshotEngine:
    """Return a snapshot with the exemptions that count in it; close it."""
    engine = snapshot_store(home, snapshot.manifest.directory).files(snapshot.id).open()
    lay_over(engine, snapshot.exemptions, [], snapshot.at)
    return engine


def _opened(home: Path, snapshot: DecidedSnapshot) -> SnapshotEngine:
    engine = opened_then(home, snapshot)
    engine.create("export_now", _STATE.format(ranked=ranked(engine)))
    return engine
