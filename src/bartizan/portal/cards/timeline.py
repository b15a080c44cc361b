"""What happened to an exposure, line by line."""

from htpy import Element, Node, a, li, span, time, ul

from bartizan.contract.exposure import ExposureEvent
from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import external
from bartizan.portal.view import View
from bartizan.portal.words import spaced
from bartizan.service.answers.timeline import timeline
from bartizan.service.triage import Exposure

LIFE = {"resolved": "resolved, as its last path is gone", "reopened": "reopened, as a way in is there again"}
_ISSUES = {
    "ticket_asked": ("asked for an issue", " of "),
    "ticket_opened": ("opened", " for "),
    "ticket_closed": ("closed", " for "),
}


def exposure_timeline(view: View, each: Exposure) -> Element:
    """Return since when there is a way in, what people did, and what became of its issues, oldest first."""
    first = each.worst.first_seen
    lines = [li[time[f"{first:%d %b %H:%M}"], "First seen"]] if first else []
    lines += [
        li[time[f"{event.at:%d %b %H:%M}"], span[name(f"{event.author}: "), _said(view, event)]]
        for event in timeline(view.published, view.state, each)
    ]
    return ul(".timeline")[lines]


def _said(view: View, event: ExposureEvent) -> Node:
    if event.kind in LIFE:
        return LIFE[event.kind]
    if event.kind in _ISSUES:
        return _issue(view, event)
    return name(event.text if event.kind == "comment" else f"{event.kind} is {spaced(event.text) or 'nobody'}")


def _issue(view: View, event: ExposureEvent) -> Node:
    """Return what became of an issue, with links to it and to its recommendation."""
    done, of = _ISSUES[event.kind]
    called = event.ticket if not event.ticket.isdigit() else f"#{event.ticket}"
    return [
        done,
        [" ", external(called, event.url)] if event.ticket else None,
        " in ",
        name(event.tracker),
        of,
        a(".link", href=view.to(f"/recommendations/{event.rule_id}"))[event.text],
    ]
