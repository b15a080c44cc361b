"""Vulnerabilities by advisory, by workload and by layer: a row for each, and how many of the others it has."""

from collections.abc import Iterable, Sequence

from htpy import Element, Node, a, br, div, span, table, tbody, td, th, thead, tr

from bartizan.portal.components import cells
from bartizan.portal.components.marks import chip, name, risk
from bartizan.portal.components.parts import card, external
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle, type_word
from bartizan.service.answers.vulnerable import Row, by_advisory, by_layer, by_workload

_HEAD = {
    **dict.fromkeys(("Exposed", "Workloads", "Advisories", "Exploited", "Fix exists"), ".number"),
    "CVSS": ".number.third",
    "EPSS": ".number.third",
    "Published": ".fourth",
    "Fixed in": ".second",
}
_OSV = "https://osv.dev/vulnerability/"


def advisories(view: View, lost: Node) -> Element:
    """Return advisories, with how many workloads each is about; ``lost`` says how many were not read."""
    words = ("Severity", "Advisory", "Packages", "Fixed in", "CVSS", "EPSS", "Exposed", "Workloads", "Published")
    rows = by_advisory(view.published)
    count = counted(len(rows), "advisory", "advisories")
    return _grouped("By advisory", count, words, lost, [_advisory(view, row) for row in rows])


def workloads(view: View, lost: Node) -> Element:
    """Return workloads, with how many advisories are about each."""
    words = ("Worst", "Workload", "Exposed", "Exploited", "Fix exists", "Advisories")
    rows = by_workload(view.published)
    return _grouped("By workload", counted(len(rows), "workload"), words, lost, [_workload(view, row) for row in rows])


def layers(view: View, lost: Node) -> Element:
    """Return layers: who fixes one fixes all workloads that use it."""
    words = ("Worst", "Layer", "Packages", "Advisories", "Exposed", "Workloads")
    rows = by_layer(view.published)
    return _grouped("By layer", counted(len(rows), "layer"), words, lost, [_layer(view, row) for row in rows])


def _grouped(title: str, count: str, words: Sequence[str], lost: Node, rows: Sequence[Iterable[Element]]) -> Element:
    if not rows:
        return card(title, nothing_wrong("No package matches an advisory.", 1 if lost else 0), beside=lost)
    head = thead[tr[(th(_HEAD.get(word, ""), scope="col")[word] for word in words)]]
    body = tbody[(tr(data_row="")[row] for row in rows)]
    return card(title, div(".table-box")[table[head, body]], beside=[count, " ", lost])


def _advisory(view: View, row: Row) -> Iterable[Element]:
    id_ = str(row["advisory_id"])
    marks = [
        chip("KEV", "critical") if row["kev"] else None,
        chip("malicious", "critical") if row["is_malicious"] else None,
    ]
    said = row["cve"] or id_
    own = view.to("/vulnerabilities", [("advisory_id", id_)])
    packages = row["packages"]
    return (
        td(".risk")[risk(row["severity"])],
        td(".wide")[
            span(".two")[
                a(".link.strong", href=own)[said], marks, br,
                span(".quiet.below", title=row["summary"])[row["summary"] or row["ecosystem"]],
            ]
        ],
        td[span(".two")[_named(packages[:2]), _more(packages, 2), br, external(id_, f"{_OSV}{id_}")]],
        td(".short.second")[", ".join(row["fixed"][:2]) or span(".quiet")["none yet"]],
        td(".number.third")[_score(row["cvss_score"], 1)],
        td(".number.third")[_score(row["epss"], 3)],
        td(".number", data_label="Exposed")[f"{row['exposed']:,}"],
        td(".number", data_label="Workloads")[_rows(own, row["workloads"], f"workloads with {said}")],
        td(".short.fourth", data_label="Published")[f"{row['published']:%d %b %Y}" if row["published"] else "–"],
    )  # fmt: skip


def _workload(view: View, row: Row) -> Iterable[Element]:
    id_, called = str(row["resource_id"]), str(row["resource_name"])
    own = view.to_resource(id_, called, [("tab", "vulnerabilities")])
    return (
        td(".risk")[risk(row["severity"])],
        td(".wide")[cells.resource(view, id_, called, f"{type_word(row['resource_type'])} · {row['scope']}")],
        td(".number", data_label="Exposed")["yes" if row["is_exposed"] else "no"],
        td(".number", data_label="Exploited")[f"{row['exploited']:,}"],
        td(".number", data_label="Fix exists")[f"{row['fixable']:,}"],
        td(".number", data_label="Advisories")[_rows(own, row["advisories"], f"advisories about {called}")],
    )


def _layer(view: View, row: Row) -> Iterable[Element]:
    layer = str(row["layer"])
    own = view.to("/vulnerabilities", [("layer", layer)])
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
        td(".number", data_label="Advisories")[f"{row['advisories']:,}"],
        td(".number", data_label="Exposed")[f"{row['exposed']:,}"],
        td(".number", data_label="Workloads")[_rows(own, row["workloads"], f"workloads with {layer}")],
    )  # fmt: skip


def _named(packages: Sequence[str]) -> Node:
    return name(", ".join(middle(each, 60) for each in packages))


def _more(names: Sequence[str], shown: int) -> Node:
    return span(".quiet")[f" and {len(names) - shown} more"] if len(names) > shown else None


def _rows(href: str, n: int, said: str) -> Element:
    return a(".link", href=href, aria_label=f"{n} {said}")[f"{n:,}"]


def _score(value: float | None, digits: int) -> Node:
    unscored = span(".quiet", title="not scored")["–", span(".hidden-text")[" not scored"]]
    return unscored if value is None else f"{value:.{digits}f}"
