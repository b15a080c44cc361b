"""Vulnerabilities by what they have in common: the advisory, the package, the workload, the layer."""

import re
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
SORTED = frozenset(
    (
        *("severity", "advisory_id", "package", "cvss_score", "epss", "exposed", "is_exposed", "workloads"),
        *("advisories", "published", "exploited", "fixable", "unknown", "resource_name", "layer"),
    )
)
"""Columns that groups are sorted by, as far as they have them."""


@dataclass(frozen=True)
class _Groups:
    """How matches are grouped: the SELECT of the groups of ``affected``, by which columns, and in which order.

    ``unsure`` is the column of which different values are counted among the matches that are not certain.
    """

    select: str
    key: str
    unsure: str
    order: str


_ADVISORY = _Groups(
    f"""
    select advisory_id, any_value(cve) as cve, any_value(summary) as summary, any_value(ecosystem) as ecosystem,
    list_sort(list_distinct(list(package))) as packages, {_WORST},
    list_sort(list_distinct(flatten(list(fixed_versions)))) as fixed, max(cvss_score) as cvss_score, max(epss) as epss,
    bool_or(kev) as kev, bool_or(is_malicious) as is_malicious, max(published) as published, count(*) as matches,
    count(distinct resource_id) as workloads,
    count(distinct resource_id) filter ({_EXPOSED}) as exposed
from affected group by advisory_id
""",
    "advisory_id",
    "resource_id",
    "is_malicious desc, kev desc, exposed > 0 desc, coalesce(epss, 0) * coalesce(cvss_score, 0) desc, "
    "severity_order(severity), advisory_id",
)
_WORKLOAD = _Groups(
    f"""
    select resource_id, any_value(resource_name) as resource_name, any_value(resource_type) as resource_type,
    any_value(scope) as scope, {_WORST}, count(*) as matches,
    count(distinct advisory_id) as advisories,
    count(distinct advisory_id) filter (kev or is_malicious) as exploited,
    count(distinct advisory_id) filter (len(fixed_versions) > 0) as fixable,
    bool_or({_EXPOSED}) as is_exposed
from affected group by resource_id
""",
    "resource_id",
    "advisory_id",
    "exploited > 0 desc, is_exposed desc, severity_order(severity), advisories desc, resource_name, resource_id",
)
_LAYER = _Groups(
    f"""
    select layer, {_WORST}, count(*) as matches, count(distinct advisory_id) as advisories,
    list_sort(list_distinct(list(package))) as packages, count(distinct resource_id) as workloads,
    count(distinct resource_id) filter ({_EXPOSED}) as exposed
from affected where layer <> '' group by layer
""",
    "layer",
    "resource_id",
    "severity_order(severity), workloads desc, layer",
)


_PACKAGE = _Groups(
    f"""
    select ecosystem, package, {_WORST}, count(*) as matches, count(distinct advisory_id) as advisories,
    list_sort(list_distinct(list(version))) as versions, bool_or(kev) as kev, bool_or(is_malicious) as is_malicious,
    list_sort(list_distinct(flatten(list(fixed_versions)))) as fixed, count(distinct resource_id) as workloads,
    count(distinct resource_id) filter ({_EXPOSED}) as exposed
from affected group by ecosystem, package
""",
    "ecosystem, package",
    "resource_id",
    "is_malicious desc, kev desc, exposed > 0 desc, severity_order(severity), advisories desc, ecosystem, package",
)


@dataclass(frozen=True)
class VulnerableGroups:
    """Groups, how many there are, and the matches in all of them, which are rows of the list.

    ``unsure`` more matches are not certain; of these each group has ``unknown`` workloads, or advisories.
    """

    rows: Sequence[Row] = ()
    total: int = 0
    matches: int = 0
    unsure: int = 0


class VulnerableGrouping(Protocol):
    """How matches are grouped: those that a filter leaves; of their groups at most ``most`` after the ``first`` ones.

    ``sort`` is a column of the groups, with a minus before it for the greatest first; without one the worst come first.
    """

    def __call__(
        self,
        published: Published,
        asked: ListFilter = ...,
        most: int | None = ...,
        *,
        first: int = ...,
        sort: str = ...,
    ) -> VulnerableGroups:
        """Return the groups."""
        ...


def _grouping(groups: _Groups) -> VulnerableGrouping:
    def grouped(
        published: Published,
        asked: ListFilter = _ALL,
        most: int | None = _MOST,
        *,
        first: int = 0,
        sort: str = "",
    ) -> VulnerableGroups:
        if not has_code(published.engine):
            return VulnerableGroups()
        sure, unsure = (_matches(published, asked, status) for status in ("affected", "unknown"))
        part = "" if most is None else f" limit {most} offset {first}"
        rows = published.engine.rows(
            f"with affected as ({sure}), unsure as ({unsure}), found as materialized ({groups.select}) "
            "select found.*, coalesce(u.unknown, 0) as unknown, (select count(*) from found) as groups, "
            f"(select sum(matches) from found)::bigint as all_matches from found left join (select {groups.key}, "
            f"count(distinct {groups.unsure}) as unknown from unsure group by all) as u using ({groups.key}) "
            f"order by {_order(groups, sort)}{part}"
        )
        if not rows and first:  # only what comes with a row says how many there are
            whole = grouped(published, asked, 1)
            return replace(whole, rows=())
        (more,) = published.engine.rows(f"select count(*) as n from ({unsure})")
        if not rows:
            return VulnerableGroups(unsure=more["n"])
        return VulnerableGroups(rows, rows[0]["groups"], rows[0]["all_matches"], more["n"])

    return grouped


def _matches(published: Published, asked: ListFilter, status: str) -> str:
    source, holds = searched(
        published.engine, listing("vulnerabilities"), replace(asked, values={**asked.values, "status": [status]})
    )
    return f"select t.* from {source} as t where {holds}"


def _order(groups: _Groups, sort: str) -> str:
    """Return the SQL of an order; what the groups have no column of changes nothing."""
    column, is_down = sort.removeprefix("-"), sort.startswith("-")
    has = column == "unknown" or column in groups.key.split(", ") or re.search(rf" as {column}\b", groups.select)
    if column not in SORTED or not has:
        return groups.order
    # The worst severity is the greatest; the macro counts from the worst.
    sql, is_down = (f"severity_order({column})", not is_down) if column == "severity" else (column, is_down)
    return f"{sql}{' desc' if is_down else ''} nulls last, {groups.order}"


by_advisory = _grouping(_ADVISORY)
"""Advisories with the workloads that they are about, known exploited ones first."""
by_package = _grouping(_PACKAGE)
"""Packages with the advisories that are about them, malicious and exploited ones first."""
by_workload = _grouping(_WORKLOAD)
"""Workloads with the advisories that are about them, those with exploited ones first."""
by_layer = _grouping(_LAYER)
"""Layers with the workloads that use them: a fix there is a fix for all of these."""
GROUPINGS: Mapping[str, VulnerableGrouping] = MappingProxyType(
    {"advisories": by_advisory, "by-package": by_package, "workloads": by_workload, "layers": by_layer}
)
"""By the name that the portal's addresses have for each."""
