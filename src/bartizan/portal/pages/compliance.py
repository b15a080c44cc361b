"""Compliance: what can be proved of each control of published frameworks, and what cannot."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from htpy import (
    Element,
    Node,
    a,
    br,
    button,
    div,
    h2,
    header,
    section,
    span,
    table,
    tbody,
    td,
    th,
    thead,
    tr,
)

from bartizan.base.bundled import bundled
from bartizan.base.framework import Framework, families, frameworks
from bartizan.model import visible
from bartizan.portal.cards.control import attested, evidence_of, status_of, why_not
from bartizan.portal.cards.scopes import chosen_scopes
from bartizan.portal.components.charts import stacked
from bartizan.portal.components.filters.choosing import RowChoice, choice_chips, narrowed
from bartizan.portal.components.filters.scopes import scope_chips, scope_filter
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import healthy, risk, unknown
from bartizan.portal.components.parts import card, folded
from bartizan.portal.links import address
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, sentence, spaced
from bartizan.report.views.compliance import compliance, failures_by_scope
from bartizan.state.kept.attestations import Attestation, attestations

_STATUS = {"failed": "Failed", "passed": "Passed", "not_evaluated": "Not evaluated"}
_CHECKS = {"failed": "fail", "not_evaluated": "unknown", "exempt": "exempt"}
_FEW = 3
"""Scopes that the heading names, which is printed with the page."""
_FEW_CONTROLS = 20
"""Controls of which one sees all at once."""
_MOST_RULES = 60
"""Rules that an address names: of a control with more, numbers lead nowhere."""
_CHOICES: Sequence[RowChoice[dict[str, Any]]] = (
    RowChoice("status", lambda row: str(row["status"]), lambda value: _STATUS.get(value, value)),
)


def show(view: View) -> Content:
    """Return the page."""
    known, scopes = frameworks([bundled("rules")]), chosen_scopes(view)
    chosen = view.asked("framework") if view.asked("framework") in known else ""
    rows = compliance(view.published.engine, known, chosen, scopes)
    choice = scope_filter(view, scopes, failures_by_scope(view.published.engine, chosen))
    if not chosen:
        cards = [_card(view, id_, [row for row in rows if row["framework"] == id_]) for id_ in known]
        body = [scope_chips(view, scopes), div(".grid")[cards]]
        return Content("Compliance", body, beside=counted(len(known), "framework"), actions=choice)
    trail = [("Compliance", view.here(framework=None, control=None, status=None))]
    asked = [(key, value) for key, value in view.query if key in ("framework", "scope", "status", "at")]
    csv = address(f"/{view.workspace}/compliance.csv", asked)
    actions = [
        choice,
        a(".button", href=csv, download=f"{chosen}.csv")[icon("download"), "CSV"],
        button(".button", type="button", data_print="", hidden=True)["Print"],
    ]
    of = f"of {', '.join(scopes) if len(scopes) <= _FEW else counted(len(scopes), 'scope')}" if scopes else None
    body = _framework(view, known[chosen], rows, scopes)
    return Content(rows[0]["framework_name"], body, of and visible(of), actions, trail)


def _framework(view: View, own: Framework, found: list[dict[str, Any]], scopes: Sequence[str]) -> list[Node]:
    """Return the controls of a framework, above them the evidence of the one that is open."""
    said = attestations(view.state, view.caller.directory, own.id)
    family = families(row["control"] for row in found)
    rows = [{**row, "family": family[row["control"]]} for row in found]
    control = next((row for row in rows if row["control"] == view.asked("control")), None)
    return [
        scope_chips(view, scopes),
        choice_chips(view, _CHOICES, rows, "Narrow the controls"),
        evidence_of(view, control, said.get(control["control"]), scopes) if control else None,
        _controls(view, own, narrowed(view, _CHOICES, rows), control, said),
    ]


def _card(view: View, id_: str, rows: list[dict[str, Any]]) -> Element:
    counts = Counter(row["status"] for row in rows)
    words = ", ".join(f"{counts[status]} {said.lower()}" for status, said in _STATUS.items())
    parts = [("healthy", counts["passed"]), ("critical", counts["failed"]), ("unknown", counts["not_evaluated"])]
    lost, exempt = counts["not_evaluated"], sum(row["exempt"] for row in rows)
    failed = _those(view, id_, "failed", risk("critical", f"{counts['failed']} failed"))
    passed = _those(view, id_, "passed", healthy(f"{counts['passed']} passed"))
    return section(".card.span-4.framework")[
        header(".card-head")[
            h2[a(".link", href=view.here(framework=id_))[rows[0]["framework_name"]]],
            span(".quiet")[counted(len(rows), "control")],
        ],
        div(".card-body")[
            stacked(parts, words),
            span(".tally")[
                failed if counts["failed"] else None,
                passed if counts["passed"] else span(".quiet")["0 passed"],
                _those(view, id_, "not_evaluated", unknown(f"{lost} not evaluated")) if lost else None,
                span(".quiet")[counted(exempt, "exempt check")] if exempt else None,
            ],
        ],
    ]


def _those(view: View, framework: str, status: str, words: Node) -> Element:
    """Return a number of controls as a link to exactly these."""
    return a(".narrow", href=view.here(framework=framework, status=status))[words]


def _controls(
    view: View,
    own: Framework,
    rows: list[dict[str, Any]],
    opened: dict[str, Any] | None,
    said: Mapping[str, Attestation],
) -> Element:
    """Return the controls by family: folded where they are many, and nobody asked for some of them."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["family"], []).append(row)
    beside = counted(len(rows), "control")
    if list(groups) in ([], [""]):
        return card("Controls", _table(view, rows, opened, said), beside=beside)
    lists = (
        folded(
            _family(key, own.families.get(key, ""), each),
            _table(view, each, opened, said),
            is_open=opened in each or bool(view.asked("status")) or len(rows) <= _FEW_CONTROLS,
        )
        for key, each in groups.items()
    )
    return card("Controls", div(".families")[lists], beside=beside)


