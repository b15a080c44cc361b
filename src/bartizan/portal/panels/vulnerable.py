"""The summaries of what matches have in common: an advisory, a package, a workload or a layer, and what it concerns."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote

from htpy import Node, a, div, li, p, span, ul

from bartizan.base.resource_key import resource_key
from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.marks import chip, name, risk, unknown
from bartizan.portal.components.parts import external, facts
from bartizan.portal.panels.match import OSV
from bartizan.portal.panels.resource import RESOURCES
from bartizan.portal.panels.summary import RowSummaries, Summary
from bartizan.portal.view import View
from bartizan.portal.words import middle
from bartizan.report.listing.ask import ListFilter
from bartizan.service.answers.vulnerable import VulnerableGrouping, by_advisory, by_layer, by_package, by_workload

_MOST = 5
_LONGEST = 40
_TAB = [("tab", "vulnerabilities")]


def _key(*parts: object) -> str:
    """Return what tells a group from others; names of packages may have any characters."""
    return "~".join(quote(str(part), safe="") for part in parts)


def _group(view: View, grouping: VulnerableGrouping, values: Mapping[str, str]) -> Row | None:
    return next(iter(grouping(view.published, _asked(values), 1).rows), None)


def _asked(values: Mapping[str, str]) -> ListFilter:
    return ListFilter(values={column: [value] for column, value in values.items()})


def _advisory(view: View, key: str) -> Summary | None:
    values = {"advisory_id": unquote(key)}
    row = _group(view, by_advisory, values)
    if row is None:
        return None
    id_ = str(row["advisory_id"])
    pairs: list[tuple[str, Node]] = [
        ("Severity", _severity(row)),
        ("Packages", name(_some(row["packages"]))),
        ("Ecosystem", row["ecosystem"]),
        ("Fixed in", _some(row["fixed"]) or "no version yet"),
        ("CVSS", cells.score(row["cvss_score"], 1)),
        ("EPSS", cells.score(row["epss"], 3)),
        ("Published", f"{row['published']:%d %b %Y}" if row["published"] else "–"),
        ("Advisory", external(id_, f"{OSV}{id_}")),
        *_counts(row),
    ]
    said = p[row["summary"]] if row["summary"] else None
    return Summary(_called(row), _matches(view, values), [said, facts(pairs), _workloads(view, values)])


def _package(view: View, key: str) -> Summary | None:
    ecosystem, _, package = key.partition("~")
    values = {"ecosystem": unquote(ecosystem), "package": unquote(package)}
    row = _group(view, by_package, values)
    if row is None:
        return None
    pairs: list[tuple[str, Node]] = [
        ("Worst", _severity(row)),
        ("Ecosystem", row["ecosystem"]),
        ("Versions", name(_some(row["versions"]))),
        ("Fixed in", _some(row["fixed"]) or "no version yet"),
        *_counts(row),
    ]
    body = [facts(pairs), _advisories(view, values), _workloads(view, values)]
    return Summary(str(row["package"]), _matches(view, values), body)


def _layer(view: View, key: str) -> Summary | None:
    values = {"layer": unquote(key)}
    row = _group(view, by_layer, values)
    if row is None:
        return None
    pairs: list[tuple[str, Node]] = [
        ("Worst", _severity(row)),
        ("Layer", name(middle(str(row["layer"]), 60))),
        ("Packages", name(_some(row["packages"]))),
        *_counts(row),
    ]
    body = [facts(pairs), _advisories(view, values), _workloads(view, values)]
    return Summary(_layer_name(row), _matches(view, values), body)


def _severity(row: Row) -> Node:
    known = chip("known exploited", "critical") if row.get("kev") else None
    return [risk(row["severity"]), " ", known, " ", chip("malicious", "critical") if row.get("is_malicious") else None]


def _counts(row: Row) -> list[tuple[str, Node]]:
    unsure = [" ", unknown(f"{row['unknown']:,} more not certain")] if row["unknown"] else None
    exposed = f"{row['exposed']:,} of them" if row["exposed"] else "none known"
    return [("Workloads", [f"{row['workloads']:,}", unsure]), ("Exposed", exposed)]


def _advisories(view: View, values: Mapping[str, str]) -> Node:
    found = by_advisory(view.published, _asked(values), _MOST)
    lines = [
        (row["severity"], _called(row), _matches(view, {**values, "advisory_id": str(row["advisory_id"])}))
        for row in found.rows
    ]
    return _list("Worst advisories", lines, found.total)


def _workloads(view: View, values: Mapping[str, str]) -> Node:
    found = by_workload(view.published, _asked(values), _MOST)
    lines = [
        (row["severity"], str(row["resource_name"]), view.to_resource(row["resource_id"], row["resource_name"], _TAB))
        for row in found.rows
    ]
    return _list("Workloads to begin with", lines, found.total)


def _list(title: str, lines: Sequence[tuple[str, str, str]], total: int) -> Node:
    """Return links, each with its severity, and how many more there are."""
    shown = [
        li(".split")[risk(severity), a(".link", href=href)[name(middle(said, _LONGEST))]]
        for severity, said, href in lines
    ]
    more = li(".quiet")[f"and {total - len(lines):,} more"] if total > len(lines) else None
    return div[span(".strong")[title], ul(".plain.spaced")[shown, more]]


def _some(names: Sequence[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(middle(each, _LONGEST) for each in names[:most]) + more


def _matches(view: View, values: Mapping[str, str]) -> str:
    return view.to("/vulnerabilities", [("tab", "matches"), ("status", "affected"), *values.items()])


def _called(row: Row) -> str:
    return str(row["cve"] or row["advisory_id"])


def _layer_name(row: Row) -> str:
    return ":".join(str(row["layer"]).rsplit(":", 2)[-2:])


ADVISORIES = RowSummaries(lambda row: _key(row["advisory_id"]), _called, _advisory)
PACKAGES = RowSummaries(lambda row: _key(row["ecosystem"], row["package"]), lambda row: str(row["package"]), _package)
WORKLOADS = RowSummaries(
    lambda row: resource_key(str(row["resource_id"])), lambda row: str(row["resource_name"]), RESOURCES.summary
)
LAYERS = RowSummaries(lambda row: _key(row["layer"]), _layer_name, _layer)
