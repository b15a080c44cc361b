"""What happened to a recommendation, as a line of time."""

from htpy import Element, Node, li, p, span, time, ul

from bartizan.contract.detail import RuleEvent
from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import card, folded
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.changes.rule_history import rule_history

_BEGAN = {"finding": ("began to fail", "began to fail"), "resolved": ("were resolved", "was resolved")}
_BEGAN["reopened"] = ("failed again", "failed again")
_DECIDED = {
    "exempt": "Exempt",
    "exemption_ended": "Exemption ended",
    "set": "Parameters set",
    "reset": "Parameters reset",
    "made": "Made of a query",
    "removed": "Removed",
}
_SHOWN = 12


def rule_events(view: View, rule_id: str) -> Element:
    """Return the events, newest first; of many, the older ones open on a click."""
    events = rule_history(view.published, rule_id)
    first, rest = events[:_SHOWN], events[_SHOWN:]
    older = folded(f"{counted(len(rest), 'older event')}", _lines(rest)) if rest else None
    shown = _lines(first) if first else p(".quiet")["Nothing has failed here, and nobody has decided anything."]
    return card("History", shown, older, beside=counted(len(events), "event") if events else None)


def _lines(events: list[RuleEvent]) -> Element:
    return ul(".timeline")[(li[time[f"{each.at:%d %b %Y %H:%M}"], span[_said(each)]] for each in events)]


def _said(each: RuleEvent) -> Node:
    if each.kind in _BEGAN:
        return f"{counted(each.resources, 'resource')} {_BEGAN[each.kind][each.resources == 1]}"
    return [_DECIDED[each.kind], ": " if each.title else "", name(each.title), " by " if each.by else "", name(each.by)]
