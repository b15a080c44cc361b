"""What happened to a resource: what changed on it and who did it, its findings, paths and decisions."""

from htpy import Element, Node, a, details, div, li, pre, span, summary, time, ul

from bartizan.base.resource_key import resource_key
from bartizan.contract.resource import HistoryEvent
from bartizan.portal.components.marks import name, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle
from bartizan.service.history import history

_EVENTS = {
    "seen": "First seen",
    "gone": "Gone: it was no longer listed",
    "finding": "Fails",
    "resolved": "Resolved:",
    "reopened": "Fails again:",
    "unverified": "Failed, and could not be read again:",
    "vulnerability": "Vulnerable package",
    "path": "On the path",
    "path_gone": "The path is gone:",
    "exempt": "Exempt:",
    "exemption_ended": "Exemption ended:",
}
_CHANGES = {"configuration": "Changed: ", "permission": "Permission: ", "package": "Package: "}
_LEADS = {
    **dict.fromkeys(("finding", "resolved", "reopened", "unverified"), "/recommendations/{}"),
    "path": "/attack-paths/{}",
}
_SHORT = 60
"""Characters of a value that are shown in the line itself."""


def resource_timeline(view: View, id_: str) -> Node:
    """Return what happened to a resource."""
    events = history(view.published, id_)
    lines = (li[time[f"{event.at:%d %b %Y %H:%M}"], span[_said(view, id_, event)]] for event in events)
    return card("History", ul(".timeline")[lines], beside=counted(len(events), "event"))


def _said(view: View, id_: str, event: HistoryEvent) -> Node:
    if event.kind == "change":
        return ["Changed: ", span(".mono")[name(event.title)], " by ", name(event.by or "somebody"), ", the event says"]
    by = [" by ", name(event.by)] if event.by else None
    if event.kind in _CHANGES:
        return [
            _CHANGES[event.kind],
            span(".mono")[name(event.title)],
            _of(view, id_, event),
            moved(event.kind, event.before, event.after),
            by,
        ]
    return [f"{_EVENTS[event.kind]} ", _titled(view, event), by]


def _of(view: View, id_: str, event: HistoryEvent) -> Node:
    """Return whose permission it is, where it is that of an identity."""
    if event.subject == id_:
        return None
    return [" of ", a(".link", href=view.to(f"/inventory/{resource_key(event.subject)}"))[name(event.subject)]]


def _titled(view: View, event: HistoryEvent) -> Node:
    shown = name(event.title or "")
    if event.kind == "vulnerability":
        return a(".link", href=view.to("/vulnerabilities", [("tab", "matches"), ("q", event.subject)]))[shown]
    to = _LEADS.get(event.kind)
    return a(".link", href=view.to(to.format(event.subject)))[shown] if to else shown


def moved(kind: str, before: str | None, after: str | None) -> Node:
    """Return a value as it was and as it is: None where it could not be read, and empty where there was none.

    A configuration is always there, and may be empty.
    """
    if before and after and max(len(before), len(after)) > _SHORT:
        parts = (("Before", before), ("After", after))
        return details[
            summary["Before and after"], [[span(".quiet")[word], div(".code")[pre[name(text)]]] for word, text in parts]
        ]
    if before == "" and kind != "configuration":
        return [": ", _value(after), ", new"]
    if after == "" and kind != "configuration":
        return [": gone, was ", _value(before)]
    return [" from ", _value(before), " to ", _value(after)]


def _value(text: str | None) -> Element:
    """Return a value; one that could not be read is said to be unknown, and never looks like one that is not there."""
    if text is None:
        return unknown("unknown")
    if not text:
        return span(".quiet")["empty"]
    return span(".mono")[name(middle(text, _SHORT))]
