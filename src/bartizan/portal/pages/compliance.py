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
    form,
    h2,
    header,
    option,
    p,
    section,
    select,
    span,
    table,
    tbody,
    td,
    th,
    thead,
    tr,
)
from htpy import input as input_

from bartizan.base.bundled import bundled
from bartizan.base.framework import frameworks
from bartizan.portal.components.charts import stacked
from bartizan.portal.components.filters.choosing import RowChoice, choice_chips, narrowed
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import healthy, name, risk, unknown
from bartizan.portal.components.parts import card, folded
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.links import address
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, spaced
from bartizan.report.views.compliance import compliance
from bartizan.service.rules.rule_titles import rule_titles
from bartizan.state.access.nouns import Role
from bartizan.state.kept.attestations import Attestation, attestations

_STATUS = {"failed": "Failed", "passed": "Passed", "not_evaluated": "Not evaluated"}
_CHECKS = {"failed": "fail", "not_evaluated": "unknown", "exempt": "exempt"}
_MOST_RULES = 60
"""Rules that an address names: of a control with more, numbers lead nowhere."""
_CHOICES: Sequence[RowChoice[dict[str, Any]]] = (
    RowChoice("status", lambda row: str(row["status"]), lambda value: _STATUS.get(value, value)),
)


def show(view: View) -> Content:
    """Return the page."""
    known = frameworks([bundled("rules")])
    chosen = view.asked("framework") if view.asked("framework") in known else ""
    rows = compliance(view.published.engine, known, chosen)
    said = attestations(view.state, view.caller.directory, chosen) if chosen else {}
    if not chosen:
        cards = [_card(view, id_, [row for row in rows if row["framework"] == id_]) for id_ in known]
        return Content("Compliance", div(".grid")[cards], beside=counted(len(known), "framework"))
    every = rows
    rows = narrowed(view, _CHOICES, rows)
    control = next((row for row in every if row["control"] == view.asked("control")), None)
    body: list[Node] = (
        [_controls(view, rows, control, said)]
        if control is None
        else [_evidence(view, control, said.get(control["control"])), _controls(view, rows, control, said)]
    )
    body.insert(0, choice_chips(view, _CHOICES, every, "Narrow the controls"))
    trail = [("Compliance", view.here(framework=None, control=None, status=None))]
    csv = address(f"/{view.workspace}/compliance.csv", [("framework", chosen), ("at", view.asked("at"))])
    actions = [
        a(".button", href=csv, download=f"{chosen}.csv")[icon("download"), "CSV"],
        button(".button", type="button", data_print="", hidden=True)["Print"],
    ]
    return Content(every[0]["framework_name"], body, trail=trail, actions=actions)


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


def _status(row: dict[str, Any]) -> Node:
    if row["status"] == "passed":
        return healthy("Passed")
    return risk("high", "Failed") if row["status"] == "failed" else unknown("Not evaluated")


def _controls(
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
            td(".risk")[_status(row)],
            td(".wide")[
                span(".two")[
                    a(".link", href=view.here(control=row["control"]))[row["control"]],
                    br,
                    span(".quiet")[row["title"]],
                    [br, _why_not(row)] if row["status"] == "not_evaluated" else None,
                    [br, _attested(said[row["control"]])] if row["control"] in said else None,
                ]
            ],
            (td(".number")[_checks(view, row, each)] for each in ("passed", "failed", "not_evaluated", "exempt")),
        ]
        for row in sorted(rows, key=lambda row: (order[row["status"]], row["control"]))
    )
    return card("Controls", div(".table-box")[table[head, tbody[body]]], beside=counted(len(rows), "control"))


def _checks(view: View, row: dict[str, Any], column: str) -> Node:
    """Return how many checks of a control came out in one way, as a link to these; healthy ones are in no list."""
    status = _CHECKS.get(column)
    if not row[column] or status is None or len(row["rules"]) > _MOST_RULES:
        return f"{row[column]:,}"
    asked = [("group", "check"), ("status", status), *(("rule_id", rule) for rule in row["rules"])]
    href = view.to("/recommendations", asked)
    return a(".link", href=href, aria_label=f"{row[column]:,} {spaced(column)}, {row['control']}")[f"{row[column]:,}"]


def _why_not(row: dict[str, Any]) -> Element:
    """Return why a control was not evaluated."""
    if not row["rules"]:
        return unknown("No rule answers this control: attest it by hand")
    lost = row["not_evaluated"]
    no_check = "No resource that this control is about was read"
    return unknown(f"{counted(lost, 'check')} could not be made" if lost else no_check)


def _attested(said: Attestation) -> Element:
    """Return what somebody attests; it stands beside what was checked and never in its place."""
    word = "Attested as met" if said.is_met else "Attested as not met"
    return span(".quiet")[f"{word} by ", name(said.author), f" on {said.at:%d %b %Y}: ", name(said.statement)]


def _attest(view: View, row: dict[str, Any]) -> Node:
    if not view.may(Role.ANALYST):
        return disabled_for("analyst", "Attest")
    return folded(
        "Attest by hand",
        form(".split", method="post", action=f"/{view.workspace}/attest")[
            hidden(view, framework=row["framework"], control=row["control"]),
            select(name="met", aria_label="Met")[option(value="yes")["Met"], option(value="no")["Not met"]],
            input_(
                type="text", name="statement", aria_label="Statement", required=True, maxlength="2000",
                placeholder="what was looked at, and where it is kept",
            ),
            button(".button", type="submit")["Attest"],
        ],
    )  # fmt: skip


def _evidence(view: View, row: dict[str, Any], said: Attestation | None) -> Element:
    """Return the checks that answer a control, each leading to its findings."""
    titles = rule_titles(view.published, row["rules"])
    lines = (
        tr(data_row="")[
            td(".risk")[risk("high", "Failed") if rule in row["failed_rules"] else span(".quiet")["no failure"]],
            td(".wide")[
                span(".two")[
                    a(".link", href=view.to(f"/recommendations/{rule}"))[titles.get(rule, rule)],
                    br,
                    span(".quiet.below")[rule],
                ]
            ],
        ]
        for rule in sorted(row["rules"], key=lambda rule: (rule not in row["failed_rules"], rule))
    )
    why = None
    if row["status"] == "not_evaluated":
        why = p[_why_not(row), " ", a(".link", href=view.to("/coverage"))["See what is missing"]]
    body = table[tbody[lines]] if row["rules"] else p(".quiet")["No rule answers this control; attest it by hand."]
    hand = div(".hand")[p[_attested(said)] if said else None, _attest(view, row)]
    return card(f"{row['control']} {row['title']}", why, body, hand, beside=_status(row))
