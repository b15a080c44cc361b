"""Who owns what, and by when it is due: the governance rules, and the form that adds and changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import get_args

from htpy import Node, br, div, span

from bartizan.assess.rule import Category
from bartizan.model import Severity
from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import card
from bartizan.portal.components.rows import simple_table
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.pages.setting.fields import (
    EDIT,
    KEPT,
    choice_field,
    editor,
    number_field,
    row_actions,
    rules_of,
    scopes_of,
    text_field,
    tick_field,
    values_of,
    why_refused,
)
from bartizan.portal.view import View
from bartizan.portal.words import counted, sentence, spaced
from bartizan.service.governing import (
    LAST,
    MOST_DAYS,
    GovernanceRequest,
    checked_governance,
    governance_rules,
)
from bartizan.state.access.nouns import Role
from bartizan.state.notify.nouns import LEVELS
from bartizan.state.nouns import GovernanceRule

TAB = "governance"
_NEW = {
    **{each.name: "" for each in fields(GovernanceRequest) if each.name not in ("by", "has_grace")},
    "due_days": "30",
    "priority": "100",
    "grace": "",
}
_NONE = "No rule says who owns what yet. Findings have no owner and no due date until one does."


def governance(view: View) -> Node:
    """Return the rules in the order in which they are tried, and the form."""
    found = governance_rules(view.home, directory=view.caller.directory)
    edited = next((each for each in found if each.id == view.asked(EDIT)), None)
    said = notice("healthy", "Saved. It holds at once, for findings that are there already too.")
    table = simple_table(
        "Governance rules",
        ("Priority", "Owner", "Due", "Applies to", "By", ""),
        [_row(view, each) for each in found],
        "the first that matches a finding governs it",
        _NONE,
    )
    return div(".below-each-other")[said if view.asked(KEPT) else None, table, _editor(view, edited)]


def request_of(values: Mapping[str, str], by: str) -> GovernanceRequest:
    """Return what a form asks for; a number that is none is out of bounds."""
    numbers = {key: int(values[key]) if values[key].isdecimal() else -1 for key in ("due_days", "priority")}
    conditions = {key: values[key].strip() for key in ("severity", "risk_level", "category", "scope", "rule")}
    return GovernanceRequest(
        owner=values["owner"], owner_tag=values["owner_tag"], **conditions, due_days=numbers["due_days"],
        priority=numbers["priority"], has_grace=values["grace"] == "on", by=by,
    )  # fmt: skip


def said_of(rule: GovernanceRule) -> list[tuple[str, str]]:
    """Return what a rule says, in words."""
    tag = f"the tag {rule.owner_tag}" if rule.owner_tag else ""
    return [
        ("Priority", str(rule.priority)),
        ("Owner", f"{tag}, else {rule.owner}" if tag and rule.owner else tag or rule.owner),
        ("Due", _due(rule)),
        ("Applies to", ", ".join(_conditions(rule)) or "all findings"),
    ]


def _due(rule: GovernanceRule) -> str:
    days = f"within {counted(rule.due_days, 'day')}"
    return f"{days}, in grace until then" if rule.has_grace else days


def _conditions(rule: GovernanceRule) -> Sequence[str]:
    parts = (
        ("severity", f"{rule.severity} and worse" if rule.severity not in ("", "critical") else rule.severity),
        ("risk", rule.risk_level),
        ("category", spaced(rule.category)),
        ("scope", rule.scope),
        ("rule", rule.rule),
    )
    return [f"{what} {value}" for what, value in parts if value]


def _row(view: View, rule: GovernanceRule) -> list[Node]:
    said = dict(said_of(rule))
    called = f"the rule of {rule.owner or rule.owner_tag} with priority {rule.priority}"
    sent = {"id": rule.id, "was": rule.version}
    may = view.may(Role.ANALYST)
    return [
        said["Priority"],
        span(".strong")[name(said["Owner"])],
        said["Due"],
        name(said["Applies to"]),
        [name(rule.author), br, span(".quiet")[f"{rule.created_at:%d %b %Y}"]],
        row_actions(view, TAB, called, {"remove": "Remove"}, **sent) if may else None,
    ]


def _editor(view: View, edited: GovernanceRule | None) -> Node:
    if not view.may(Role.ANALYST):
        return disabled_for("analyst", "Add, change and remove governance rules")
    if view.snapshot is None:
        return card("Add a rule", div(".state")["A rule names what a scan found: add one after the first scan."])
    values = values_of(view, _kept(edited) if edited else _NEW)
    own = view.caller
    wrong = why_refused(
        view, lambda: checked_governance(view.home, request_of(values, own.name), directory=own.directory)
    )
    title, verb = ("Change the rule", "Save") if edited else ("Add a rule", "Add the rule")
    sent = {"id": edited.id, "was": edited.version} if edited else {}
    return editor(view, TAB, title, verb, _fields(view, values), wrong, **sent)


def _kept(rule: GovernanceRule) -> dict[str, str]:
    return {key: str(getattr(rule, key)) for key in _NEW if key != "grace"} | {"grace": "on" if rule.has_grace else ""}


def _fields(view: View, values: Mapping[str, str]) -> Node:
    levels = {"": "any"} | {each: sentence(each) for each in LEVELS}
    severities = {"": "any"} | {str(each): f"{sentence(each)} and worse" for each in list(Severity)[1:]}
    severities |= {"": "any", "critical": "Critical"}
    return [
        div(".fields.top")[
            text_field("owner", "Owner", values["owner"], "a team or a person", placeholder="team-shop"),
            text_field(
                "owner_tag",
                "Tag with the owner",
                values["owner_tag"],
                "of a resource, such as team; without it the owner counts",
            ),
            number_field("due_days", "Due (days)", values["due_days"], (0, MOST_DAYS), "from when each was first seen"),
            number_field("priority", "Priority", values["priority"], (1, LAST), "1 is tried first"),
        ],
        div(".fields.top")[
            choice_field("severity", "Severity", values["severity"], severities),
            choice_field("risk_level", "Risk level", values["risk_level"], levels),
            choice_field(
                "category", "Category", values["category"],
                {"": "any"} | {each: sentence(each) for each in get_args(Category)},
            ),
            choice_field("scope", "Scope", values["scope"], scopes_of(view, "any")),
            text_field("rule", "Recommendation", values["rule"], "its ID, or a pattern such as aws.lambda.*",
                       known=rules_of(view)),
        ],
        div(".field")[tick_field("grace", "Grace: no effect on the score until it is overdue", values["grace"])],
    ]  # fmt: skip
