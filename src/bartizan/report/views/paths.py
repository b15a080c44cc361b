"""Attack paths and choke points of a snapshot, worst first."""

from typing import Any

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


def choke_points(engine: Engine, kind: str = "", part: Part = ALL) -> Page[ChokePoint]:
    """Return what ends most paths, of one kind or of all."""
    clause, values = where({"kind = ?": kind})
    (total,) = engine.rows(f"select count(*) as n from choke_point {clause}", values)
    order = order_by(part, _CHOKE_KEYS, "paths desc, targets desc, kind desc, node_id")
    rows = engine.rows(f"select * from choke_point {clause} order by {order} {part.sql}", values)
    return Page([ChokePoint.model_validate(row) for row in rows], total["n"])


def _plain(row: Row) -> dict[str, Any]:
    return {**row, "steps": orjson.loads(row["steps"])}
