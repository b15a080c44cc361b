"""Vulnerabilities by advisory, package, workload and layer: a row for each, and how many of the others it has."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from htpy import Element, Node, a, br, div, h2, span, table, tbody, td, thead, tr

from bartizan.portal.components import cells
from bartizan.portal.components.filters.chips import chips
from bartizan.portal.components.filters.shown import ListView
from bartizan.portal.components.headings import heading_cell
from bartizan.portal.components.listing import csv_link, filtered_page, none_of
from bartizan.portal.components.marks import chip, name, risk, unknown
from bartizan.portal.components.paging import PAGE, offset_of, ways_on
from bartizan.portal.components.parts import external
from bartizan.portal.panels.match import OSV
from bartizan.portal.panels.summary import RowSummaries, listed_row, opens_heading
from bartizan.portal.panels.vulnerable import ADVISORIES, LAYERS, PACKAGES, WORKLOADS
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle, type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.service.answers.vulnerable import (
    Row,
    VulnerableGrouping,
    by_advisory,
    by_layer,
    by_package,
    by_workload,
)

_Cells = Callable[[View, Row], Iterable[Element]]
_HEAD = {
    **dict.fromkeys(("Exposed", "Workloads", "Advisories", "Exploited", "Fix exists", "Unknown"), ".number"),
    "CVSS": ".number.third",
    "EPSS": ".number.third",
    "Published": ".fourth",
    "Fixed in": ".second",
}
_SORTS = {
    "Severity": "severity",
    "Worst": "severity",
    "Advisory": "advisory_id",
    "Package": "package",
    "Layer": "layer",
    "CVSS": "cvss_score",
    "EPSS": "epss",
    "Exposed": "exposed",
    "Workloads": "workloads",
    "Advisories": "advisories",
    "Unknown": "unknown",
    "Published": "published",
}
_OF_WORKLOAD = {
    "Workload": "resource_name",
    "Exposed": "is_exposed",
    "Exploited": "exploited",
    "Fix exists": "fixable",
}
"""What the headings of workloads sort by, where others have no such column."""
_COUNTS = ("Exposed", "Workloads", "Unknown")


def advisories(view: View, shown: ListView) -> Element:
    """Return advisories, with how many workloads each is about, of the matches that the list's filters leave."""
    words = ("Severity", "Advisory", "Packages", "Fixed in", "CVSS", "EPSS", *_COUNTS, "Published")
    return _grouped(view, shown, ("advisory", "advisories"), words, (by_advisory, _advisory, ADVISORIES))


def packages(view: View, shown: ListView) -> Element:
    """Return packages, with how many advisories are about each and how many workloads have it."""
    words = ("Worst", "Package", "Versions", "Fixed in", "Advisories", *_COUNTS)
    return _grouped(view, shown, ("package", "packages"), words, (by_package, _package, PACKAGES))


def workloads(view: View, shown: ListView) -> Element:
    """Return workloads, with how many advisories are about each."""
    words = ("Worst", "Workload", "Exposed", "Exploited", "Fix exists", "Advisories", "Unknown")
    return _grouped(view, shown, ("workload", "workloads"), words, (by_workload, _workload, WORKLOADS))


def layers(view: View, shown: ListView) -> Element:
    """Return layers: who fixes one fixes all workloads that use it."""
    shown = replace(shown, only='layer != ""')
    words = ("Worst", "Layer", "Packages", "Advisories", *_COUNTS)
    return _grouped(view, shown, ("layer", "layers"), words, (by_layer, _layer, LAYERS))


