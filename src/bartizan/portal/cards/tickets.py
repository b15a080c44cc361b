"""The issues of the recommendations behind an exposure, and the way to have one made."""

from collections.abc import Sequence

from htpy import Element, Node, a, button, div, form, h3, li, section, span, ul

from bartizan.base.resource_key import resource_key
from bartizan.contract.exposure import ExposureTicket
from bartizan.portal.components.marks import chip, name
from bartizan.portal.components.parts import external
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.portal.words import middle
from bartizan.service.exporting.asking import rules_behind, tickets_of, trackers
from bartizan.service.rules.rule_titles import rule_titles
from bartizan.service.triage import Exposure
from bartizan.state.access.nouns import Role
from bartizan.state.notify.nouns import NotificationRule

ASKED = "ticket"
"""The name in the address under which the form says how it went."""
_STATES = {"waiting": ("is being made", "medium"), "open": ("open", "high"), "closed": ("closed", "healthy")}
_WHEN = {"waiting": "asked for", "open": "opened", "closed": "closed"}


def exposure_tickets(view: View, each: Exposure) -> Element:
    """Return what the trackers of the directory have of what is to be fixed, recommendation by recommendation."""
    known, rules = trackers(view.state, view.caller.directory), rules_behind(each.worst)
    if not known:
        return _section(div(".quiet")["No tracker is set up. "], _to_trackers(view))
    if not rules:
        return _section(div(".quiet")["No recommendation ends this path, so there is nothing to make an issue of."])
    found, titles = tickets_of(view.published, view.state, rules), rule_titles(view.published, rules)
    key = resource_key(each.node.id)
    items = (
        li[
            a(".link", href=view.to(f"/recommendations/{rule}"))[titles.get(rule, rule)],
            [_line(view, key, rule, tracker, found) for tracker in known],
        ]
        for rule in rules
    )
    may = view.may(Role.ANALYST)
    return _section(_said(view, key), ul(".plain")[items], None if may else disabled_for("analyst", "Open a ticket"))


def _section(*body: Node) -> Element:
    return section(id="tickets")[h3["Tickets"], body]


def _to_trackers(view: View) -> Node:
    """Return the way to set up a tracker, or who may."""
    if not view.may(Role.ADMIN):
        return disabled_for("admin", "Add a tracker")
    return a(".link", href=view.to("/settings", [("tab", "trackers")]))["Add one in Settings, Trackers"]


def _said(view: View, key: str) -> Node:
    """Return how it went for who came back from the form."""
    how, _, whose = view.asked(ASKED).partition(".")
    if whose != key:
        return None
    if how == "there":
        return notice("info", "There is an issue of this already, or one is being made.")
    return notice("info", "The issue is being made.") if how == "asked" else None


def _line(view: View, key: str, rule: str, tracker: NotificationRule, found: Sequence[ExposureTicket]) -> Element:
    """Return the issue of a rule in one tracker, or the button by which it is made."""
    own = next((each for each in found if (each.rule_id, each.tracker) == (rule, tracker.name)), None)
    if own is None:
        return div(".split")[span(".quiet")["No issue in ", name(tracker.name)], _opens(view, key, rule, tracker.name)]
    word, colour = _STATES[own.state]
    said = f"#{own.key}" if own.receiver == "github" else own.key
    when = f"{_WHEN[own.state]} {own.at:%d %b %H:%M}" if own.at else ""
    return div(".split")[
        external(said, own.url) if own.key else None,
        chip(word, colour),
        span(".quiet")[name(middle(tracker.name, 24)), f" · {when}" if when else None],
    ]


def _opens(view: View, key: str, rule: str, tracker: str) -> Node:
    if not view.may(Role.ANALYST):
        return None
    label = f"Open a ticket for {rule} in {tracker}"
    return form(method="post", action=f"/{view.workspace}/tickets")[
        hidden(view, rule=rule, tracker=tracker, key=key),
        button(".button.small", type="submit", aria_label=label)["Open a ticket"],
    ]
