"""The queue of exposures: what to act on now, and how far people are with it."""

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
from bartizan.portal.components.filters.exposures import choices, narrowed
from bartizan.portal.components.marks import chip, name, risk, unknown
from bartizan.portal.components.parts import tabs
from bartizan.portal.components.states import nothing_wrong, notice
from bartizan.portal.opening import ago
from bartizan.portal.pages.queued.panel import panel
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, middle, sentence, spaced
from bartizan.service.search import unread_workloads
from bartizan.service.triage import PROGRESS, Exposure, exposed_workloads, exposures

_NOBODY = "-"
"""What the address says of exposures that nobody was given: no person is called so."""
_OPEN = frozenset(PROGRESS[:4])
_UNTOUCHED = ("", PROGRESS[0])
"""The parts that an exposure is in which nobody touched."""


def show(view: View) -> Content:
    """Return the page."""
    found = exposures(view.published, view.state, view.caller.directory)
    rest = exposed_workloads(view.published) - len(found)
    wanted = view.asked("progress")
    states = {"": "Open", **{word: sentence(word) for word in PROGRESS}}
    chosen = [each for each in found if (each.triage.progress == wanted if wanted else each.triage.progress in _OPEN)]
    whose = view.asked("assignee")
    if whose:
        chosen = [each for each in chosen if each.triage.assignee == ("" if whose == _NOBODY else whose)]
    part = chosen
    chosen = narrowed(view, part)
    items = [
        (
            f"{words} {_count(found, word) + (rest if word in _UNTOUCHED else 0):,}",
            view.here(progress=word or None, open=None),
            word == wanted,
        )
        for word, words in states.items()
    ]
    opened = next(
        (each for each in chosen if resource_key(each.node.id) == view.asked("open")), chosen[0] if chosen else None
    )
    people = {"": "Everybody's", view.caller.name: "Mine", _NOBODY: "Nobody's"}
    who = [(words, view.here(assignee=id_ or None, open=None), id_ == whose) for id_, words in people.items()]
    body = (
        div(".with-panel.stays")[_table(view, chosen, opened), panel(view, opened)]
        if opened
        else div(".card")[_empty(view, found, rest)]
    )
    return Content(
        "Queue",
        [_left_out(found, rest), choices(view, part), body],
        beside=tabs("Progress", items),
        actions=tabs("Whose", who),
    )


def _count(found: list[Exposure], word: str) -> int:
    return sum(each.triage.progress == word if word else each.triage.progress in _OPEN for each in found)


def _left_out(found: list[Exposure], rest: int) -> Node:
    """Return that not all exposures are listed, where that is so."""
    if not rest:
        return None
    said = f"{len(found):,} of {counted(len(found) + rest, 'exposed workload')} are listed: the worst, and all that "
    return notice("unknown", said, "somebody worked on. Filters and their counts are of these.")


def _empty(view: View, found: list[Exposure], rest: int) -> Element:
    if rest:
        return div(".state")["None of the exposures that are listed."]
    lost = unread_workloads(view.published)
    return nothing_wrong(
        "No workload has a way in." if not found else "Nothing is left in this part of the queue.", lost
    )


def _table(view: View, chosen: list[Exposure], opened: Exposure) -> Element:
    words = ("Risk", "Workload", "Story", "Age", "Progress", "Assignee", "Last event")
    narrow = {"Age": ".third", "Last event": ".fourth"}
    head = thead[tr[(th(narrow.get(word, ""), scope="col")[word] for word in words)]]
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
    said = each.last.text if each.last.kind == "comment" else f"{each.last.kind}: {spaced(each.last.text) or 'nobody'}"
    reopened = chip("reopened", "medium") if each.is_reopened else None
    return span(".two", title=said[:300])[
        name(middle(said, 30)),
        br,
        span(".quiet.below")[name(f"{each.last.author}, {ago(each.last.at)}"), " ", reopened],
    ]
