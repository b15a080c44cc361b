"""The rows of findings as they were scanned, in the order of risk."""

from collections.abc import Mapping, Sequence

from bartizan.decide.governed import CLASS
from bartizan.decide.order import FINDING_ID, LISTED, ranked
from bartizan.decide.overlay import prepare
from bartizan.model import Status
from bartizan.store import SnapshotEngine
from bartizan.store.engine import Engine, literal

ROWS = f"{LISTED}_rows"
CLASSES = "finding_class"
"""The classes of findings that no governance rule tells apart, numbered from 0."""
_HELD = "resource_with_findings"
_LATE = 1 << 40
"""How far down the exempt ones stand."""
_PART = 122_880
"""Rows, which are numbers, that lie in memory unpacked."""


def finding_rows(engine: Engine) -> str:
    """Return the SELECT of all findings."""
    prepare(engine)
    names = ", ".join((*CLASS, "category"))
    engine.create(
        CLASSES,
        f"select (row_number() over () - 1)::uinteger as class, * from (select distinct {names} from {ranked(engine)})",
    )
    return _findings_of(_placed(engine))


def finding_parts(engine: Engine) -> list[str]:
    """Return SELECTs that together have all findings."""
    if "rank" not in engine.columns("finding"):
        return [finding_rows(engine)]
    return [_findings_of(part) for part in engine.placed_parts("finding", _PART, _scanned(engine))]


def _findings_of(placed: str) -> str:
    """Return the SELECT of the rows of findings as scanned that a relation has with their places."""
    keys = ("rule_id", "resource_type", "resource_id")
    on = {of: " and ".join(f"{of}.{key} = f.{key}" for key in keys) for of in ("a", "x")}
    same = " and ".join(f"c.{name} is not distinct from f.{name}" for name in CLASS)
    status = "if(x.exemption_id is null, f.status, 'exempt')"
    return (
        "select f.id, f.rule_id, rule.title, f.severity, f.risk_level, rule.category, "
        f"{status} as status, f.resource_id, f.resource_type, coalesce(resource_name, f.resource_id) as resource_name, "
        "f.scope, coalesce(region, '') as region, risk_factors, missing, first_seen, last_seen, "
        f"coalesce(owner, '') as owner, due, f.place + if({status} = 'exempt', {_LATE}, 0) as n, "
        f"f.rank, c.class from {placed} as f join rule on rule.id = f.rule_id join {CLASSES} as c on {same} "
        f"left join assignment as a on {on['a']} left join exempted as x on {on['x']}"
    )


def finding_values(engine: Engine) -> dict[str, str]:
    """Return where the words of findings come from, to read them without a join."""
    decided = {
        "status": f"select status from finding union select '{Status.EXEMPT}'",
        "owner": "select owner from assignment union select ''",
    }
    if "rank" not in engine.columns("finding"):
        return decided
    of_rule = {"rule_id": "id", "title": "title", "category": "category"}
    own = ("severity", "risk_level", "resource_type", "resource_id", "scope", "risk_factors", "missing")
    return {
        **{name: f"select {column} from rule" for name, column in of_rule.items()},
        **{name: f"select {name} from finding" for name in own},
        **decided,
        "resource_name": "select coalesce(resource_name, resource_id) from finding",
        "region": "select coalesce(region, '') from finding",
    }


def _placed(engine: Engine) -> str:
    """Return a relation of the findings as scanned with their places; snapshots keep them in their order.

    They are numbered before anything is joined, and not held in memory for it.
    """
    if "rank" not in engine.columns("finding"):
        return f"(select *, row_number() over (order by rank, rule_id, resource_id) as place from {ranked(engine)})"
    return engine.placed("finding", _scanned(engine))


def _scanned(engine: Engine) -> str:
    return "finding_scanned" if engine.has("finding_scanned") else "finding"


def finding_reasons(engine: Engine, places: Mapping[str, int]) -> dict[str, str]:
    """Return why findings have their risk, by their IDs; of ``places`` has each the one in the list."""
    if not places:
        return {}
    found = ranked(engine)
    if isinstance(engine, SnapshotEngine) and "rank" in engine.columns("finding"):
        found = engine.picked("finding", list(places.values()))
    named = ", ".join(map(literal, places))
    rows = engine.rows(f"select id, risk_reason from {found} where id in ({named})")
    return {row["id"]: row["risk_reason"] for row in rows}


def place_of(n: int) -> int:
    """Return the place in the snapshot, from 1, of a finding that stands at ``n`` in the list, late if it is exempt."""
    return n & (_LATE - 1)


def findings_of(engine: Engine, resources: Sequence[str]) -> list[int]:
    """Return the places in the list of the findings of some resources, found by the findings' IDs."""
    named = ", ".join(map(literal, resources))
    number = FINDING_ID.format(rule="rule.id", resource="resource")
    rows = engine.rows(
        f"select rowid as place from {ROWS} semi join (select ('0x' || {number})::ubigint as id from rule "
        f"cross join (select unnest(cast([{named}] as varchar[])) as resource)) using (id)"
    )
    return [row["place"] for row in rows]


def ensure_held(engine: SnapshotEngine) -> str:
    """Return the table of the resources that have findings, with their words, below a layer: it is made once."""

    def make(under: SnapshotEngine) -> None:
        under.create(
            _HELD,
            "select enum_code(resource_type)::integer as kind, enum_code(resource_id)::integer as code, "
            "resource_type::varchar as type, resource_id::varchar as id "
            f"from (select distinct resource_type, resource_id from {ROWS})",
        )
        under.compress()

    return engine.once_below(_HELD, make)
