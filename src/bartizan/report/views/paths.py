"""Attack paths and choke points of a snapshot, worst first."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from bartizan.contract import Page
from bartizan.contract.paths import AttackPath, ChokePoint
from bartizan.report.paging import ALL, Part, order_by, where
from bartizan.store.engine import Engine, Row

_KEYS = {
    key: key
    for key in (
        *("risk", "risk_level", "certainty", "scenario", "title", "entries", "targets", "entry_id", "target_id"),
        *("target_kind", "first_seen", "last_seen", "id"),
    )
}
_CHOKE_KEYS = {key: key for key in ("paths", "targets", "kind", "node_id")}
_TAKES_PART = "id in (select path_id from attack_path_member where role = '{}' and node_id = ?)"
_WAYS_IN = """
with own as (
    select entry_id, arg_min(id, (-risk, id)) as id, max(risk) as risk, count(*) as n from attack_path group by entry_id
),
placed as (
    select own.*, row_number() over (order by risk desc, id) as place, count(*) over () as total from own {where}
)
select p.*, placed.n as number_of_paths, placed.total as number_of_ways
from placed join attack_path as p on p.id = placed.id
where place <= ? or placed.entry_id in (select unnest(?::varchar[])) order by place
"""
_IS_HERE = "exists (select 1 from node where node.id = own.entry_id and list_contains(?, node.{}))"
_ALIKE = "where entry_id in (?, ?) or target_id in (?, ?) or list_has_any(breaks, ?::varchar[])"
_IS_ON = "id in (select path_id from attack_path_member where node_id = ?)"


def has_paths(engine: Engine) -> bool:
    """Say whether the snapshot was made with paths."""
    return engine.has("attack_path", "attack_path_member", "choke_point")


def attack_paths(
    engine: Engine,
    *,
    id_: str = "",
    entry: str = "",
    target: str = "",
    through: str = "",
    scenario: str = "",
    certainty: str = "",
    part: Part = ALL,
) -> Page[AttackPath]:
    """Return paths by risk; ``entry`` and ``target`` are IDs of nodes that take part so, ``through`` of any on it."""
    asked = {"id = ?": id_, "scenario = ?": scenario, "certainty = ?": certainty}
    asked |= {_TAKES_PART.format("entry"): entry, _TAKES_PART.format("target"): target, _IS_ON: through}
    clause, values = where(asked)
    (total,) = engine.rows(f"select count(*) as n from attack_path {clause}", values)
    order = order_by(part, _KEYS, "risk desc, id")
    rows = engine.rows(f"select * from attack_path {clause} order by {order} {part.sql}", values)
    return Page([AttackPath.model_validate(_plain(row)) for row in rows], total["n"])


def neighbours(engine: Engine, path: AttackPath, part: Part) -> Page[AttackPath]:
    """Return the paths that share an end or a fix with one, of all that are listed, worst first, with their number."""
    ends = [path.entry_id, path.target_id]
    values = [*ends, *ends, path.breaks]
    (total,) = engine.rows(f"select count(*) as n from attack_path {_ALIKE}", values)
    rows = engine.rows(f"select * from attack_path {_ALIKE} order by risk desc, id {part.sql}", values)
    return Page([AttackPath.model_validate(_plain(row)) for row in rows], total["n"])


def not_listed(engine: Engine, scenarios: Sequence[str] = ()) -> int:
    """Return how many paths were found and are not listed, of some scenarios or of all that have any listed."""
    clause, values = where({"list_contains(?, scenario)": list(scenarios)})
    of_each = f"select max(capped) as n from attack_path {clause} group by scenario"
    (row,) = engine.rows(f"select coalesce(sum(n), 0)::bigint as n from ({of_each})", values)
    return int(row["n"])


@dataclass(frozen=True)
class WayIn:
    """Where paths begin: the worst of them, and how many there are."""

    worst: AttackPath
    paths: int


def ways_in(
    engine: Engine, most: int, *, also: Sequence[str] = (), scopes: Sequence[str] = (), kinds: Sequence[str] = ()
) -> tuple[list[WayIn], int]:
    """Return the ``most`` worst nodes of some scopes and kinds where paths begin, and those with an ID of ``also``.

    Also returned is how many there are in all, 0 where none is returned.
    """
    clause, values = where({_IS_HERE.format("scope"): list(scopes), _IS_HERE.format("kind"): list(kinds)})
    rows = engine.rows(_WAYS_IN.format(where=clause), [*values, most, list(also)])
    total = rows[0]["number_of_ways"] if rows else 0
    return [WayIn(_path(row), row["number_of_paths"]) for row in rows], total


@dataclass(frozen=True)
class PastExposure:
    """A workload with its worst path as it was when that was there last, and how many there were. Times are UTC."""

    kind: str
    name: str
    scope: str
    worst: AttackPath
    paths: int
    resolved_at: datetime.datetime


def past_exposures(engine: Engine, most: int, *, entry: str = "") -> list[PastExposure]:
    """Return the exposures that were resolved last, of one workload or of all."""
    if not engine.has("exposure"):
        return []
    clause, values = where({"state = ?": "resolved", "entry_id = ?": entry})
    rows = engine.rows(f"select * from exposure {clause} order by resolved_at desc, entry_id limit ?", [*values, most])
    return [
        PastExposure(
            row["entry_kind"], row["entry_name"], row["entry_scope"], _path(row), row["paths"], row["resolved_at"]
        )
        for row in rows
    ]


@dataclass(frozen=True)
class LifeMove:
    """That an exposure was resolved or reopened by itself, when (UTC)."""

    at: datetime.datetime
    kind: Literal["resolved", "reopened"]


def life_of(engine: Engine, entries: Sequence[str]) -> Mapping[str, Sequence[LifeMove]]:
    """Return when exposures were resolved and reopened, oldest first, by workload, of those that ever were."""
    if not engine.has("exposure"):
        return {}
    query = "select entry_id, moves from exposure where len(moves) > 0 and list_contains(?, entry_id)"
    return {row["entry_id"]: [LifeMove(**each) for each in row["moves"]] for row in engine.rows(query, [list(entries)])}


def choke_points(engine: Engine, kind: str = "", part: Part = ALL) -> Page[ChokePoint]:
    """Return what ends most paths, of one kind or of all."""
    clause, values = where({"kind = ?": kind})
    (total,) = engine.rows(f"select count(*) as n from choke_point {clause}", values)
    order = order_by(part, _CHOKE_KEYS, "paths desc, targets desc, kind desc, node_id")
    rows = engine.rows(f"select * from choke_point {clause} order by {order} {part.sql}", values)
    return Page([ChokePoint.model_validate(row) for row in rows], total["n"])


def _path(row: Row) -> AttackPath:
    plain = _plain(row)
    return AttackPath.model_validate({name: plain[name] for name in AttackPath.model_fields})


def _plain(row: Row) -> dict[str, Any]:
    return {**row, "steps": orjson.loads(row["steps"])}
