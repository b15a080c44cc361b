"""What changed in the findings from one snapshot to another, numbered in an order that stays."""

import datetime
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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


class Changes:
    """What changed in one snapshot since another, or all that is in it where ``before`` is None; close it.

    Each snapshot is seen with the exemptions that held when it was published, so that the order and the numbers of the
    changes are the same whenever they are read.

    Raises:
        BartizanError: a snapshot is gone or damaged.
    """

    def __init__(self, home: Path, before: Manifest | None, after: Manifest, exemptions: Sequence[Exemption]) -> None:
        self._manifest = after
        self._before = _opened(home, before, exemptions) if before else None
        self._after = _opened(home, after, exemptions)
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
                self._manifest.id,
                self._manifest.published_at,
                row["is_there"],
                row["was"],
            )
            for row in rows
        ]


def held(exemptions: Iterable[Exemption], at: datetime.datetime) -> list[Exemption]:
    """Return the exemptions that people had decided on at a time, as they stood then."""
    return [
        replace(each, removed_at=None)
        for each in exemptions
        if each.created_at <= at and (each.removed_at is None or each.removed_at > at)
    ]


def opened_then(home: Path, manifest: Manifest, exemptions: Iterable[Exemption]) -> SnapshotEngine:
    """Return a snapshot with the exemptions that held when it was published; close it."""
    engine = snapshot_store(home, manifest.directory).files(manifest.id).open()
    at = manifest.published_at
    lay_over(engine, held(exemptions, at), [], at)
    return engine


def _opened(home: Path, manifest: Manifest, exemptions: Iterable[Exemption]) -> SnapshotEngine:
    engine = opened_then(home, manifest, exemptions)
    engine.create("export_now", _STATE.format(ranked=ranked(engine)))
    return engine
