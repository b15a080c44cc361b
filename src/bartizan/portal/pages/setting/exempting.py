"""What does not count, why and until when: the exemptions, and the form that adds and changes them."""

import datetime
from collections.abc import Mapping

from htpy import Node, br, div, span

from bartizan.model import ExemptionCategory, UsageError, now
from bartizan.portal.components import cells
from bartizan.portal.components.marks import chip, name, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.components.rows import simple_table
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.pages.setting.fields import (
    EDIT,
    KEPT,
    choice_field,
    editor,
    row_actions,
    rules_of,
    scopes_of,
    text_field,
    tick_field,
    values_of,
    why_refused,
)
from bartizan.portal.view import View
from bartizan.portal.words import counted, last_day, last_day_in_words, sentence, spaced
from bartizan.service.exempting import ExemptionInForce, ExemptionRequest, checked_exemption, exemptions
from bartizan.state.access.nouns import Role
from bartizan.state.nouns import Exemption

TAB = "exemptions"
_DAYS = 90
_WHY = {"risk_accepted": "Risk accepted", "mitigated": "Mitigated otherwise"}
_STATES = {"active": "healthy", "expired": "medium", "removed": ""}
_NEW = dict.fromkeys(("rule", "resource", "scope", "tag", "everywhere", "justification"), "")
_NONE = "Nothing is exempt. Exempt findings on the page of their recommendation, or by a rule of your own below."


def exempting(view: View) -> Node:
    """Return the exemptions, those in force first, and the form."""
    if view.unread:
        return card("Exemptions", div(".state")[unknown("Not known: each is listed with the findings that it holds.")])
    every = exemptions(view.home, every=True, directory=view.caller.directory)
    found = [each for state in _STATES for each in reversed(every) if each.state == state]
    active = [each for each in found if each.state == "active"]
    edited = next((each.exemption for each in active if each.exemption.id == view.asked(EDIT)), None)
    kept = next((each for each in active if each.exemption.id == view.asked(KEPT)), None)
    said = f"Saved. {counted(kept.findings, 'finding is', 'findings are')} exempt by it now." if kept else ""
    table = simple_table(
        "Exemptions",
        ("State", "Applies to", "Because", "By", "Until", "Findings", ""),
        [_row(view, each) for each in found],
        f"{len(active):,} in force, {len(found) - len(active):,} ended",
        _NONE,
    )
    return div(".below-each-other")[notice("healthy", said) if said else None, table, _editor(view, edited)]


def request_of(values: Mapping[str, str], by: str) -> ExemptionRequest:
    """Return what a form asks for."""
    said = {key: text.strip() for key, text in values.items()}
    try:
        category = ExemptionCategory(values["category"])
    except ValueError as error:
        raise UsageError(f"unknown category {values['category']!r}") from error
    return ExemptionRequest(
        category, said["justification"], said["rule"], said["resource"], said["scope"], said["tag"],
        everywhere=said["everywhere"] == "on", until=said["until"], by=by,
    )  # fmt: skip


def said_of(exemption: Exemption) -> list[tuple[str, str]]:
    """Return what an exemption says, in words."""
    parts = [f"{key} {value}" for key in ("rule", "resource", "scope", "tag") if (value := getattr(exemption, key))]
    return [
        ("Applies to", ", ".join(parts)),
        ("Because", f"{spaced(str(exemption.category))}: {exemption.justification}"),
        ("Until", last_day_in_words(exemption.until)),
    ]


def _row(view: View, each: ExemptionInForce) -> list[Node]:
    one, said = each.exemption, dict(said_of(each.exemption))
    is_own = each.state == "active" and view.may(Role.ANALYST)
    return [
        chip(sentence(each.state), _STATES[each.state]),
        span(".two.whole")[name(said["Applies to"])],
        span(".two.whole")[name(one.justification), br, span(".quiet.below")[spaced(str(one.category))]],
        span(".two")[name(one.author), br, span(".quiet.below")[f"{one.created_at:%d %b %Y}"]],
        said["Until"],
        _exempted(view, one.rule, each.findings),
        row_actions(view, TAB, f"the exemption of {said['Applies to']}", {"remove": "End"}, id=one.id)
        if is_own
        else None,
    ]


def _exempted(view: View, rule: str, n: int) -> Node:
    """Return how many findings are exempt, as a link to them where they are of one rule."""
    is_one = rule and "*" not in rule and view.snapshot is not None
    return cells.number(n, view.to(f"/recommendations/{rule}", [("status", "exempt")]) if is_one else "", "exempt")


def _editor(view: View, edited: Exemption | None) -> Node:
    if not view.may(Role.ANALYST):
        return disabled_for("analyst", "Add, change and end exemptions")
    if view.snapshot is None:
        return card(
            "Add an exemption", div(".state")["It names what a scan found: exempt something after the first scan."]
        )
    values = values_of(view, _kept(edited) if edited else _new())
    own = view.caller
    wrong = why_refused(
        view, lambda: checked_exemption(view.home, request_of(values, own.name), directory=own.directory)
    )
    title, verb = ("Change the exemption", "Save") if edited else ("Add an exemption", "Exempt")
    return editor(view, TAB, title, verb, _fields(view, values), wrong, **({"id": edited.id} if edited else {}))


def _new() -> dict[str, str]:
    later = now().date() + datetime.timedelta(days=_DAYS)
    return {**_NEW, "category": "risk_accepted", "until": later.isoformat()}


def _kept(exemption: Exemption) -> dict[str, str]:
    texts = {key: getattr(exemption, key) for key in _NEW if key != "everywhere"}
    is_wide = not (exemption.resource or exemption.scope or exemption.tag)
    until = f"{last_day(exemption.until)}" if exemption.until else ""
    return {**texts, "everywhere": "on" if is_wide else "", "category": str(exemption.category), "until": until}


def _fields(view: View, values: Mapping[str, str]) -> Node:
    return [
        div(".fields.top")[
            text_field("rule", "Recommendation", values["rule"], "its ID, or a pattern such as aws.lambda.*",
                       known=rules_of(view)),
            text_field("resource", "Resource", values["resource"], "its name or ID"),
            choice_field("scope", "Scope", values["scope"], scopes_of(view, "any")),
            text_field("tag", "Tag", values["tag"], "only resources that have it", placeholder="environment=test"),
        ],
        div(".field")[tick_field("everywhere", "On every resource of the recommendation", values["everywhere"])],
        div(".fields.top")[
            choice_field("category", "Because", values["category"], _WHY,
                         "mitigated counts as healthy; accepted risk is left out of the score"),
            text_field("until", "Until", values["until"], "the last day, UTC; empty for no end", type="date"),
            text_field("justification", "Reason", values["justification"], "kept in the audit log", required=True),
        ],
    ]  # fmt: skip
