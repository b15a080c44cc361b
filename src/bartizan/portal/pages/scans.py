"""Scans: what runs, what was read when, what it cost, and what changed from one to the next."""

from collections import Counter
from collections.abc import Sequence

from htpy import Element, Node, a, button, div, form, p
from htpy import input as input_

from bartizan.portal.cards.scans import asked_card, published_card
from bartizan.portal.components.parts import card
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.pages.setting.fields import choice_field
from bartizan.portal.timelines.compared import compared_cards
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, sentence
from bartizan.service.changes.scans import PublishedScan, published_scans
from bartizan.state.access.nouns import Role
from bartizan.state.work.runs import OVER, ScanRun, runs

_MOST_ASKED, _SHOWN = 200, 10
_KEPT = ("at", "status", "scope")


def show(view: View) -> Content:
    """Return the page."""
    every = published_scans(view.home, view.snapshot, directory=view.caller.directory)
    asked, _ = runs(view.state, view.caller.directory, _MOST_ASKED)
    found, listed = _narrowed(view, every), _asked(view, asked, every)
    start = scan_now(view) if view.may(Role.ANALYST) else disabled_for("analyst", "Scan now")
    none = div(".card.state")[p["No scan yet. A scan reads all that is connected."]] if not every else None
    rows = published_card(view, found) if found else card("Snapshots", p["No scan matches these filters."])
    shown = [asked_card(view, listed[:_SHOWN]), _compare_two(view, every), compared_cards(view)]
    body = [_filters(view, every, asked), shown, none or rows]
    said = counted(len(every), "snapshot")
    return Content(
        "Scans", body, beside=f"{len(found):,} of {said}" if len(found) < len(every) else said, actions=start
    )


def scan_now(view: View) -> Element:
    """Return the button that asks for a scan of all that is connected."""
    action = f"/{view.workspace}/scans/start"
    return form(method="post", action=action)[hidden(view), button(".button.primary", type="submit")["Scan now"]]


def _narrowed(view: View, every: Sequence[PublishedScan]) -> list[PublishedScan]:
    """Return the published scans that the address asks for."""
    status, scope = view.asked("status"), view.asked("scope")
    return [each for each in every if status in ("", each.figures.status) and (not scope or scope in each.scopes)]


def _asked(view: View, asked: Sequence[ScanRun], every: Sequence[PublishedScan]) -> list[ScanRun]:
    """Return the scans that were asked for and are meant; one that is not over yet stays in sight."""
    status, scope = view.asked("status"), view.asked("scope")
    here = {each.figures.id for each in every if scope in each.scopes}
    return [
        run
        for run in asked
        if run.status not in OVER or (status in ("", run.status) and (not scope or run.snapshot_id in here))
    ]


def _filters(view: View, every: Sequence[PublishedScan], asked: Sequence[ScanRun]) -> Node:
    """Return the form that narrows both lists, each choice with how many scans it leaves."""
    if not (every or asked):
        return None
    published = {each.figures.id for each in every}
    statuses = Counter(each.figures.status for each in every)
    statuses.update(run.status for run in asked if run.snapshot_id not in published)
    scopes = Counter(scope for each in every for scope in each.scopes)
    choices = [{"": "any"} | {word: f"{sentence(word)} ({n:,})" for word, n in sorted(statuses.items())}]
    choices.append({"": "any"} | {scope: f"{scope} ({n:,})" for scope, n in sorted(scopes.items())})
    is_narrow = bool(view.asked("status") or view.asked("scope"))
    return form(".fields.below-card", method="get", action=view.path, aria_label="Filters")[
        input_(type="hidden", name="at", value=view.asked("at")) if view.asked("at") else None,
        choice_field("status", "Status", view.asked("status"), choices[0]),
        choice_field("scope", "Scope", view.asked("scope"), choices[1]),
        div(".split")[
            button(".button", type="submit")["Filter"],
            a(".link", href=view.to("/scans"))["Show all"] if is_narrow else None,
        ],
    ]


def _compare_two(view: View, every: Sequence[PublishedScan]) -> Node:
    """Return the form that asks what changed from one scan to another, None where there are not two."""
    if len(every) < 2:
        return None
    choices = {
        each.figures.id: f"{each.figures.published_at:%d %b %Y %H:%M:%S}, {each.figures.status}" for each in every
    }
    newest, second = list(choices)[:2]
    before = view.asked("before") if view.asked("before") in choices else second
    return form(".fields.below-card", method="get", action=view.path, aria_label="Compare two")[
        [input_(type="hidden", name=key, value=view.asked(key)) for key in _KEPT if view.asked(key)],
        choice_field("before", "Compare", before, choices),
        choice_field("after", "with", view.asked("after") if view.asked("after") in choices else newest, choices),
        div(".split")[button(".button", type="submit")["Compare two"]],
    ]
