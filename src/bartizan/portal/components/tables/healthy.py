"""Checks that passed, one by one; what is unknown stands beside their number."""

from collections.abc import Sequence

from htpy import Element, Node, a, div, h2

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.choosing import RowChoice, choice_chips, narrowed
from bartizan.portal.components.filters.shown import ListColumn, ListView
from bartizan.portal.components.icons import icon
from bartizan.portal.components.listing import rows_of
from bartizan.portal.components.marks import status
from bartizan.portal.components.paging import PAGE, offset_of
from bartizan.portal.components.parts import tabs
from bartizan.portal.components.states import nothing_found
from bartizan.portal.components.tables.failing import undecided
from bartizan.portal.links import address
from bartizan.portal.opening import ago
from bartizan.portal.view import View
from bartizan.portal.words import STATUSES, cloud, counted, middle, sentence, type_word
from bartizan.report.listing.page import ListPart
from bartizan.service import listing
from bartizan.service.rules.healthy_checks import HealthyGroup, healthy_checks, healthy_groups

HEALTHY = "pass"
_CHOICES: Sequence[RowChoice[HealthyGroup]] = (
    RowChoice("provider", lambda each: each.provider, cloud),
    RowChoice("severity", lambda each: each.severity, sentence),
    RowChoice("category", lambda each: each.category, sentence),
    RowChoice("type", lambda each: each.resource_type, type_word),
    RowChoice("scope", lambda each: each.scope, lambda value: f"Scope: {middle(value, 15)}"),
)


def _rule(view: View, row: Row) -> Node:
    return a(".link", href=view.to(f"/recommendations/{row['rule_id']}", [("status", HEALTHY)]))[row["title"]]


_COLUMNS = (
    ListColumn("Check", _rule, class_="wide"),
    ListColumn("Resource", lambda view, row: cells.resource(view, row["id"], row["name"], cells.place(row))),
    ListColumn("Status", lambda *_: status(HEALTHY), class_="short"),
    ListColumn("Read", lambda _, row: ago(row["last_seen"]) if row["last_seen"] else "–", class_="short second"),
)
_SHOWN = ListView("inventory", "healthy check", "healthy checks", _COLUMNS)


def statuses(view: View) -> Element:
    """Return the choice of how checks came out, each with how many there are in all."""
    counts = {**listing.totals(view.published, "findings", "status")}
    counts[HEALTHY] = sum(each.n for each in healthy_groups(view.published))
    asked = [pair for pair in view.query if pair[0] in {"at", "group"}]
    chosen = [value for name, value in view.query if name == "status"] or ["fail"]
    items = [
        (f"{STATUSES[word]} {counts.get(word, 0):,}", address(view.path, [*asked, ("status", word)]), chosen == [word])
        for word in ("fail", "unknown", "exempt", HEALTHY)
    ]
    return tabs("Status", items)


def healthy_of(view: View) -> list[HealthyGroup]:
    """Return what the address asks of what passed."""
    return narrowed(view, _CHOICES, healthy_groups(view.published))


def healthy(view: View) -> Element:
    """Return the list of what passed."""
    groups = healthy_of(view)
    total = sum(each.n for each in groups)
    rows = healthy_checks(view.published, groups, view.asked("scope"), PAGE, offset_of(view))
    kept = [pair for pair in view.query if pair[0] in {"at", *(each.name for each in _CHOICES)}]
    href = address(f"/{view.workspace}/recommendations/healthy.csv", kept)
    head = div(".list-head")[
        h2(aria_live="polite")[counted(total, _SHOWN.one)],
        undecided(view),
        div(".push.tools")[a(".button.small", href=href, download="healthy.csv")[icon("download"), "CSV"]],
    ]
    every = address(view.path, [pair for pair in view.query if pair[0] in {"at", "group", "status"}])
    none = nothing_found(a(".link", href=every)["Show all healthy checks"])
    shown = rows_of(view, _SHOWN, ListPart(rows, total, 0)) if rows else none
    chips = choice_chips(view, _CHOICES, healthy_groups(view.published), "Narrow the checks", lambda each: each.n)
    return div(".stack")[chips, div(".card.rows-card")[head, shown]]
