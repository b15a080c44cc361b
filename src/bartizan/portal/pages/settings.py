"""Settings: people and tokens, exemptions, rules, who owns what, advisories, and the audit log."""

from collections.abc import Callable

from htpy import Node, button, code, div, form, span

from bartizan.portal.components import cells
from bartizan.portal.components.marks import name, unknown
from bartizan.portal.components.parts import card, tabs
from bartizan.portal.components.rows import simple_table
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.pages.own_rules import own_rules_card
from bartizan.portal.pages.rule_parameters import parameters_of_rules
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, sentence, spaced
from bartizan.service.exempting import exemptions
from bartizan.service.governing import governance_rules
from bartizan.state.access.nouns import Role
from bartizan.state.access.people import members
from bartizan.state.access.tokens import tokens
from bartizan.state.audit import audit_log

_MOST = 200
_NO_EXEMPTION = (
    "Nothing is exempt. Findings are exempted on the page of their recommendation, with a reason and an end."
)


def show(view: View) -> Content:
    """Return the page."""
    shown: dict[str, tuple[str, Callable[[View], Node]]] = {
        "": ("Exemptions", _exemptions),
        "rules": ("Rules", lambda view: [own_rules_card(view), parameters_of_rules(view)]),
        "governance": ("Governance", _governance),
        "people": ("People", _people),
        "tokens": ("Tokens", _tokens),
        "advisories": ("Advisories", _advisories),
        "audit": ("Audit log", _audit),
    }
    tab = view.asked("tab") if view.asked("tab") in shown else ""
    items = [(words, view.here(tab=id_ or None), id_ == tab) for id_, (words, _) in shown.items()]
    items.append(("Notifications", view.to("/settings/notifications"), False))
    return Content("Settings", shown[tab][1](view), beside=tabs("Settings", items))


def _exemptions(view: View) -> Node:
    found = exemptions(view.home, every=True, directory=view.caller.directory)
    rows: list[list[Node]] = [
        [
            sentence(each.state),
            _what(each.exemption),
            spaced(str(each.exemption.category)),
            name(each.exemption.justification),
            each.exemption.author,
            f"{each.exemption.until:%d %b %Y}" if each.exemption.until else "no end",
            _exempted(view, each.exemption.rule, each.findings),
            _end(view, each.exemption.id) if each.state == "active" else "",
        ]
        for each in found
    ]
    words = ("State", "Applies to", "Category", "Reason", "By", "Until", "Findings", "")
    return simple_table("Exemptions", words, rows, counted(len(rows), "exemption"), _NO_EXEMPTION)


def _exempted(view: View, rule: str, n: int) -> Node:
    """Return how many findings are exempt, as a link to them where they are of one rule."""
    is_one = rule and "*" not in rule and view.snapshot is not None
    return cells.number(n, view.to(f"/recommendations/{rule}", [("status", "exempt")]) if is_one else "", "exempt")


def _what(exemption: object) -> Node:
    parts = [f"{key} {value}" for key in ("rule", "resource", "scope", "tag") if (value := getattr(exemption, key))]
    return name(", ".join(parts) or "everything")


def _end(view: View, id_: str) -> Node:
    if not view.may(Role.ANALYST):
        return disabled_for("analyst", "End")
    return form(method="post", action=f"/{view.workspace}/exemptions/end")[
        hidden(view, id=id_), button(".button.small", type="submit")["End"]
    ]


def _governance(view: View) -> Node:
    rows: list[list[Node]] = [
        [
            str(each.priority),
            each.owner or f"tag {each.owner_tag}",
            f"{each.due_days} days",
            ", ".join(
                f"{key} {value}"
                for key in ("severity", "risk_level", "category", "scope", "rule")
                if (value := getattr(each, key))
            )
            or "all",
            each.author,
        ]
        for each in governance_rules(view.home, directory=view.caller.directory)
    ]
    words = ("Priority", "Owner", "Due within", "Applies to", "By")
    return simple_table(
        "Governance rules",
        words,
        rows,
        "the first that matches counts",
        ["No rule says who owns what yet. ", code(".mono")["bartizan govern add"], " adds one."],
    )


def _people(view: View) -> Node:
    rows: list[list[Node]] = [
        [name(each.name), name(each.email or "–"), str(role)]
        for each, role in members(view.state, view.caller.directory)
    ]
    return simple_table(
        "People", ("Name", "E-mail", "Role"), rows, counted(len(rows), "person", "people"), "Nobody is a member yet."
    )


def _tokens(view: View) -> Node:
    rows: list[list[Node]] = [
        [
            name(each.name),
            str(each.role),
            f"{each.created_at:%d %b %Y}",
            f"{each.expires_at:%d %b %Y}",
            f"{each.used_at:%d %b %Y}" if each.used_at else "never",
            "revoked" if each.revoked_at else "in force",
        ]
        for each in tokens(view.state, view.caller.directory)
    ]
    words = ("Name", "Role", "Created", "Expires", "Last used", "State")
    return simple_table(
        "API tokens",
        words,
        rows,
        "stored hashed; shown once",
        ["There is no token yet. ", code(".mono")["POST /api/v1/tokens"], " makes one and shows it once."],
    )


def _advisories(view: View) -> Node:
    if view.snapshot is None or not view.snapshot.engine.has("advisory_source"):
        return card("Advisories", div(".state")[unknown("No advisories were read yet.")])
    found = view.snapshot.engine.rows("select * from advisory_source limit 100")
    words = tuple(sentence(key) for key in (found[0] if found else {}))
    rows: list[list[Node]] = [[_counted_or_said(value) for value in row.values()] for row in found]
    return simple_table("Advisories", words, rows, "as the latest scan used them", "No advisories were read.")


def _counted_or_said(value: object) -> Node:
    return f"{value:,.0f}" if isinstance(value, int | float) else name(str(value))


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
