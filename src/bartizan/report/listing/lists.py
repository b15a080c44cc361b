"""The lists: what each row has, in which order they stand, and which texts are searched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bartizan.contract import Page, Recommendation
from bartizan.decide.order import LISTED
from bartizan.report.listing.decided_findings import lay_findings
from bartizan.report.listing.decided_inventory import lay_inventory
from bartizan.report.listing.finding_groups import grouped
from bartizan.report.listing.finding_rows import finding_parts, finding_rows, finding_values
from bartizan.report.listing.judged.checks import CHECKS, check_parts, check_rows, check_values
from bartizan.report.listing.matched import paths as on_paths
from bartizan.report.listing.owners_of_rules import owned
from bartizan.report.listing.recommended.rows import recommendation_rows
from bartizan.report.listing.resource_rows import resource_parts, resource_rows, resource_values
from bartizan.report.views.identities import listed_identities
from bartizan.report.views.inventory import ensure_inventory
from bartizan.report.views.recommendations import recommendations
from bartizan.report.views.vulnerabilities import PACKAGES, VULNERABILITIES, WORST_FIRST, coverage_sql, prepare_code
from bartizan.store.engine import Engine
from bartizan.store.snapshot_engine import SnapshotEngine


@dataclass(frozen=True)
class ListTable:
    """A list. ``select`` gives its rows, each with its place ``n`` in the default order, from 1.

    ``texts`` are the columns that a search looks into; ``words`` those with few values, which are kept as numbers. A
    list of which there are ``parts``, SELECTs that together give its rows, never lies in memory as a whole with its
    texts: it is read once for each of its words, except those of which ``values`` has a quicker SELECT. ``hex_id`` is
    a column of 16 hexadecimal digits, which is kept as a number. ``hidden`` are columns that no reader is shown.

    Where decisions are laid over the rows in a layer, ``lay`` makes the list there, over the one below and ``after``
    others; a list without it ``follows`` decisions by being made anew in the layer, ``after`` those that are there as
    scanned, or is the one below. ``of`` are lists that it is made of.
    """

    name: str
    select: Callable[[Engine], str]
    texts: tuple[str, ...]
    words: frozenset[str] = frozenset()
    parts: Callable[[Engine], list[str]] | None = None
    values: Callable[[Engine], Mapping[str, str]] = lambda _: {}
    hex_id: str = ""
    hidden: frozenset[str] = frozenset()
    lay: Callable[[SnapshotEngine], None] | None = None
    after: tuple[str, ...] = ()
    follows: bool = False
    of: tuple[str, ...] = ()


def _vulnerabilities(engine: Engine) -> str:
    if not prepare_code(engine):
        return _none("resource_id", "resource_type", "resource_name", "package", "advisory_id", "cve", "epss")
    ensure_inventory(engine)
    has_any = "exposure" in engine.columns("inventory")  # of nothing there is only an ID
    known = "inventory" if has_any else "(select '' as type, '' as id, '' as exposure)"
    exposed = f"left join {known} as r on r.type = v.resource_type and r.id = v.resource_id"
    more = "coalesce(r.exposure, 'unknown') as exposure, len(v.fixed_versions) > 0 as has_fix"
    matches = f"select v.*, {more} from ({VULNERABILITIES}) as v {exposed}"
    return f"select *, row_number() over (order by {WORST_FIRST}) as n from ({matches})"


def _packages(engine: Engine) -> str:
    if not prepare_code(engine):
        return _none("resource_id", "resource_name", "name")
    order = "resource_name, resource_id, layer, ecosystem, name, version, path"
    return f"select *, row_number() over (order by {order}) as n from ({PACKAGES})"


def _coverage(engine: Engine) -> str:
    if not prepare_code(engine):
        return _none("resource_id", "resource_name", "status", "reason", "scope")
    order = "status, resource_type, resource_name, resource_id"
    return f"select *, row_number() over (order by {order}) as n from ({coverage_sql(engine)})"


def _recommendations(engine: Engine) -> str:
    return recommendation_rows(engine, recommended(engine).items, _findings(engine) or "finding")


def recommended(engine: Engine) -> Page[Recommendation]:
    """Return the recommendations, of what is counted of the list of findings where that was made."""
    found = _findings(engine)
    return recommendations(engine, found, owned(engine) if found and isinstance(engine, SnapshotEngine) else "")


def _findings(engine: Engine) -> str:
    """Return a relation of the list of findings, counted, where that was made; else an empty text."""
    return grouped(engine) if isinstance(engine, SnapshotEngine) and LISTED in engine.known else ""


def _attack_paths(engine: Engine) -> str:
    has_targets = engine.has("attack_path", "node", "target")
    return on_paths.ROWS if has_targets else _stored(engine, "attack_path", "risk desc, id", "steps")


def _choke_points(engine: Engine) -> str:
    return _stored(engine, "choke_point", "paths desc, targets desc, kind desc, node_id")


def _identities(engine: Engine) -> str:
    return listed_identities(engine) if engine.has("identity") else _none("name", "principal_id")


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
            resource_rows,
            ("name", "id"),
            frozenset(
                {*_WHERE, "type", "provider", "kind", "runtime", "state", "exposure", "authentication"}
                | {"code_status", "code_reason"}
            ),
            parts=resource_parts,
            values=resource_values,
            hidden=frozenset({"place", "standing"}),
            lay=lay_inventory,
            after=("findings",),
        ),
        ListTable(
            "findings",
            finding_rows,
            ("resource_name", "title"),
            frozenset(
                {*_WHERE, "rule_id", "title", "category", "resource_type", "resource_id", "resource_name", "owner"}
                | {"region", "risk_factors", "missing"}
            ),
            parts=finding_parts,
            values=finding_values,
            hex_id="id",
            hidden=frozenset({"rank", "class"}),
            lay=lay_findings,
        ),
        ListTable(
            "vulnerabilities",
            _vulnerabilities,
            ("resource_name", "package", "advisory_id", "cve"),
            frozenset(
                {*_WHERE, "resource_type", "ecosystem", "package", "version", "advisory_id", "cve", "cvss_vector"}
                | {"layer", "exposure"}
            ),
        ),
        ListTable(
            CHECKS,
            check_rows,
            ("name", "title"),
            frozenset({*_WHERE, *_OF_RULE, "provider", "type", "id", "name"} - {"risk_level"}),
            parts=check_parts,
            values=check_values,
            hidden=frozenset({"listed"}),
            of=("inventory",),
        ),
        ListTable("recommendations", _recommendations, ("title", "rule_id"), after=("findings",), follows=True),
        ListTable("attack_paths", _attack_paths, ("title",)),
        ListTable("choke_points", _choke_points, ("node_id",)),
        ListTable("identities", _identities, ("name", "principal_id"), frozenset({"first_step", "users_exposure"})),
        ListTable("packages", _packages, ("resource_name", "name"), frozenset({"ecosystem", "evidence", "name"})),
        ListTable("coverage", _coverage, ("resource_name",), frozenset({*_WHERE, "resource_type", "reason"})),
    )
}
"""By name."""
