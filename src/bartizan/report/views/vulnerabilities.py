"""What is in the code of workloads: their packages, the vulnerabilities of these, and whose code was not assessed."""

from collections.abc import Sequence
from typing import TypeVar

from bartizan.contract import CodeCoverage, Contract, Page, WorkloadPackage, WorkloadVulnerability
from bartizan.decide.workload import WORKLOADS
from bartizan.report.paging import ALL, Part, and_worse, order_by
from bartizan.store.engine import Engine, literal

T = TypeVar("T", bound=Contract)

_ALSO = ("aws_lambda_version", "aws_lambda_layer_version")
"""Resources with code of their own that are listed only when they are asked for: workloads use theirs."""

_USED = """
create or replace temp view code_use as
with own as ({own}),
layer as (
    select distinct on (id) id, body ->> '$.digest' as digest from observation
    where kind = 'aws_lambda_layer_version' and aspect = 'code' and outcome = 'ok' order by id, observed_at desc
)
select * from own
union all
select f.id, 'aws_lambda_function', f.name, f.scope, layer.id, layer.digest
from (select id, name, scope, unnest(layers) as arn from aws_lambda_function where code_status <> 'off') as f
join layer on layer.id = f.arn
"""
CVE = "cve(advisory_id, aliases, '') as cve"
"""The name by which people know a vulnerability, empty where it has none yet."""

PACKAGES = (
    "select u.resource_id, u.resource_name, ecosystem, p.name, version, purl, path, layer, evidence "
    "from code_use as u join package as p using (digest)"
)
VULNERABILITIES = (
    f"select u.resource_id, u.resource_name, u.resource_type, u.scope, advisory_id, {CVE}, aliases, ecosystem, "
    "package, version, fixed_versions, path, layer, severity, cvss_score, cvss_vector, epss, kev, is_malicious, "
    "published, summary, status, first_seen from code_use as u join vulnerability as v using (digest)"
)
WORST_FIRST = (
    "status, is_malicious desc, kev desc, severity_order(severity), cvss_score desc nulls last, "
    "resource_name, resource_id, package, advisory_id, path"
)
_PACKAGE_KEYS = {key: "p.name" if key == "name" else key for key in WorkloadPackage.model_fields}
_VULNERABILITY_KEYS = {
    key: key for key in WorkloadVulnerability.model_fields if key not in ("aliases", "fixed_versions")
}
_HIDDEN = (
    "(select id, type, name, scope, 'off', reason, "
    "if(type in ('aws_account', 'azure_subscription'), 'permission analysis is off', ''), null from hidden)"
)
"""What the plan leaves out: workloads, and scopes whose permissions are not analysed."""
_COVERAGE = """
select
    w.id as resource_id, '{table}' as resource_type, w.name as resource_name, w.scope,
    coalesce(w.code_status, 'unreadable') as status,
    case
        when w.code_status is not null then w.code_reason
        when code.outcome is null then 'not_read'
        when code.outcome = 'denied' then 'denied'
        else coalesce(nullif(regexp_extract(code.detail, '^([a-z_]+):', 1), ''), 'failed')
    end as reason,
    case
        when w.code_status = 'assessed' and coalesce(part.n, 0) > 0
            then part.n || ' files could not be read: ' || part.names
        when w.code_status = 'assessed' then ''
        else coalesce(code.detail, '')
            || case when code.permission <> '' then ' (needs ' || code.permission || ')' else '' end
    end as detail,
    w.package_count as packages
from {table} as w
left join (
    select distinct on (id) id, outcome, detail, permission from observation
    where kind = '{table}' and aspect = 'code' order by id, observed_at desc
) as code on code.id = w.id
left join (
    select digest, count(*) as n, array_to_string(list(path || ' (' || reason || ')' order by path)[:3], ', ') as names
    from unreadable group by digest
) as part on part.digest = w.code_digest
"""


