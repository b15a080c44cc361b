"""Vulnerabilities by what they have in common: the advisory, the package, the workload, the layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol

from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.searched import searched
from bartizan.report.views.vulnerabilities import has_code
from bartizan.service.listing import listing
from bartizan.service.published import Published

Row = Mapping[str, Any]
_MOST = 500
_ALL = ListFilter()
_EXPOSED = "exposure = 'internet'"
_WORST = "arg_min(severity, severity_order(severity)) as severity"
WHOLE = frozenset(("groups", "all_matches"))
"""What each row says of all groups together."""
_ADVISORY = f"""
select *, count(*) over () as groups, (sum(matches) over ())::bigint as all_matches from (
    select advisory_id, any_value(cve) as cve, any_value(summary) as summary, any_value(ecosystem) as ecosystem,
    list_sort(list_distinct(list(package))) as packages, {_WORST},
    list_sort(list_distinct(flatten(list(fixed_versions)))) as fixed, max(cvss_score) as cvss_score, max(epss) as epss,
    bool_or(kev) as kev, bool_or(is_malicious) as is_malicious, max(published) as published, count(*) as matches,
    count(distinct resource_id) as workloads,
    count(distinct resource_id) filter ({_EXPOSED}) as exposed
from affected group by advisory_id)
order by is_malicious desc, kev desc, exposed > 0 desc, coalesce(epss, 0) * coalesce(cvss_score, 0) desc,
    severity_order(severity), advisory_id
"""
_WORKLOAD = f"""
select *, count(*) over () as groups, (sum(matches) over ())::bigint as all_matches from (
    select resource_id, any_value(resource_name) as resource_name, any_value(resource_type) as resource_type,
    any_value(scope) as scope, {_WORST}, count(*) as matches,
    count(distinct advisory_id) as advisories,
    count(distinct advisory_id) filter (kev or is_malicious) as exploited,
    count(distinct advisory_id) filter (len(fixed_versions) > 0) as fixable,
    bool_or({_EXPOSED}) as is_exposed
from affected group by resource_id)
order by exploited > 0 desc, is_exposed desc, severity_order(severity), advisories desc, resource_name, resource_id
"""
_LAYER = f"""
select *, count(*) over () as groups, (sum(matches) over ())::bigint as all_matches from (
    select layer, {_WORST}, count(*) as matches, count(distinct advisory_id) as advisories,
    list_sort(list_distinct(list(package))) as packages, count(distinct resource_id) as workloads,
    count(distinct resource_id) filter ({_EXPOSED}) as exposed
from affected where layer <> '' group by layer)
order by severity_order(severity), workloads desc, layer
"""


_PACKAGE = f"""
select *, count(*) over () as groups, (sum(matches) over ())::bigint as all_matches from (
    select ecosystem, package, {_WORST}, count(*) as matches, count(distinct advisory_id) as advisories,
    list_sort(list_distinct(list(version))) as versions, bool_or(kev) as kev, bool_or(is_malicious) as is_malicious,
    list_sort(list_distinct(flatten(list(fixed_versions)))) as fixed, count(distinct resource_id) as workloads,
    count(distinct resource_id) filter ({_EXPOSED}) as exposed
from affected group by ecosystem, package)
order by is_malicious desc, kev desc, exposed > 0 desc, severity_order(severity), advisories desc, ecosystem, package
"""


@dataclass(frozen=True)
class VulnerableGroups:
    """Groups, worst first, how many there are, and the matches in all of them, which are rows of the list."""

    rows: Sequence[Row] = ()
    total: int = 0
    matches: int = 0


class VulnerableGrouping(Protocol):
    """How matches are grouped: those that a filter leaves, and of their groups the first ``most``, or all."""

    def __call__(self, published: Published, asked: ListFilter = ..., most: int | None = ...) -> VulnerableGroups:
        """Return the groups."""
        ...


def by_advisory(published: Published, asked: ListFilter = _ALL, most: int | None = _MOST) -> VulnerableGroups:
    """Return advisories with the workloads that they are about, known exploited ones first.

    As all of these, of the matches that a filter of the list of vulnerabilities leaves, and that are sure.

    Raises:
        UsageError: what is asked names what the list does not have.
    """
    return _grouped(published, _ADVISORY, asked, most)


def by_package(published: Published, asked: ListFilter = _ALL, most: int | None = _MOST) -> VulnerableGroups:
    """Return packages with the advisories that are about them, malicious and exploited ones first."""
    return _grouped(published, _PACKAGE, asked, most)


def by_workload(published: Published, asked: ListFilter = _ALL, most: int | None = _MOST) -> VulnerableGroups:
    """Return workloads with the advisories that are about them, those with exploited ones first."""
    return _grouped(published, _WORKLOAD, asked, most)


def by_layer(published: Published, asked: ListFilter = _ALL, most: int | None = _MOST) -> VulnerableGroups:
    """Return layers with the workloads that use them: a fix there is a fix for all of these."""
    return _grouped(published, _LAYER, asked, most)


GROUPINGS: Mapping[str, VulnerableGrouping] = MappingProxyType(
    {"advisories": by_advisory, "by-package": by_package, "workloads": by_workload, "layers": by_layer}
)
"""By the name that the portal's addresses have for each."""


def _grouped(published: Published, select: str, asked: ListFilter, most: int | None) -> VulnerableGroups:
    engine = published.engine
    if not has_code(engine):
        return VulnerableGroups()
    sure = replace(asked, values={**asked.values, "status": ["affected"]})
    source, holds = searched(engine, listing("vulnerabilities"), sure)
    first = "" if most is None else f" limit {most}"
    rows = engine.rows(f"with affected as (select t.* from {source} as t where {holds}) {select}{first}")
    return VulnerableGroups(rows, rows[0]["groups"], rows[0]["all_matches"]) if rows else VulnerableGroups()
