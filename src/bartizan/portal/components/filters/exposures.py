"""What the queue of exposures is narrowed by: each choice with the exposures that it leaves."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from htpy import Element, Node, a, li, span, ul

from bartizan.model import visible
from bartizan.portal.view import View
from bartizan.portal.words import middle, sentence
from bartizan.service.triage import Exposure

_MOST = 8
"""Choices of one kind that are seen at a glance, those with most exposures."""


@dataclass(frozen=True)
class QueueChoice:
    """A name in the address, what an exposure has for it, empty for nothing, and the words for that."""

    name: str
    value: Callable[[Exposure], str]
    word: Callable[[str], str]


CHOICES = (
    QueueChoice("kev", lambda each: "true" if each.is_exploited else "", lambda _: "Exploited (KEV)"),
    QueueChoice("reopened", lambda each: "true" if each.is_reopened else "", lambda _: "Reopened"),
    QueueChoice("reaches", lambda each: each.worst.target_kind, lambda value: f"Reaches: {sentence(value).lower()}"),
    QueueChoice("scope", lambda each: each.node.scope, lambda value: f"Scope: {middle(value, 15)}"),
)


def narrowed(view: View, found: Sequence[Exposure], but: str = "") -> list[Exposure]:
    """Return the exposures that have all that the address asks for, ``but`` one name of it."""
    asked = [(each, view.asked(each.name)) for each in CHOICES if each.name != but and view.asked(each.name)]
    return [each for each in found if all(choice.value(each) == value for choice, value in asked)]


def choices(view: View, found: Sequence[Exposure]) -> Node:
    """Return what could be chosen of some exposures, and what is."""
    items = [item for each in CHOICES for item in _of_one(view, each, narrowed(view, found, each.name))]
    return ul(".chips.below-card", aria_label="Narrow the queue")[items] if items else None


def _of_one(view: View, choice: QueueChoice, found: Sequence[Exposure]) -> list[Element]:
    chosen = view.asked(choice.name)
    counts = Counter(value for each in found if (value := choice.value(each)))
    values = [value for value, _ in counts.most_common(_MOST)]
    if chosen and chosen not in values:
        values.append(chosen)
    return [_chip(view, choice, value, counts[value], value == chosen) for value in values]


def _chip(view: View, choice: QueueChoice, value: str, n: int, is_on: bool) -> Element:
    href = view.here(**{choice.name: None if is_on else value, "open": None})
    link = a(f".chip{'.chip-filter' if is_on else ''}", href=href, aria_current="true" if is_on else None)
    return li[link[visible(choice.word(value)), " ", span(".count")[f"{n:,}"]]]
