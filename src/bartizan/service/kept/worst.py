"""The workloads that stand worst, each with its worst finding: looked for anew where a decision touched them."""

from collections.abc import Sequence
from typing import cast

from bartizan.contract.overview import WorstWorkload
from bartizan.decide.order import LISTED
from bartizan.report.listing.finding_rows import finding_reasons, findings_of
from bartizan.report.views.paths import has_paths
from bartizan.service.kept.scanned import IS_WORKLOAD
from bartizan.service.published import LASTING, Published
from bartizan.store.engine import Engine, Row

_MOST = 5
_MEMO = f"{LASTING}worst findings"
_Found = dict[tuple[str, str], Row]
_WORST = f"""
select id, key, type::varchar as type, name, scope, risk_level, exposure, authentication,
    critical + high + medium + low + info as failing, vulnerabilities, attack_paths
from {{table}} where {IS_WORKLOAD} and risk_level <> 'none' order by n limit {_MOST}
"""
_OF_WORST = """
select resource_type::varchar as resource_type, resource_id::varchar as resource_id, arg_min(id, n) as finding_id,
    arg_min(rule_id, n)::varchar as rule_id, arg_min(title, n)::varchar as title, min(n) as place,
    count(*) filter (status = 'unknown') as unknown
from {listed} where place_in_table in ({places}) and status in ('fail', 'unknown') group by all
"""
_TOUCHED = "select distinct resource_type, resource_id from exempted where list_contains(?, resource_id)"
_REACHES = """
select m.node_id as id, list(distinct node.name order by node.name)[:3] as names
from attack_path_member as m join attack_path as p on p.id = m.path_id join node on node.id = p.target_id
where list_contains(?, m.node_id) group by all
"""


def worst_workloads(published: Published, table: str) -> list[WorstWorkload]:
    """Return the first workloads of the inventory's table that have a finding."""
    engine = published.engine
    rows = engine.rows(_WORST.format(table=table))
    of = _findings(published, [(row["type"], row["id"]) for row in rows])
    reached = [row["id"] for row in rows]
    reaches = {row["id"]: row["names"] for row in (engine.rows(_REACHES, [reached]) if has_paths(engine) else [])}
    return [
        WorstWorkload(**row, **of[row["type"], row["id"]], reaches=reaches.get(row["id"], []))
        for row in rows
        if (row["type"], row["id"]) in of
    ]


def _findings(published: Published, keys: Sequence[tuple[str, str]]) -> _Found:
    """Return the worst finding of each resource; those as scanned are kept for all states of decisions."""
    engine, kept = published.engine, cast("_Found", published.memo.setdefault(_MEMO, {}))
    rows = engine.rows(_TOUCHED, [[id_ for _, id_ in keys]]) if keys else []
    touched = {(row["resource_type"], row["resource_id"]) for row in rows}
    asked = [key for key in keys if key in touched or key not in kept]
    found = _looked_up(engine, [id_ for _, id_ in asked]) if asked else {}
    kept |= {key: row for key, row in found.items() if key not in touched and key in keys}
    return found | {key: kept[key] for key in keys if key in kept and key not in touched}


def _looked_up(engine: Engine, ids: Sequence[str]) -> _Found:
    # Named in the text, they say which rows to read.
    places = ", ".join(map(str, findings_of(engine, ids))) or "-1"
    found = engine.rows(_OF_WORST.format(listed=LISTED, places=places))
    reasons = finding_reasons(engine, {row["finding_id"]: row.pop("place") for row in found})
    for row in found:
        row["reason"] = reasons[row["finding_id"]]
    return {(row.pop("resource_type"), row.pop("resource_id")): row for row in found}
