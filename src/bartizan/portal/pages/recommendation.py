"""One recommendation: what is wrong, where, and how to fix it."""

from collections.abc import Sequence

from htpy import Element, Node, a, div, p, span

from bartizan.contract import Finding
from bartizan.contract.detail import RecommendationDetail
from bartizan.portal import decisions
from bartizan.portal.components.evidence import evidence
from bartizan.portal.components.fix import fix
from bartizan.portal.components.listing import list_page
from bartizan.portal.components.marks import name, risk, unknown
from bartizan.portal.components.parts import card, external, facts
from bartizan.portal.components.tables.affected import (
    HEALTHY,
    KEPT,
    affected,
    narrowing,
    status_counts,
    status_tabs,
)
from bartizan.portal.components.tables.rule_events import rule_events
from bartizan.portal.components.tables.truth import truth
from bartizan.portal.pages.attack_path import ended_path
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, sentence, type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.finding_rows import place_of
from bartizan.report.views.findings import findings_by_id
from bartizan.service import listing
from bartizan.service.detail import recommendation
from bartizan.service.rules.truth_table import truth_table


def show(view: View) -> Content:
    """Return the page."""
    rule = recommendation(view.published, view.of_path("rule"))
    counts = status_counts(view, rule)
    wanted = view.asked("status") if view.asked("status") in (*KEPT, HEALTHY) else ""
    first = next((word for word in KEPT if counts[word]), "fail")
    wanted = wanted or first
    worst = _worst(view, rule.rule_id, first if wanted == HEALTHY else wanted)
    body = [
        div(".grid")[
            _why(view, rule, worst),
            card("Fix", _fix(view, worst), _decide(view, rule, worst), class_=".span-6"),
        ],
        ended_path(view, rule.rule_id) if rule.recommendation and rule.recommendation.attack_paths else None,
        status_tabs(view, counts, wanted),
        list_page(view, affected(view, rule.rule_id, wanted, counts)),
        decisions.many_form(view, rule.rule_id, wanted, counts[wanted], narrowing(view)),
        rule_events(view, rule.rule_id),
    ]
    trail = [("Recommendations", view.to("/recommendations"))]
    return Content(rule.title, body, beside=risk(worst.risk_level if worst else rule.severity), trail=trail)


def _count(view: View, rule: str, word: str) -> int:
    asked = ListFilter(values={"rule_id": [rule], "status": [word]})
    return listing.total(view.published, "findings", asked)


def _worst(view: View, rule: str, wanted: str) -> Finding | None:
    """Return the finding whose fix is shown: the one that the address names, the worst one otherwise."""
    own = {"rule_id": [rule], "status": [wanted]}
    named = {"id": [view.asked("finding")]} if view.asked("finding") else {}
    for values in [own | named, own] if named else [own]:
        asked = ListFilter(values=values)
        if items := listing.rows(view.published, "findings", asked, fields=("id", "n"), limit=1).items:
            id_ = items[0]["id"]
            return findings_by_id(view.published.engine, [id_], [place_of(items[0]["n"])])[id_]
    return None


def _why(view: View, rule: RecommendationDetail, worst: Finding | None) -> Element:
    shown = (p[rule.rationale], _because(view, worst), _about(view, rule), _truth(view, rule))
    return card("Why", *shown, class_=".span-6")


def _because(view: View, worst: Finding | None) -> Node:
    if worst is None:
        return None
    reason = p[span(".strong")[f"{worst.resource_name}: "], worst.risk_reason] if worst.risk_reason else None
    facts_of = view.to_resource(worst.resource_id, worst.resource_name, [("tab", "facts")])
    return [reason, p[evidence(worst.evidence, worst.missing, lambda column: f"{facts_of}#fact-{column}")]]


def _about(view: View, rule: RecommendationDetail) -> Element:
    controls = [_controls(view, framework, ids) for framework, ids in sorted(rule.controls.items())]
    pairs: list[tuple[str, Node]] = [
        ("Rule", rule.rule_id),
        ("Severity", sentence(rule.severity)),
        ("Category", sentence(rule.category)),
        ("Applies to", ", ".join(map(type_word, rule.tables))),
        *_standing(view, rule),
        ("Controls", controls or "none"),
        (
            "References",
            [[external(link.split("/")[2], link), " "] for link in rule.references if "://" in link] or "none",
        ),
    ]
    return facts(pairs)


def _standing(view: View, rule: RecommendationDetail) -> list[tuple[str, Node]]:
    """Return what a recommendation's fix ends, who owns it and when it is due, where anything fails."""
    own = rule.recommendation
    if own is None:
        return []
    ended: Node = "none of them"
    if own.attack_paths:
        href = view.to("/attack-paths", [("filter", f"breaks has {rule.rule_id}")])
        ended = a(".link", href=href)[f"ends {counted(own.attack_paths, 'path')}"]
    due = f", due {own.due:%d %b %Y}" if own.due else ""
    return [
        ("Attack paths", ended if own.attack_paths is not None else unknown("not searched")),
        ("Owner", [name(own.owner) if own.owner else span(".quiet")["Nobody yet"], due]),
    ]


def _truth(view: View, rule: RecommendationDetail) -> Node:
    return truth(truth_table(view.published, rule.rule_id))


def _controls(view: View, framework: str, ids: Sequence[str]) -> Element:
    """Return the controls of a framework that a rule answers, each as a link to what can be proved of it."""
    links: list[Node] = []
    for id_ in ids:
        href = view.to("/compliance", [("framework", framework), ("control", id_)])
        links += [" ", a(".link", href=href, aria_label=f"{framework} {id_}")[id_]]
    return span(".chip.chip-plain.controls-of")[
        a(href=view.to("/compliance", [("framework", framework)]))[framework], links
    ]


def _fix(view: View, worst: Finding | None) -> Node:
    if worst is None:
        return p(".quiet")["Nothing fails here."]
    return [p["For ", span(".strong")[worst.resource_name or worst.resource_id], ":"], fix(view, worst.remediation)]


def _decide(view: View, rule: RecommendationDetail, worst: Finding | None) -> Node:
    if worst is None or worst.status == "exempt":
        return None
    count = _count(view, rule.rule_id, worst.status)
    return decisions.exempt_form(view, rule.rule_id, worst, counted(count, "resource"))