def _family(key: str, title: str, rows: list[dict[str, Any]]) -> Element:
    """Return the heading of a family of controls with how these came out."""
    counts = Counter(row["status"] for row in rows)
    failed, lost, passed = (counts[each] for each in ("failed", "not_evaluated", "passed"))
    return span(".tally")[
        span(".strong")[" ".join(filter(None, (key, title)))],
        risk("critical", f"{failed} failed") if failed else None,
        unknown(f"{lost} not evaluated") if lost else None,
        healthy(f"{passed} passed") if passed else None,
    ]


def _table(
    view: View, rows: list[dict[str, Any]], opened: dict[str, Any] | None, said: Mapping[str, Attestation]
) -> Element:
    order = {"failed": 0, "not_evaluated": 1, "passed": 2}
    head = thead[
        tr[
            (th(scope="col")[word] for word in ("Status", "Control")),
            (th(".number", scope="col")[word] for word in ("Passed", "Failed", "Not evaluated", "Exempt")),
        ]
    ]
    body = (
        tr(".is-at" if row is opened else "", data_row="")[
            td(".risk")[status_of(row)],
            td(".wide")[
                span(".two")[
                    a(".link", href=view.here(control=row["control"]))[row["control"]],
                    br,
                    span(".quiet")[row["title"]],
                    [br, why_not(row)] if row["status"] == "not_evaluated" else None,
                    [br, attested(said[row["control"]])] if row["control"] in said else None,
                ]
            ],
            (
                td(".number", data_label=sentence(each))[_checks(view, row, each)]
                for each in ("passed", "failed", "not_evaluated", "exempt")
            ),
        ]
        for row in sorted(rows, key=lambda row: (order[row["status"]], row["control"]))
    )
    return div(".table-box")[table[head, tbody[body]]]


def _checks(view: View, row: dict[str, Any], column: str) -> Node:
    """Return how many checks came out in one way, as a link to these; of healthy ones each rule has a list."""
    status = _CHECKS.get(column)
    if not row[column] or status is None or len(row["rules"]) > _MOST_RULES:
        return f"{row[column]:,}"
    asked = [("group", "check"), ("status", status), *(("rule_id", rule) for rule in row["rules"])]
    asked += [("scope", each) for each in chosen_scopes(view)]
    href = view.to("/recommendations", asked)
    return a(".link", href=href, aria_label=f"{row[column]:,} {spaced(column)}, {row['control']}")[f"{row[column]:,}"]