def _grouped(
    view: View,
    shown: ListView,
    named: tuple[str, str],
    words: Sequence[str],
    made: tuple[VulnerableGrouping, _Cells, RowSummaries],
) -> Element:
    """Return the list's filters beside the groups of what they leave: ``made`` says how these come and are shown."""
    grouping, cells_of, summaries = made
    shown = replace(shown, summaries=summaries)

    def card(question: ListFilter) -> tuple[int, Element]:
        first = offset_of(view)
        found = grouping(view.published, question, PAGE, first=first, sort=view.asked("sort"))
        said = counted(found.matches, "match", "matches")
        matches = a(".link", href=_matches(view, filter=question.filter or None))[said]
        unsure = a(".link", href=_matches(view, "unknown"))[unknown(f"{found.unsure:,} not certain")]
        heading = div(".list-head")[
            h2(aria_live="polite")[counted(found.total, *named)],
            span(".quiet")["in ", matches],
            unsure if found.unsure else None,
            shown.row_unknown(view, question) if shown.row_unknown else None,
            div(".push.tools")[
                csv_link(view, shown, f"vulnerabilities/{view.asked('tab') or 'advisories'}", f"vulnerable-{named[1]}")
            ],
        ]
        body = tbody[
            (listed_row(view, summaries, row, cells_of(view, row), first + n) for n, row in enumerate(found.rows, 2))
        ]
        pages = ways_on(view, found.total, len(found.rows), first)
        shown_rows = table(aria_rowcount=str(found.total + 1))[_head(view, words), body]
        rows = div(".table-box")[shown_rows, pages] if found.rows else none_of(view, shown)
        return found.matches, div(".card.rows-card")[heading, chips(view, shown), rows]

    return filtered_page(view, shown, card)


def _head(view: View, words: Sequence[str]) -> Element:
    """Return the headings of groups, which sort them."""
    sorts = {**_SORTS, **(_OF_WORKLOAD if "Workload" in words else {})}
    classes = {word: class_.replace(".", " ").strip() for word, class_ in _HEAD.items()}
    cells_of = (heading_cell(view, word, sorts.get(word, ""), classes.get(word, ""), None) for word in words)
    return thead[tr(aria_rowindex="1")[cells_of, opens_heading()]]


def code_not_read(view: View, lost: int) -> Node:
    """Return of how many workloads the code was not read, as a link to them."""
    text = unknown(f"code of {counted(lost, 'workload')} not read")
    return a(href=view.to("/vulnerabilities", [("tab", "code")]))[text] if lost else None


def _matches(view: View, status: str = "affected", **more: str | None) -> str:
    """Return the address of the matches that the filters leave and that have ``more``."""
    return view.here(tab="matches", sort=None, status=status, **more)


def _advisory(view: View, row: Row) -> Iterable[Element]:
    id_ = str(row["advisory_id"])
    marks = [
        chip("KEV", "critical") if row["kev"] else None,
        chip("malicious", "critical") if row["is_malicious"] else None,
    ]
    said = row["cve"] or id_
    own = _matches(view, advisory_id=id_)
    packages = row["packages"]
    return (
        td(".risk")[risk(row["severity"])],
        td(".wide")[
            span(".two")[
                a(".link.strong", href=own)[said], marks, br,
                span(".quiet.below", title=row["summary"])[row["summary"] or row["ecosystem"]],
            ]
        ],
        td[span(".two")[_named(packages[:2]), _more(packages, 2), br, external(id_, f"{OSV}{id_}")]],
        td(".short.second")[", ".join(row["fixed"][:2]) or span(".quiet")["none yet"]],
        td(".number.third")[cells.score(row["cvss_score"], 1)],
        td(".number.third")[cells.score(row["epss"], 3)],
        *_counts(view, row, {"advisory_id": id_}, said),
        td(".short.fourth", data_label="Published")[f"{row['published']:%d %b %Y}" if row["published"] else "–"],
    )  # fmt: skip


