"""The lists: what each row has, in which order they stand, and which texts are searched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bartizan.decide.order import ranked
from bartizan.decide.overlay import prepare
from bartizan.decide.risk import NONE
from bartizan.model import Severity, Status
from bartizan.report.views.identities import DEFAULT_ORDER as IDENTITY_ORDER
from bartizan.report.views.inventory import FROM, PLACED_ORDER, TABLE, WORST, ensure_inventory
from bartizan.report.views.recommendations import recommendations
from bartizan.report.views.vulnerabilities import PACKAGES, VULNERABILITIES, WORST_FIRST, coverage_sql, prepare_code
from bartizan.store.engine import Engine

LEVELS = tuple(Severity)

_WORST, _PLACES = "worst_of_resource", "place_of_resource"
_PART, _WIDE_PART = 122_880, 25_000
"""Rows of findings, which are numbers, and of resources, which have long texts, that lie in memory unpacked."""
_NO_CODE = "select '' as type, '' as id, '' as status, '' as reason, 0 as packages where false"


@dataclass(frozen=True)
class ListTable:
    """A list. ``select`` gives its rows, each with its place ``n`` in the default order, from 1.

    ``texts`` are the columns that a search looks into; ``words`` those with few values, which are kept as numbers. A
    list of which there are ``parts``, SELECTs that together give its rows, never lies in memory as a whole with its
    texts: it is read once for each of its words, except those of which ``values`` has a quicker SELECT. ``hex_id`` is
    a column of 16 hexadecimal digits, which is kept as a number.
    """

    name: str
    select: Callable[[Engine], str]
    texts: tuple[str, ...]
    words: frozenset[str] = frozenset()
    parts: Callable[[Engine], list[str]] | None = None
    values: Callable[[Engine], Mapping[str, str]] = lambda _: {}
    hex_id: str = ""


def word_type(listing: str, column: str) -> str:
    """Return the name of the type of a column's words."""
    return f"list_{listing}_{column}"


def holding(listing: str, column: str) -> str:
    """Return the name of the macro that says which of a column's words hold a text, a bit for each."""
    return f"{word_type(listing, column)}_holding"


def _inventory(engine: Engine) -> str:
    prepare(engine)
    ensure_inventory(engine)
    _place_resources(engine)
    return _placed_resources(engine, engine.placed(TABLE))


def _inventory_parts(engine: Engine) -> list[str]:
    return [_placed_resources(engine, part) for part in engine.placed_parts(TABLE, _WIDE_PART)]


def _placed_resources(engine: Engine, placed: str) -> str:
    """Return the SELECT of the rows of the inventory, whose places are known, that a relation has."""
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
    read = f"select resource_type as type, resource_id as id, * from ({coverage_sql(engine)})"
    code = read if has_code else _NO_CODE
    return (
        f"select r.* exclude (place), left(sha256(r.id), 16) as key, o.* exclude (place, n), "
        "c.status as code_status, c.reason as code_reason, c.packages, "
        f"coalesce(v.n, 0) as vulnerabilities, {'coalesce(p.n, 0)' if has_paths else 'null::bigint'} as attack_paths, "
        f"o.n from {placed} as r join {_PLACES} as o on o.place = r.place "
        f"left join ({vulnerabilities}) as v on v.type = r.type and v.id = r.id left join ({paths}) as p "
        f"on p.id = r.id left join ({code}) as c on c.type = r.type and c.id = r.id"
    )


def _place_resources(engine: Engine) -> None:
    """Count what the rows of the inventory have of findings, and number them, before what is long of them is read."""
    engine.create(_WORST, WORST.format(ranked=ranked(engine)))
    engine.compress()
    counts = ", ".join(f"coalesce(f.{name}, 0) as {name}" for name in (*LEVELS, "not_evaluated"))
    engine.create(
        _PLACES,
        f"select r.place, coalesce(f.risk_level, '{NONE}') as risk_level, {counts}, "
        f"row_number() over (order by {PLACED_ORDER}) as n "
        f"{FROM.format(inventory=engine.placed(TABLE), worst=_WORST)}",
    )
    engine.execute(f"drop table {_WORST}")
    engine.compress()


def _inventory_values(engine: Engine) -> dict[str, str]:
    """Return where the words of the inventory come from, to read them without a join."""
    own = ("scope", "region", "type", "provider", "kind", "runtime", "state", "exposure", "authentication")
    code = f"({coverage_sql(engine)})" if prepare_code(engine) else f"({_NO_CODE})"
    return {
        **{name: f"select {name} from inventory" for name in own},
        "risk_level": f"select risk_level from {_PLACES}",
        "code_status": f"select status from {code}",
        "code_reason": f"select reason from {code}",
    }


def _findings(engine: Engine) -> str:
    return _findings_of(engine, _placed(engine))


def _finding_parts(engine: Engine) -> list[str]:
    if "rank" not in engine.columns("finding"):
        return [_findings(engine)]
    return [_findings_of(engine, part) for part in engine.placed_parts("finding", _PART, _scanned(engine))]


