"""Vulnerabilities by what they have in common: the advisory, the workload, the layer that brings them."""

from collections.abc import Mapping, Sequence
from typing import Any

from bartizan.decide.workload import WORKLOADS
from bartizan.report.views.vulnerabilities import VULNERABILITIES, prepare_code
from bartizan.service.published import Published
from bartizan.store.engine import Engine

Row = Mapping[str, Any]
_MOST = 500
_AFFECTED = f"select * from ({VULNERABILITIES}) where status = 'affected'"
_WORST = "arg_min(severity, severity_order(severity)) as severity"
_ADVISORY = f"""
select * from (
    select advisory_id, any_value(cve) as cve, any_value(summary) as summary, any_value(ecosystem) as ecosystem,
    list_sort(list_distinct(list(package))) as packages, {_WORST},
    list_sort(list_distinct(flatten(list(fixed_versions)))) as fixed, max(cvss_score) as cvss_score, max(epss) as epss,
    bool_or(kev) as kev, bool_or(is_malicious) as is_malicious, max(published) as published,
    count(distinct resource_id) as workloads,
    count(distinct resource_id) filter (resource_id in (select id from exposed_workload)) as exposed
from affected group by advisory_id)
order by is_malicious desc, kev desc, exposed > 0 desc, coalesce(epss, 0) * coalesce(cvss_score, 0) desc,
    severity_order(severity), advisory_id limit {_MOST}
"""
_WORKLOAD = f"""
select * from (
    select resource_id, any_value(resource_name) as resource_name, any_value(resource_type) as resource_type,
    any_value(scope) as scope, {_WORST}, count(distinct advisory_id) as advisories,
    count(distinct advisory_id) filter (kev or is_malicious) as exploited,
    count(distinct advisory_id) filter (len(fixed_versions) > 0) as fixable,
    bool_or(resource_id in (select id from exposed_workload)) as is_exposed
from affected group by resource_id)
order by exploited > 0 desc, is_exposed desc, severity_order(severity), advisories desc, resource_name, resource_id
limit {_MOST}
"""
_LAYER = f"""
select * from (
    select layer, {_WORST}, count(distinct advisory_id) as advisories,
    list_sort(list_distinct(list(package))) as packages, count(distinct resource_id) as workloads,
    count(distinct resource_id) filter (resource_id in (select id from exposed_workload)) as exposed
from affected where layer <> '' group by layer)
order by severity_order(severity), workloads desc, layer limit {_MOST}
"""


def by_advisory(published: Published) -> Sequence[Row]:
    """Return advisories with the workloads that they are about, known exploited ones first."""
    return _grouped(published.engine, _ADVISORY)


def by_workload(published: Published) -> Sequence[Row]:
    """Return workloads with the advisories that are about them, those with exploited ones first."""
    return _grouped(published.engine, _WORKLOAD)


def by_layer(published: Published) -> Sequence[Row]:
    """Return layers with the workloads that use them: a fix there is a fix for all of these."""
    return _grouped(published.engine, _LAYER)


def _grouped(engine: Engine, select: str) -> Sequence[Row]:
    if not prepare_code(engine):
        return ()
    tables = [name for name in WORKLOADS if engine.has(name) and "exposure" in engine.columns(name)]
    exposed = " union all ".join(f"select id from {name} where exposure = 'internet'" for name in tables)
    exposed = exposed or "select '' as id where false"
    return engine.rows(f"with affected as ({_AFFECTED}), exposed_workload as ({exposed}) {select}")
