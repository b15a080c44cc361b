"""The rows of the inventory as they were scanned, riskiest first."""

from bartizan.decide.order import ranked
from bartizan.decide.overlay import prepare
from bartizan.decide.risk import NONE
from bartizan.model import Severity
from bartizan.report.views.inventory import FROM, TABLE, WORST, ensure_inventory
from bartizan.report.views.vulnerabilities import coverage_sql, prepare_code
from bartizan.store.engine import Engine

LEVELS = tuple(Severity)
COUNTS = (*LEVELS, "not_evaluated")
STANDINGS = "standing_of_resources"
"""What resources have of findings, as far as it tells in which order they stand, numbered from 0 in this order."""
STANDING_ORDER = f"rank nulls last, {', '.join(f'{level} desc' for level in LEVELS)}"
_WORST, _PLACES = "worst_of_resource", "place_of_resource"
_VULNERABILITIES, _PATHS, _CODE = "vulnerabilities_of_resource", "paths_of_resource", "code_of_resource"
_PART = 25_000
"""Rows, with their long texts, that lie in memory unpacked."""
_NO_CODE = "select '' as type, '' as id, '' as status, '' as reason, 0 as packages where false"


def resource_rows(engine: Engine) -> str:
    """Return the SELECT of all resources."""
    prepare(engine)
    ensure_inventory(engine)
    _place_resources(engine)
    for name, select in _beside(engine).items():
        engine.create(name, select)
    return _placed_resources(engine, engine.placed(TABLE))


def resource_parts(engine: Engine) -> list[str]:
    """Return SELECTs that together have all resources, of which ``resource_rows`` was asked before."""
    return [_placed_resources(engine, part) for part in engine.placed_parts(TABLE, _PART)]


def _beside(engine: Engine) -> dict[str, str]:
    """Return what stands beside the rows of the inventory: each part would read all of it again."""
    has_code, has_paths = prepare_code(engine), engine.has("attack_path_member")
    vulnerabilities = (
        "select resource_type as type, resource_id as id, count(distinct (package, version, advisory_id)) as n "
        "from code_use join vulnerability using (digest) where status = 'affected' group by all"
        if has_code
        else "select '' as type, '' as id, 0 as n where false"
    )
    paths = (
        "select node_id as id, count(distinct path_id) as n from attack_path_member group by all"
        if has_paths
        else "select '' as id, 0 as n where false"
    )
    read = f"select resource_type as type, resource_id as id, status, reason, packages from ({coverage_sql(engine)})"
    return {_VULNERABILITIES: vulnerabilities, _PATHS: paths, _CODE: read if has_code else _NO_CODE}


def _placed_resources(engine: Engine, placed: str) -> str:
    """Return the SELECT of the rows of the inventory, whose places are known, that a relation has."""
    paths = "coalesce(p.n, 0)" if engine.has("attack_path_member") else "null::bigint"
    return (
        f"select r.* exclude (place), left(sha256(r.id), 16) as key, o.* exclude (place, standing, n), "
        "c.status as code_status, c.reason as code_reason, c.packages, "
        f"coalesce(v.n, 0) as vulnerabilities, {paths} as attack_paths, "
        f"o.n, o.place, o.standing from {placed} as r join {_PLACES} as o on o.place = r.place "
        f"left join {_VULNERABILITIES} as v on v.type = r.type and v.id = r.id left join {_PATHS} as p "
        f"on p.id = r.id left join {_CODE} as c on c.type = r.type and c.id = r.id"
    )


def _place_resources(engine: Engine) -> None:
    """Count what the rows of the inventory have of findings, and number them, before what is long of them is read."""
    engine.create(_WORST, WORST.format(ranked=ranked(engine)))
    engine.compress()
    counts = ", ".join(f"coalesce(f.{name}, 0) as {name}" for name in COUNTS)
    engine.create(
        "placed_resource",
        f"select r.place, f.rank, coalesce(f.risk_level, '{NONE}') as risk_level, {counts} "
        f"{FROM.format(inventory=engine.placed(TABLE), worst=_WORST)}",
    )
    standing = ("rank", *LEVELS)
    engine.create(
        STANDINGS,
        f"select (row_number() over (order by {STANDING_ORDER}) - 1)::uinteger as standing, * "
        f"from (select distinct {', '.join(standing)} from placed_resource)",
    )
    same = " and ".join(f"p.{name} is not distinct from s.{name}" for name in standing)
    engine.create(
        _PLACES,
        f"select p.* exclude (rank), s.standing, row_number() over (order by s.standing, p.place) as n "
        f"from placed_resource as p join {STANDINGS} as s on {same}",
    )
    for table in (_WORST, "placed_resource"):
        engine.execute(f"drop table {table}")
    engine.compress()


def resource_values(_: Engine) -> dict[str, str]:
    """Return where the words of the inventory come from, to read them without a join."""
    own = ("scope", "region", "type", "provider", "kind", "runtime", "state", "exposure", "authentication")
    return {
        **{name: f"select {name} from inventory" for name in own},
        "risk_level": f"select risk_level from {_PLACES}",
        "code_status": f"select status from {_CODE}",
        "code_reason": f"select reason from {_CODE}",
    }
