"""The queue of exposures: what to act on now, and how far people are with it."""

from collections.abc import Sequence

from htpy import (
    Element,
    Node,
    a,
    br,
    div,
    span,
    table,
    tbody,
    td,
    th,
    thead,
    tr,
)

from bartizan.base.resource_key import resource_key
from bartizan.model import now
from bartizan.portal.cards.timeline import LIFE
from bartizan.portal.components.filters.exposures import choices
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import chip, name, risk, unknown
from bartizan.portal.components.parts import tabs
from bartizan.portal.components.states import no_path, notice
from bartizan.portal.links import address
from bartizan.portal.opening import ago
from bartizan.portal.pages.queued.asked import NOBODY, AskedQueue, asked_queue
from bartizan.portal.pages.queued.panel import panel
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, middle, sentence, spaced
from bartizan.service.triage import PROGRESS, RESOLVED, Exposure


def show(view: View) -> Content:
    """Return the page."""
    asked = asked_queue(view)
    wanted, whose = view.asked("progress"), view.asked("assignee")
    states = {"": "Open", **{word: sentence(word) for word in (*PROGRESS, RESOLVED)}}
    wants = view.asked("open")
    chosen = asked.chosen
    opened = next((each for each in chosen if resource_key(each.node.id) == wants), chosen[0] if chosen else None)
    items = [
        (f"{words} {asked.counts[word]:,}", view.here(progress=word or None, open=None), word == wanted)
        for word, words in states.items()
    ]
    people = {"": "Everybody's", view.caller.name: "Mine", NOBODY: "Nobody's"}
    who = [(words, view.here(assignee=id_ or None, open=None), id_ == whose) for id_, words in people.items()]
    body = (
        div(".with-panel.stays")[_table(view, chosen, opened), panel(view, opened)]
        if opened
        else div(".card")[_empty(view, asked)]
    )
    return Content(
        "Queue",
        [_left_out(asked), choices(view, asked.part), body],
        beside=tabs("Progress", items),
        actions=[tabs("Whose", who), _csv(view)],
    )


def _csv(view: View) -> Element:
    """Return the link to all exposures that the address asks for."""
    query = [(name, value) for name, value in view.query if name != "open"]
    href = address(f"/{view.workspace}/queue.csv", query)
    return a(".button.small", href=href, download="queue.csv")[icon("download"), "CSV"]


def _left_out(asked: AskedQueue) -> Node:
    """Return that not all exposures are listed, where that is so."""
    n = len(asked.found)
    if not asked.rest:
        return None
    said = f"{n:,} of {counted(n + asked.rest, 'exposed workload')} are listed: the worst, and all that "
    return notice("unknown", said, "somebody worked on. Filters and their counts are of these.")


def _empty(view: View, asked: AskedQueue) -> Element:
    if view.asked("progress") == RESOLVED:
        return div(".state")["None is resolved: no workload lost its last way in, as far as scans remember."]
    if asked.rest:
        return div(".state")["None of the exposures that are listed."]
    what = "No workload has a way in." if not asked.found else "Nothing is left in this part of the queue."
    return no_path(view.published, what)


_HEADINGS = (
    ("Risk", "risk", ""),
    ("Workload", "name", ""),
    ("Story", "", ""),
    ("Age", "age", ".third"),
    ("Progress", "progress", ""),
    ("Assignee", "assignee", ""),
    ("Last event", "", ".fourth"),
)
"""Each with what it sorts by and its class."""


def _heading(view: View, word: str, sort: str, class_: str) -> Element:
    if not sort:
        return th(class_, scope="col")[word]
    now_ = view.asked("sort")
    order = {sort: "ascending", f"-{sort}": "descending"}.get(now_)
    arrow = span(".arrow", aria_hidden="true")["↑" if now_ == sort else "↓"] if order else None
    href = view.here(sort=f"-{sort}" if now_ == sort else sort, open=None)
    return th(class_, scope="col", aria_sort=order)[a(".sort", href=href)[word, arrow]]


def _table(view: View, chosen: Sequence[Exposure], opened: Exposure) -> Element:
    head = thead[tr[(_heading(view, *each) for each in _HEADINGS)]]
    rows = (
        tr(".is-at" if each is opened else "", data_row="")[
            td(".risk")[risk(each.worst.risk_level)],
            td[
                span(".two")[
                    a(".link.strong", href=view.here(open=resource_key(each.node.id)))[
                        name(middle(each.node.name or each.node.id, 28))
                    ],
                    br,
                    span(".quiet.below")[" · ".join(filter(None, (counted(each.paths, "path"), each.node.scope)))],
                ]
            ],
            td(".wide")[span(".two.clamp")[name(each.worst.title)]],
            td(".short.third", data_label="Age")[_age(each)],
            td(".short", data_shows="progress")[_progress(each)],
            td(".short", data_shows="assignee")[each.triage.assignee or span(".quiet")["Nobody yet"]],
            td(".short.fourth", data_label="Last event")[_last(each)],
        ]
        for each in chosen
    )
    return div(".card.rows-card")[div(".table-box")[table[head, tbody[rows]]]]


def _progress(each: Exposure) -> Node:
    """Return how far people are, and beside it that nobody knows whether the way in is still there."""
    if each.resolved_at:
        return span(".two")[sentence(RESOLVED), br, span(".quiet.below")[f"on {each.resolved_at:%d %b %Y}"]]
    said = sentence(each.triage.progress)
    since = each.unverified_since
    if since is None:
        return said
    mark = unknown(f"unverified since {since:%d %b}")
    return span(".two", title=f"Not seen for certain since {since:%d %b %Y %H:%M}")[said, br, span(".below")[mark]]


def _age(each: Exposure) -> Node:
    """Return for how many days there has been a way in, as far as scans tell."""
    if each.worst.first_seen is None:
        return span(".quiet")["–"]
    days = (now() - each.worst.first_seen).days
    return counted(days, "day") if days else span(".quiet")["today"]


def _last(each: Exposure) -> Node:
    """Return what people did with an exposure last, and when."""
    if each.last is None:
        return span(".quiet")["–"]
    if each.last.kind in LIFE:
        said = each.last.kind
    else:
        said = (
            each.last.text if each.last.kind == "comment" else f"{each.last.kind}: {spaced(each.last.text) or 'nobody'}"
        )
    reopened = chip("reopened", "medium") if each.is_reopened else None
    return span(".two", title=said[:300])[
        name(middle(said, 30)),
        br,
        span(".quiet.below")[name(f"{each.last.author}, {ago(each.last.at)}"), " ", reopened],
    ]