def packages(
    engine: Engine, resource: str = "", part: Part = ALL, *, among: Sequence[str] | None = None
) -> Page[WorkloadPackage]:
    """Return the bill of materials; versions and layers only when they are asked for.

    Where ``among`` is given, that of these workloads alone, by ID.
    """
    if not prepare_code(engine, resource):
        return Page([], 0)
    order = order_by(part, _PACKAGE_KEYS, "resource_name, resource_id, layer, ecosystem, p.name, version, path")
    return _page(engine, WorkloadPackage, f"{PACKAGES} {_where(resource, among)}", order, part)


def vulnerabilities(
    engine: Engine, resource: str = "", severity: str = "", part: Part = ALL, *, among: Sequence[str] | None = None
) -> Page[WorkloadVulnerability]:
    """Return the advisory matches, worst first, optionally of a severity and worse; ``among`` as in ``packages``."""
    if not prepare_code(engine, resource):
        return Page([], 0)
    order = order_by(part, _VULNERABILITY_KEYS, WORST_FIRST)
    worse = ", ".join(map(literal, and_worse(severity)))
    clause = f"{_where(resource, among) or 'where true'} {f'and severity in ({worse})' if worse else ''}"
    return _page(engine, WorkloadVulnerability, f"{VULNERABILITIES} {clause}", order, part)


def coverage(engine: Engine, part: Part = ALL) -> Page[CodeCoverage]:
    """Return per workload whether its code was assessed, and why not."""
    if not prepare_code(engine, ""):
        return Page([], 0)
    keys = {key: key for key in CodeCoverage.model_fields}
    order = order_by(part, keys, "status, resource_type, resource_name, resource_id")
    return _page(engine, CodeCoverage, f"select * from ({coverage_sql(engine)})", order, part)


def coverage_sql(engine: Engine) -> str:
    """Return the SELECT of one row for each workload: whether its code was assessed, and why not."""
    hidden = [_HIDDEN] if engine.has("hidden") else []
    return " union all ".join([*(f"({_COVERAGE.format(table=table)})" for table in WORKLOADS), *hidden])


def _page(engine: Engine, kind: type[T], select: str, order: str, part: Part) -> Page[T]:
    rows = engine.rows(f"{select} order by {order} {part.sql}")
    (total,) = engine.rows(f"select count(*) as n from ({select})") if part != ALL else ({"n": len(rows)},)
    return Page([kind.model_validate(row) for row in rows], total["n"])


def vulnerability_counts(engine: Engine, ids: Sequence[str] | None = None) -> dict[tuple[str, str], int]:
    """Return how many vulnerabilities each workload's code is certainly affected by, by type and id.

    Of these workloads where ``ids`` are given.
    """
    if not prepare_code(engine, ""):
        return {}
    only = "and list_contains(?, resource_id)" if ids is not None else ""
    rows = engine.rows(
        "select resource_type, resource_id, count(distinct (package, version, advisory_id)) as n "
        f"from code_use join vulnerability using (digest) where status = 'affected' {only} group by all",
        [list(ids)] if ids is not None else [],
    )
    return {(row["resource_type"], row["resource_id"]): row["n"] for row in rows}


def has_code(engine: Engine) -> bool:
    """Return whether a snapshot knows of code at all: those of older releases do not."""
    return engine.has("package", "vulnerability", "unreadable", "component")


def prepare_code(engine: Engine, resource: str = "") -> bool:
    """Make ``code_use`` readable: which code each resource runs; False for a snapshot of a release without any."""
    if not has_code(engine):
        return False
    own = " union all ".join(
        f"select id as resource_id, {literal(table)} as resource_type, name as resource_name, scope, '' as layer, "
        f"code_digest as digest from {table} where code_status = 'assessed'"
        for table in (*WORKLOADS, *(_ALSO if resource else ()))
    )
    engine.execute(_USED.format(own=own))
    return True


def _where(resource: str, among: Sequence[str] | None = None) -> str:
    if among is not None:
        return f"where u.resource_id in ({', '.join(map(literal, among)) or 'null'})"
    return f"where u.resource_id = {literal(resource)}" if resource else ""
