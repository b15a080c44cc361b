"""What is in the code of workloads: their packages, the vulnerabilities of these, and whose code was not assessed."""

from typing import Any

from bartizan.decide.workload import WORKLOADS
from bartizan.store.engine import Engine, literal

_ALSO = ("aws_lambda_version", "aws_lambda_layer_version")
"""Resources with code of their own that are told only when they are asked for: workloads use theirs."""

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
CVE = "coalesce(list_sort(list_filter([advisory_id] || aliases, lambda a: a like 'CVE-%'))[1], '') as cve"
"""The name by which people know a vulnerability, empty where it has none yet."""
_SEVERITY = "list_position(['critical', 'high', 'medium', 'low', 'info', ''], severity)"

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
            then part.n || ' files could not be read: ' || part.told
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
    select digest, count(*) as n, array_to_string(list(path || ' (' || reason || ')')[:3], ', ') as told
    from unreadable group by digest
) as part on part.digest = w.code_digest
"""


def packages(engine: Engine, resource: str = "") -> list[dict[str, Any]]:
    """Return the bill of materials as the contract's objects; versions and layers only when they are asked for."""
    if not _prepare(engine, resource):
        return []
    return engine.rows(
        "select u.resource_id, u.resource_name, ecosystem, p.name, version, purl, path, layer, evidence "
        "from code_use as u join package as p using (digest) "
        f"{_where(resource)} order by resource_name, resource_id, layer, ecosystem, p.name, version, path"
    )


def vulnerabilities(engine: Engine, resource: str = "") -> list[dict[str, Any]]:
    """Return the advisory matches as the contract's objects, worst first."""
    if not _prepare(engine, resource):
        return []
    return engine.rows(
        f"select u.resource_id, u.resource_name, u.resource_type, u.scope, advisory_id, {CVE}, aliases, ecosystem, "
        "package, version, fixed_versions, path, layer, severity, cvss_score, cvss_vector, epss, kev, is_malicious, "
        "published, summary, status, first_seen from code_use as u join vulnerability as v using (digest) "
        f"{_where(resource)} order by status, is_malicious desc, kev desc, {_SEVERITY}, cvss_score desc nulls last, "
        "resource_name, resource_id, package, advisory_id, path"
    )


def coverage(engine: Engine) -> list[dict[str, Any]]:
    """Return per workload whether its code was assessed, and why not, as the contract's objects."""
    if not _prepare(engine, ""):
        return []
    parts = " union all ".join(f"({_COVERAGE.format(table=table)})" for table in WORKLOADS)
    return engine.rows(f"{parts} order by status, resource_type, resource_name, resource_id")


def vulnerability_counts(engine: Engine) -> dict[tuple[str, str], int]:
    """Return how many vulnerabilities each workload's code is certainly affected by, by type and id."""
    if not _prepare(engine, ""):
        return {}
    rows = engine.rows(
        "select resource_type, resource_id, count(distinct (package, version, advisory_id)) as n "
        "from code_use join vulnerability using (digest) where status = 'affected' group by all"
    )
    return {(row["resource_type"], row["resource_id"]): row["n"] for row in rows}


def has_code(engine: Engine) -> bool:
    """Return whether a snapshot knows of code at all: those of older releases do not."""
    return {"package", "vulnerability", "unreadable", "component"} <= set(engine.tables())


def _prepare(engine: Engine, resource: str) -> bool:
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


def _where(resource: str) -> str:
    return f"where u.resource_id = {literal(resource)}" if resource else ""
