"""One resource: a summary, and what each tab of its page shows. All raise NotHereError for what is not there."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bartizan.base.resource_key import resource_key
from bartizan.contract import (
    CodeCoverage,
    Finding,
    IdentityItem,
    Page,
    WorkloadPackage,
    WorkloadVulnerability,
)
from bartizan.contract.paths import AttackPath
from bartizan.contract.resource import (
    IdentityAbility,
    ResourceFact,
    ResourcePermissions,
    ResourceSummary,
    RiskFactor,
)
from bartizan.decide.overlay import prepare
from bartizan.model import Status
from bartizan.report.paging import ALL, Part
from bartizan.report.views.inventory import ensure_inventory, inventory
from bartizan.report.views.paths import attack_paths, has_paths
from bartizan.report.views.vulnerabilities import coverage_sql, packages, prepare_code, vulnerabilities
from bartizan.service import lists
from bartizan.service.names import NotHereError
from bartizan.service.published import Published, open_published
from bartizan.store.engine import Engine, Row, literal, quoted

_KEY = re.compile(r"[0-9a-f]{16}")
_ARM = ("/subscriptions/", "/providers/")
_MOST_ABILITIES = 500


@dataclass(frozen=True)
class KnownResource:
    """A resource that a snapshot holds."""

    id: str
    type: str


def find(published: Published, named: str) -> KnownResource:
    """Return the resource of an ID, in any case for Azure, or of the key that stands in addresses.

    Raises:
        NotHereError: there is none.
    """
    engine = published.engine
    ensure_inventory(engine)
    where = "left(sha256(id), 16) = ?" if _KEY.fullmatch(named) else "id = ?"
    written = named.lower() if named.lower().startswith(_ARM) else named
    rows = engine.rows(f"select id, type from inventory where {where} order by type limit 1", [written])
    if not rows:
        raise NotHereError(f"this snapshot holds no resource {named!r}")
    return KnownResource(rows[0]["id"], rows[0]["type"])


def scope_of(published: Published, found: KnownResource) -> str:
    """Return the account or subscription that a resource is in."""
    query = "select scope from inventory where id = ? and type = ? limit 1"
    return str(published.engine.rows(query, [found.id, found.type])[0]["scope"])


def summary(published: Published, named: str) -> ResourceSummary:
    """Return what stands at the top of a resource's page."""
    found, engine = find(published, named), published.engine
    (item,) = inventory(engine, found.type, id_=found.id).items
    prepare(engine)
    checks = engine.rows(
        "select status, count(*) as n from finding where resource_id = ? and resource_type = ? group by all",
        [found.id, found.type],
    )
    owners = engine.rows(
        "select distinct owner from assignment where resource_id = ? and resource_type = ? and owner <> '' order by 1",
        [found.id, found.type],
    )
    code = _coverage(engine, found)
    return ResourceSummary(
        key=resource_key(found.id),
        item=item,
        checks={row["status"]: row["n"] for row in checks},
        factors=_factors(engine, found.id),
        code=code,
        owners=[row["owner"] for row in owners],
        packages=packages(engine, found.id, Part(limit=0)).total if code else 0,
        unread=sum(fact.value is None for fact in facts(published, found.id)),
        read_at=_read_at(engine, found),
    )


def findings(published: Published, named: str, status: str = "", part: Part = ALL) -> Page[Finding]:
    """Return a resource's findings in the order of risk; without ``status`` all that are not passing."""
    found = find(published, named)
    if status in {Status.PASS, Status.NOT_APPLICABLE}:
        # These are judged again, which changes tables: in an engine that nobody else reads.
        directory = published.manifest.directory
        with open_published(published.home, published.manifest.id, directory=directory) as own:
            return lists.findings(own, status=status, resource=found.id, type_=found.type, part=part)
    return lists.findings(published, status=status, resource=found.id, type_=found.type, part=part)


def resource_vulnerabilities(published: Published, named: str, part: Part = ALL) -> Page[WorkloadVulnerability]:
    """Return the advisories that a resource's code matches, worst first."""
    return vulnerabilities(published.engine, find(published, named).id, part=part)


def resource_packages(published: Published, named: str, part: Part = ALL) -> Page[WorkloadPackage]:
    """Return the bill of materials of a resource's code."""
    return packages(published.engine, find(published, named).id, part)


