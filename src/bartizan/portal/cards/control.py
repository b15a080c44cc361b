"""A control: how it stands, which checks answer it, and what somebody attests of it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from htpy import Element, Node, a, br, button, div, form, option, p, select, span, table, tbody, td, th, thead, tr
from htpy import input as input_

from bartizan.portal.components import cells
from bartizan.portal.components.marks import healthy, name, risk, unknown
from bartizan.portal.components.parts import card, folded
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.report.views.compliance import rule_checks
from bartizan.service.rules.rule_titles import rule_titles
from bartizan.state.access.nouns import Role
from bartizan.state.kept.attestations import Attestation

_COLUMNS = {"Passed": "pass", "Failed": "fail", "Not evaluated": "unknown", "Exempt": "exempt"}


def status_of(row: dict[str, Any]) -> Node:
    """Return how a control stands."""
    if row["status"] == "passed":
        return healthy("Passed")
    return risk("high", "Failed") if row["status"] == "failed" else unknown("Not evaluated")


def why_not(row: dict[str, Any]) -> Element:
    """Return why a control was not evaluated."""
    if not row["rules"]:
        return unknown("No rule answers this control: attest it by hand")
    lost = row["not_evaluated"]
    no_check = "No resource that this control is about was read"
    return unknown(f"{counted(lost, 'check')} could not be made" if lost else no_check)


def attested(said: Attestation) -> Element:
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


def evidence_of(view: View, row: dict[str, Any], said: Attestation | None, scopes: Sequence[str]) -> Element:
    """Return the checks that answer a control, in some scopes or all, each number leading to its resources."""
    titles, checks = rule_titles(view.published, row["rules"]), rule_checks(view.published.engine, row["rules"], scopes)
    head = thead[
        tr[
            (th(scope="col")[word] for word in ("Status", "Check")),
            (th(".number", scope="col")[word] for word in _COLUMNS),
        ]
    ]
    order = sorted(row["rules"], key=lambda rule: (not checks[rule]["fail"], not checks[rule]["unknown"], rule))
    lines = (_check(view, rule, titles.get(rule, rule), checks[rule], scopes) for rule in order)
    why = None
    if row["status"] == "not_evaluated":
        why = p[why_not(row), " ", a(".link", href=view.to("/coverage", _in(scopes)))["See what is missing"]]
    none = p(".quiet")["No rule answers this control; attest it by hand."]
    body = div(".table-box")[table[head, tbody[lines]]] if row["rules"] else none
    hand = div(".hand")[p[attested(said)] if said else None, _attest(view, row)]
    return card(f"{row['control']} {row['title']}", why, body, hand, beside=status_of(row))


def _check(view: View, rule: str, title: str, counts: Counter[str], scopes: Sequence[str]) -> Element:
    href = view.to(f"/recommendations/{rule}", _in(scopes))
    return tr(data_row="")[
        td(".risk")[_came_out(counts)],
        td(".wide")[span(".two")[a(".link", href=href)[title], br, span(".quiet.below")[rule]]],
        (
            td(".number", data_label=word)[each]
            for word, each in zip(_COLUMNS, _numbers(view, rule, title, counts, scopes), strict=True)
        ),
    ]


def _came_out(counts: Counter[str]) -> Node:
    if counts["fail"]:
        return risk("high", "Failed")
    if counts["unknown"]:
        return unknown("Not evaluated")
    return healthy("Passed") if counts["pass"] or counts["mitigated"] else span(".quiet")["nothing here"]


def _numbers(view: View, rule: str, title: str, counts: Counter[str], scopes: Sequence[str]) -> list[Node]:
    """Return how many resources came out in each way, as links to these; those whose risk is met otherwise beside."""

    def to(status: str) -> str:
        return view.to(f"/recommendations/{rule}", [("status", status), *_in(scopes)])

    shown = [cells.number(counts[status], to(status), f"{word.lower()}, {title}") for word, status in _COLUMNS.items()]
    if counts["mitigated"]:
        shown[0] = [shown[0], " ", a(".quiet", href=to("exempt"))[f"+{counts['mitigated']:,} mitigated"]]
    return shown


def _in(scopes: Sequence[str]) -> list[tuple[str, str]]:
    return [("scope", each) for each in scopes]