def _package(view: View, row: Row) -> Iterable[Element]:
    called, versions = str(row["package"]), row["versions"]
    own = _matches(view, package=called, ecosystem=str(row["ecosystem"]))
    marks = [
        chip("KEV", "critical") if row["kev"] else None,
        chip("malicious", "critical") if row["is_malicious"] else None,
    ]
    return (
        td(".risk")[risk(row["severity"])],
        td(".wide")[
            span(".two")[
                a(".link.strong", href=own)[name(middle(called, 60))], marks, br, span(".quiet.below")[row["ecosystem"]]
            ]
        ],
        td[_named(versions[:3]), _more(versions, 3)],
        td(".short.second")[", ".join(row["fixed"][:2]) or span(".quiet")["none yet"]],
        td(".number", data_label="Advisories")[_rows(own, row["advisories"], f"advisories about {called}")],
        *_counts(view, row, {"package": called, "ecosystem": str(row["ecosystem"])}, called),
    )


def _workload(view: View, row: Row) -> Iterable[Element]:
    id_, called = str(row["resource_id"]), str(row["resource_name"])
    own = view.to_resource(id_, called, [("tab", "vulnerabilities")])
    return (
        td(".risk")[risk(row["severity"])],
        td(".wide")[cells.resource(view, id_, called, f"{type_word(row['resource_type'])} · {row['scope']}")],
        td(".number", data_label="Exposed")["yes" if row["is_exposed"] else "no"],
        td(".number", data_label="Exploited")[
            _rows(_matches(view, resource_id=id_, filter=_exploited(view)), row["exploited"], f"exploited in {called}")
        ],
        td(".number", data_label="Fix exists")[
            _rows(_matches(view, resource_id=id_, has_fix="true"), row["fixable"], f"with a fix in {called}")
        ],
        td(".number", data_label="Advisories")[_rows(own, row["advisories"], f"advisories about {called}")],
        _unsure(view, row, {"resource_id": id_}, called),
    )


def _layer(view: View, row: Row) -> Iterable[Element]:
    layer = str(row["layer"])
    own = _matches(view, layer=layer)
    packages = row["packages"]
    return (
        td(".risk")[risk(row["severity"])],
        td(".wide")[
            span(".two")[
                a(".link.strong", href=own)[name(":".join(layer.rsplit(":", 2)[-2:]))], br,
                span(".quiet.below", title=layer)[name(middle(layer, 60))],
            ]
        ],
        td[_named(packages[:3]), _more(packages, 3)],
        td(".number", data_label="Advisories")[_rows(own, row["advisories"], f"advisories about {layer}")],
        *_counts(view, row, {"layer": layer}, layer),
    )  # fmt: skip


def _counts(view: View, row: Row, of: Mapping[str, str], said: str) -> Iterable[Element]:
    """Give how many workloads a group has, exposed, in all and not certain, each as a link to their matches."""
    exposed = _matches(view, **of, exposure="internet")
    yield td(".number", data_label="Exposed")[_rows(exposed, row["exposed"], f"exposed workloads with {said}")]
    yield td(".number", data_label="Workloads")[_rows(_matches(view, **of), row["workloads"], f"workloads with {said}")]
    yield _unsure(view, row, of, said)


def _unsure(view: View, row: Row, of: Mapping[str, str], said: str) -> Element:
    """Return how many matches of a group are not certain."""
    href = _matches(view, "unknown", **of)
    n = row["unknown"]
    link = a(href=href, aria_label=f"{n} not certain: {said}")[span(".text-unknown")[f"{n:,}?"]]
    return td(".number", data_label="Unknown")[link if n else span(".quiet")["0"]]


def _exploited(view: View) -> str:
    own = view.asked("filter")
    return f"({own}) and (kev or is_malicious)" if own else "kev or is_malicious"


def _named(packages: Sequence[str]) -> Node:
    return name(", ".join(middle(each, 60) for each in packages))


def _more(names: Sequence[str], shown: int) -> Node:
    return span(".quiet")[f" and {len(names) - shown} more"] if len(names) > shown else None


def _rows(href: str, n: int, said: str) -> Element:
    return a(".link", href=href, aria_label=f"{n} {said}")[f"{n:,}"]