def _findings_of(engine: Engine, placed: str) -> str:
    """Return the SELECT of the rows of findings as scanned that a relation has with their places."""
    prepare(engine)
    keys = ("rule_id", "resource_type", "resource_id")
    on = {of: " and ".join(f"{of}.{key} = f.{key}" for key in keys) for of in ("a", "x")}
    status = "if(x.exemption_id is null, f.status, 'exempt')"
    return (
        "select f.id, f.rule_id, rule.title, f.severity, f.risk_level, rule.category, "
        f"{status} as status, f.resource_id, f.resource_type, coalesce(resource_name, f.resource_id) as resource_name, "
        "f.scope, coalesce(region, '') as region, risk_factors, missing, first_seen, last_seen, "
        f"coalesce(owner, '') as owner, due, f.place + if({status} = 'exempt', {1 << 40}, 0) as n "
        f"from {placed} as f join rule on rule.id = f.rule_id "
        f"left join assignment as a on {on['a']} left join exempted as x on {on['x']}"
    )


def _finding_values(engine: Engine) -> dict[str, str]:
    """Return where the words of findings come from, to read them without a join."""
    if "rank" not in engine.columns("finding"):
        return {}
    of_rule = {"rule_id": "id", "title": "title", "category": "category"}
    own = ("severity", "risk_level", "resource_type", "resource_id", "scope", "risk_factors", "missing")
    return {
        **{name: f"select {column} from rule" for name, column in of_rule.items()},
        **{name: f"select {name} from finding" for name in own},
        "status": f"select status from finding union select '{Status.EXEMPT}'",
        "resource_name": "select coalesce(resource_name, resource_id) from finding",
        "region": "select coalesce(region, '') from finding",
        "owner": "select owner from assignment union select ''",
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


def _vulnerabilities(engine: Engine) -> str:
    if not prepare_code(engine):
        return _none("resource_id", "resource_name", "package", "advisory_id", "cve")
    return f"select *, row_number() over (order by {WORST_FIRST}) as n from ({VULNERABILITIES})"


def _packages(engine: Engine) -> str:
    if not prepare_code(engine):
        return _none("resource_id", "resource_name", "name")
    order = "resource_name, resource_id, layer, ecosystem, name, version, path"
    return f"select *, row_number() over (order by {order}) as n from ({PACKAGES})"


def _coverage(engine: Engine) -> str:
    if not prepare_code(engine):
        return _none("resource_id", "resource_name", "status", "reason")
    order = "status, resource_type, resource_name, resource_id"
    return f"select *, row_number() over (order by {order}) as n from ({coverage_sql(engine)})"


def _recommendations(engine: Engine) -> str:
    columns = {
        **dict.fromkeys(("rule_id", "title", "severity", "risk_level"), "varchar"),
        "risk_factors": "varchar[]",
        "category": "varchar",
        **dict.fromkeys(("unhealthy", "healthy", "not_applicable", "unknown", "exempt", "attack_paths"), "bigint"),
        "owner": "varchar",
        "due": "timestamp",
        "n": "bigint",
    }
    engine.create_empty("recommendation", columns)
    rows = [row.model_dump() | {"n": n} for n, row in enumerate(recommendations(engine).items, 1)]
    engine.insert("recommendation", [[row[name] for name in columns] for row in rows])
    return "select * from recommendation"


def _attack_paths(engine: Engine) -> str:
    return _stored(engine, "attack_path", "risk desc, id", "steps")


def _choke_points(engine: Engine) -> str:
    return _stored(engine, "choke_point", "paths desc, targets desc, kind desc, node_id")


def _identities(engine: Engine) -> str:
    return _stored(engine, "identity", IDENTITY_ORDER, "via")


def _stored(engine: Engine, table: str, order: str, wide: str = "") -> str:
    if not engine.has(table):
        return _none("id", "title", "name", "node_id", "principal_id")
    kept = f"* exclude ({wide})" if wide else "*"
    return f"select {kept}, row_number() over (order by {order}) as n from {table}"


def _none(*columns: str) -> str:
    """Return an empty list, of a snapshot of a release that did not have it."""
    empty = ", ".join(f"'' as {name}" for name in columns)
    return f"select {empty}, 0 as n where false"


_WHERE = ("scope", "region", "severity", "status", "risk_level")
_OF_RULE = ("rule_id", "title", "category")
_OF_PACKAGE = ("ecosystem", "package", "version")
LISTS = {
    each.name: each
    for each in (
        ListTable(
            "inventory",
            _inventory,
            ("name", "id"),
            frozenset(
                {*_WHERE, "type", "provider", "kind", "runtime", "state", "exposure", "authentication"}
                | {"code_status", "code_reason"}
            ),
            parts=_inventory_parts,
            values=_inventory_values,
        ),
        ListTable(
            "findings",
            _findings,
            ("resource_name", "title"),
            frozenset(
                {*_WHERE, "rule_id", "title", "category", "resource_type", "resource_id", "resource_name", "owner"}
                | {"region", "risk_factors", "missing"}
            ),
            parts=_finding_parts,
            values=_finding_values,
            hex_id="id",
        ),
        ListTable(
            "vulnerabilities",
            _vulnerabilities,
            ("resource_name", "package", "advisory_id", "cve"),
            frozenset(
                {*_WHERE, "resource_type", "ecosystem", "package", "version", "advisory_id", "cve", "cvss_vector"}
            ),
        ),
        ListTable("recommendations", _recommendations, ("title", "rule_id")),
        ListTable("attack_paths", _attack_paths, ("title",)),
        ListTable("choke_points", _choke_points, ("node_id",)),
        ListTable("identities", _identities, ("name", "principal_id")),
        ListTable("packages", _packages, ("resource_name", "name"), frozenset({"ecosystem", "evidence", "name"})),
        ListTable("coverage", _coverage, ("resource_name",), frozenset({*_WHERE, "resource_type", "reason"})),
    )
}
"""By name."""
