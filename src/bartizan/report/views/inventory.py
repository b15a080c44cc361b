"""The inventory: every resource of every kind in the order of risk, with its findings by severity."""

from collections.abc import Mapping
from typing import Any

import orjson

from bartizan.contract import InventoryItem, Page
from bartizan.decide.order import ranked
from bartizan.decide.risk import NONE
from bartizan.decide.workload import WORKLOADS
from bartizan.model import Severity, Status
from bartizan.report.paging import ALL, Part, order_by, where
from bartizan.report.views.path_counts import path_counts
from bartizan.report.views.vulnerabilities import vulnerability_counts
from bartizan.store.engine import Engine, Row, literal, quoted

TABLE = "inventory"
_OPTIONAL = {
    "kind": "''",
    "runtime": "''",
    "state": "''",
    "exposure": "''",
    "authentication": "''",
    "identity_ids": "cast([] as varchar[])",
}
_NONE = (
    "select '' as id, '' as type, '' as name, '' as provider, '' as scope, '' as region, "
    + "".join(f"{empty} as {name}, " for name, empty in _OPTIONAL.items())
    + "'{}' as tags, null::timestamp as observed_at where false"
)
"""The columns of a scan that found nothing: pages read them too."""
_WORKLOAD = f"type in ({', '.join(map(literal, WORKLOADS))})"
_UNREAD = ", ".join(
    [
        *(f"coalesce({name}, 'unknown') as {name}" for name in ("authentication", "state", "runtime", "kind")),
        # Of a resource whose answer was malformed, no more is known than which it is.
        "coalesce(name, id) as name",
        f"if(exposure is null or (exposure = '' and {_WORKLOAD}), 'unknown', exposure) as exposure",
        "coalesce(identity_ids, []) as identity_ids",
    ]
)
_FAILS = f"status = '{Status.FAIL}'"
_COUNTS = ", ".join(
    f"nullif(count(*) filter ({_FAILS} and severity = '{severity}'), 0) as {severity}" for severity in Severity
)
WORST = f"""
select resource_type as type, resource_id as id, min(rank) filter ({_FAILS}) as rank,
    arg_min(risk_level, rank) filter ({_FAILS}) as risk_level, {_COUNTS},
    count(*) filter (status = '{Status.UNKNOWN}') as not_evaluated
from {{ranked}} where status in ('{Status.FAIL}', '{Status.UNKNOWN}') group by all
"""
"""The worst finding of each resource, and how many fail by severity, null where none does."""
FROM = "from {inventory} as r left join {worst} as f using (type, id)"
_KEYS = {
    key: key
    for key in (
        *("name", "type", "provider", "scope", "region", "kind", "runtime", "state", "exposure", "authentication"),
        *("risk_level", "observed_at", "first_seen", "last_seen", "id"),
    )
}
_BY_NAME = f"{_WORKLOAD} desc, type, name, id"
DEFAULT_ORDER = f"f.rank nulls last, {', '.join(f'{severity} desc nulls last' for severity in Severity)}, {_BY_NAME}"


def ensure_inventory(engine: Engine) -> None:
    """Make sure that ``inventory`` is there: snapshots of older releases were made without."""
    if not engine.has(TABLE):
        create_inventory(engine)


def create_inventory(engine: Engine) -> None:
    """Create the table ``inventory``: what no later decision changes of each resource."""
    types = [row["type"] for row in engine.rows("select distinct type from resource order by 1")]
    selects = " union all ".join(_select(engine, name) for name in types) or _NONE
    engine.create(
        TABLE,
        f"select r.* replace ({_UNREAD}), first_seen, last_seen from ({selects}) as r join resource using (id, type) "
        f"order by {_BY_NAME}",
    )


def inventory(
    engine: Engine,
    type_: str = "",
    scope: str = "",
    *,
    id_: str = "",
    workloads_only: bool = False,
    part: Part = ALL,
) -> Page[InventoryItem]:
    """Return resources, optionally of one type, scope or ID, or workloads only.

    Each stands where the worst of its findings stands; without any, workloads first. ``attack_paths`` is None
    in a snapshot that was made without paths.
    """
    if not engine.rows("select 1 from resource limit 1"):
        return Page([], 0)
    ensure_inventory(engine)
    clause, values = where({"type = ?": type_, "scope = ?": scope, "id = ?": id_, f"{_WORKLOAD} and ?": workloads_only})
    (total,) = engine.rows(f"select count(*) as n from inventory {clause}", values)
    if part.limit == 0:
        return Page([], total["n"])
    counted = FROM.format(inventory=TABLE, worst=f"({WORST.format(ranked=ranked(engine))})")
    rows = engine.rows(
        f"select r.*, coalesce(f.risk_level, '{NONE}') as risk_level, {', '.join(Severity)} "
        f"{counted} {clause} order by {order_by(part, _KEYS, DEFAULT_ORDER)} {part.sql}",
        values,
    )
    paths = path_counts(engine)
    counts = vulnerability_counts(engine, [row["id"] for row in rows] if part != ALL else None)
    return Page([_item(row, counts, paths) for row in rows], total["n"])


def _select(engine: Engine, table: str) -> str:
    columns = engine.columns(table)
    optional = ", ".join(f"{_own(columns, name) or empty} as {name}" for name, empty in _OPTIONAL.items())
    return (
        f"select id, {literal(table)} as type, name, split_part({literal(table)}, '_', 1) as provider, scope, region, "
        f"{optional}, tags, observed_at from {quoted(table)}"
    )


def _own(columns: Mapping[str, str], name: str) -> str:
    """Return a table's own column if it means what the inventory does: a list of ways to sign in is another fact."""
    wanted = "VARCHAR[]" if name == "identity_ids" else "VARCHAR"
    return quoted(name) if columns.get(name) == wanted else ""


def _item(row: Row, counts: Mapping[tuple[str, str], int], paths: Mapping[str, int] | None) -> InventoryItem:
    severities: dict[str, Any] = {str(severity): row.pop(severity) for severity in Severity}
    return InventoryItem.model_validate(
        {
            **row,
            "tags": orjson.loads(row["tags"] or "{}"),
            "findings": {severity: n for severity, n in severities.items() if n},
            "vulnerabilities": counts.get((row["type"], row["id"]), 0),
            "attack_paths": None if paths is None else paths.get(row["id"], 0),
        }
    )
