"""Settings: people and tokens, exemptions, rules, who owns what, advisories, and the audit log."""

from collections.abc import Callable

from htpy import Node, span

from bartizan.portal.cards.members import own_tokens, people
from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import tabs
from bartizan.portal.components.rows import simple_table
from bartizan.portal.components.states import disabled_for
from bartizan.portal.pages.own_rules import own_rules_card
from bartizan.portal.pages.rule_parameters import parameters_of_rules
from bartizan.portal.pages.setting.advisories import advisories
from bartizan.portal.pages.setting.exempting import exempting
from bartizan.portal.pages.setting.governance import governance
from bartizan.portal.pages.setting.saved import saved
from bartizan.portal.pages.setting.trackers import trackers
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted
from bartizan.state.access.nouns import Role
from bartizan.state.audit import audit_log

_MOST = 200


def show(view: View) -> Content:
    """Return the page."""
    shown: dict[str, tuple[str, Callable[[View], Node]]] = {
        "exemptions": ("Exemptions", exempting),
        "rules": ("Rules", lambda view: [own_rules_card(view), parameters_of_rules(view)]),
        "governance": ("Governance", governance),
        "trackers": ("Trackers", trackers),
        "people": ("People", people),
        "tokens": ("Tokens", own_tokens),
        "advisories": ("Advisories", advisories),
        "saved": ("Saved", saved),
        "audit": ("Audit log", _audit),
    }
    tab = view.asked("tab") if view.asked("tab") in shown else "exemptions"
    items = [(words, view.to("/settings", [("tab", id_)]), id_ == tab) for id_, (words, _) in shown.items()]
    items.append(("Notifications", view.to("/settings/notifications"), False))
    return Content("Settings", shown[tab][1](view), beside=tabs("Settings", items))


def _audit(view: View) -> Node:
    if not view.may(Role.ADMIN):
        return disabled_for("admin", "Audit log")
    found = audit_log(view.state, view.caller.directory)
    rows: list[list[Node]] = [
        [
            f"{each.at:%d %b %Y %H:%M:%S}",
            each.actor,
            each.action,
            name(each.subject),
            span(".mono.quiet")[name(_change(each.before, each.after))],
        ]
        for each in found[:_MOST]
    ]
    words = ("At (UTC)", "Who", "Did", "To", "Change")
    return simple_table(
        "Audit log", words, rows, counted(len(found), "entry", "entries"), "Nobody decided anything yet."
    )


def _change(before: dict[str, object] | None, after: dict[str, object] | None) -> str:
    old, new = before or {}, after or {}
    changed = [
        f"{key}: {old.get(key, '–')} → {new.get(key, '–')}" for key in {**old, **new} if old.get(key) != new.get(key)
    ]
    return "; ".join(changed)[:300]
