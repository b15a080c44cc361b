"""What the queue of exposures is narrowed by: each choice with the exposures that it leaves."""

from collections.abc import Sequence

from htpy import Node

from bartizan.portal.components.filters import choosing
from bartizan.portal.components.filters.choosing import RowChoice, choice_chips
from bartizan.portal.view import View
from bartizan.portal.words import SENSITIVITIES, middle, sentence
from bartizan.service.triage import Exposure

CHOICES: Sequence[RowChoice[Exposure]] = (
    RowChoice("kev", lambda each: "true" if each.is_exploited else "", lambda _: "Exploited (KEV)"),
    RowChoice("reopened", lambda each: "true" if each.is_reopened else "", lambda _: "Reopened"),
    RowChoice("unverified", lambda each: "true" if each.unverified_since else "", lambda _: "Unverified"),
    RowChoice("reaches", lambda each: each.worst.target_kind, lambda value: f"Reaches: {sentence(value).lower()}"),
    RowChoice("data", lambda each: each.data_class, lambda value: f"Data: {SENSITIVITIES.get(value, value)}"),
    RowChoice("whose", lambda each: each.triage.assignee, lambda value: f"Assignee: {middle(value, 20)}"),
    RowChoice("scope", lambda each: each.node.scope, lambda value: f"Scope: {middle(value, 15)}"),
)


def narrowed(view: View, found: Sequence[Exposure]) -> list[Exposure]:
    """Return the exposures that have all that the address asks for."""
    return choosing.narrowed(view, CHOICES, found)


def choices(view: View, found: Sequence[Exposure]) -> Node:
    """Return what could be chosen of some exposures, and what is."""
    return choice_chips(view, CHOICES, found, "Narrow the queue")