def paths(published: Published, named: str, part: Part = ALL) -> Page[AttackPath]:
    """Return the attack paths that a resource is on, worst first."""
    found = find(published, named)
    return attack_paths(published.engine, through=found.id, part=part) if has_paths(published.engine) else Page([], 0)


def facts(published: Published, named: str) -> list[ResourceFact]:
    """Return every column of a resource's row, and of each that is null what was not read for it."""
    from bartizan.assess.gaps import Gaps
    from bartizan.normalize import sources

    found, engine = find(published, named), published.engine
    rows = engine.rows(f"select * from {quoted(found.type)} where id = ? limit 1", [found.id])
    if not rows:
        return []
    row, types = rows[0], engine.columns(found.type)
    described = sources()[found.type].columns if found.type in sources() else {}
    missing: dict[str, list[str]] = {}
    if unread := [name for name, value in row.items() if value is None]:
        gaps = Gaps(engine, {name: source.lineage for name, source in sources().items()})
        missing = {name: gaps.missing(found.type, found.id, row.get("scope") or "", [name]) for name in unread}
    return [
        ResourceFact(
            name=name, type=types[name].lower(), description=described.get(name, ""), value=value,
            missing=missing.get(name, []),
        )
        for name, value in row.items()
    ]  # fmt: skip


def permissions(published: Published, named: str) -> ResourcePermissions:
    """Return whom a resource runs as, or is, and what these identities may do."""
    import orjson

    found, engine = find(published, named), published.engine
    (row,) = engine.rows("select identity_ids as ids from inventory where id = ? limit 1", [found.id])
    ids = [found.id, *row["ids"]]
    tables = engine.tables()
    known = _of_principals(engine, "select *", "identity", "name, principal_id", ids) if "identity" in tables else []
    identities = [IdentityItem.model_validate({**each, "via": orjson.loads(each["via"])}) for each in known]
    columns = (
        "select principal_id, ability, action, resource, effect, coalesce(condition, '') as condition, source, "
        "coalesce(because, '') as because, n_resources as resources, n_sensitive as sensitive"
    )
    has = "permission" in tables and "n_resources" in engine.columns("permission")
    rows = _of_principals(engine, columns, "permission", "principal_id, ability, action, resource", ids) if has else []
    seen = {each.principal_id for each in identities}
    unread = [each.principal_id for each in identities if each.is_admin is None]
    return ResourcePermissions(
        identities=identities,
        abilities=[IdentityAbility(**each) for each in rows[:_MOST_ABILITIES]],
        total=len(rows),
        unknown=sorted({*unread, *(id_ for id_ in row["ids"] if id_ not in seen)}),
    )


def _of_principals(engine: Engine, select: str, table: str, order: str, ids: Sequence[str]) -> list[Row]:
    return engine.rows(f"{select} from {table} where list_contains(?, principal_id) order by {order}", [list(ids)])


def _factors(engine: Engine, id_: str) -> list[RiskFactor]:
    if not engine.has("risk_factor"):
        return []
    query = (
        "select factor, case when bool_or(state = 'yes') then 'yes' when bool_or(state = 'unknown') then 'unknown' "
        "else 'no' end as state, coalesce(arg_max(why, (state = 'yes', why)), '') as why "
        "from risk_factor where resource_id = ? group by factor order by state desc, factor"
    )
    return [RiskFactor(**row) for row in engine.rows(query, [id_])]


def code_coverage(published: Published, named: str) -> CodeCoverage | None:
    """Return whether a workload's code was read, and why not; None of what has no code.

    Raises:
        NotHereError: there is no such resource.
    """
    return _coverage(published.engine, find(published, named))


def _coverage(engine: Engine, found: KnownResource) -> CodeCoverage | None:
    if not prepare_code(engine):
        return None
    rows = engine.rows(
        f"select * from ({coverage_sql(engine)}) where resource_id = {literal(found.id)} "
        f"and resource_type = {literal(found.type)}"
    )
    return CodeCoverage(**rows[0]) if rows else None


def _read_at(engine: Engine, found: KnownResource) -> datetime.datetime | None:
    """Return when a resource was last read whose facts are of an earlier scan."""
    if not engine.has("stale"):
        return None
    rows = engine.rows("select min(read_at) as at from stale where kind = ? and id = ?", [found.type, found.id])
    found_at: datetime.datetime | None = rows[0]["at"]
    return found_at
