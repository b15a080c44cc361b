"""What is in the code of one resource: its packages, and the advisories that they match."""

from htpy import Node, a, br, div, p, span, table, tbody, td, th, thead, tr

from bartizan.model import visible
from bartizan.portal.components.cells import Row
from bartizan.portal.components.marks import chip, name, risk, unknown
from bartizan.portal.components.parts import all_of, card
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.view import View
from bartizan.portal.words import REASONS, counted, middle
from bartizan.report.paging import Part
from bartizan.service import lists
from bartizan.service.resource_page import code_coverage

_MOST, _LONGEST = 200, 400


def vulnerabilities_of(view: View, row: Row) -> Node:
    """Return the advisories that its packages match."""
    found = lists.vulnerabilities(view.published, resource=row["id"], part=Part(limit=_MOST))
    if not found.items:
        return div(".card")[_code_state(view, row, "No package matches an advisory.")]
    rows = (
        tr(data_row="")[
            td(".risk")[risk(each.severity)],
            td(".wide")[
                span(".two")[
                    a(".link.strong", href=view.to("/vulnerabilities", [("advisory_id", each.advisory_id)]))[
                        each.cve or each.advisory_id
                    ],
                    chip("KEV", "critical") if each.kev else None,
                    br,
                    span(".quiet.below", title=each.summary)[each.summary],
                ]
            ],
            td[
                span(".two", title=visible(each.path))[
                    _package(view, each.package, f"{each.package} {each.version}"),
                    br,
                    span(".quiet.below")[name(middle(each.path, 40))],
                ]
            ],
            td(".short")[", ".join(each.fixed_versions[:2]) or span(".quiet")["none yet"]],
        ]
        for each in found.items
    )
    head = thead[
        tr[(th(scope="col")[word] for word in ("Severity", "Advisory", "Package, and where it is", "Fixed in"))]
    ]
    link = all_of(found, "matches", view.to("/vulnerabilities", [("tab", "matches"), ("resource_id", row["id"])]))
    beside = counted(found.total, "match", "matches")
    return card("Vulnerabilities", table[head, tbody[rows]], beside=beside, link=link)


def _package(view: View, package: str, words: str) -> Node:
    """Return a package as a link to everywhere that it is."""
    return a(".link", href=view.to("/vulnerabilities", [("tab", "packages"), ("q", package)]))[name(words)]


def _code_state(view: View, row: Row, fine: str) -> Node:
    if row["code_status"] == "assessed":
        return nothing_wrong(fine, 0)
    reason = REASONS.get(str(row["code_reason"] or ""), str(row["code_reason"] or "no code of its own"))
    known = code_coverage(view.published, row["id"])
    gap = view.to("/coverage", [("scope", row["scope"]), ("outcome", "denied")])
    return div(".state")[
        unknown(f"The code was not read: {reason}."),
        p(".quiet")[name(middle(known.detail, _LONGEST))] if known and known.detail else None,
        a(".link", href=gap)["What closes this gap"] if row["code_reason"] == "denied" else None,
    ]


def packages_of(view: View, row: Row) -> Node:
    """Return its packages, with where each was found."""
    found = lists.packages(view.published, resource=row["id"], part=Part(limit=_MOST))
    if not found.items:
        return div(".card")[_code_state(view, row, "No third-party package.")]
    head = thead[tr[(th(scope="col")[word] for word in ("Package", "Version", "Ecosystem", "Found in", "Layer"))]]
    rows = (
        tr(data_row="")[
            td[_package(view, each.name, each.name)],
            td[name(each.version)],
            td[each.ecosystem],
            td(".quiet")[name(each.path)],
            td[_layer(view, each.layer)],
        ]
        for each in found.items
    )
    link = all_of(found, "packages", view.to("/vulnerabilities", [("tab", "packages"), ("resource_id", row["id"])]))
    return card("Packages", table[head, tbody[rows]], beside=counted(found.total, "package"), link=link)


def _layer(view: View, layer: str) -> Node:
    """Return a layer as a link to what is found in it everywhere."""
    if not layer:
        return "–"
    return a(".link", href=view.to("/vulnerabilities", [("layer", layer)]), title=layer)[name(middle(layer, 48))]
