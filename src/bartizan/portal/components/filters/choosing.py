"""Choices that narrow rows which a page has at hand: each with the rows that it leaves."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from htpy import Element, Node, a, li, span, ul

from bartizan.model import visible
from bartizan.portal.view import View

T = TypeVar("T")
_MOST = 8
"""Choices of one kind that are seen at a glance, those with most rows."""


@dataclass(frozen=True)
class RowChoice(Generic[T]):
    """A name in the address, what a row has for it, empty for nothing, and the words for that."""

    name: str
    value: Callable[[T], str]
    word: Callable[[str], str]


def narrowed(view: View, choices: Sequence[RowChoice[T]], found: Sequence[T], but: str = "") -> list[T]:
    """Return the rows that have all that the address asks for, ``but`` one name of it."""
    asked = [(each, view.asked(each.name)) for each in choices if each.name != but and view.asked(each.name)]
    return [each for each in found if all(choice.value(each) == value for choice, value in asked)]


def choice_chips(view: View, choices: Sequence[RowChoice[T]], found: Sequence[T], label: str) -> Node:
    """Return what could be chosen of some rows, and what is."""
    items = [item for each in choices for item in _of_one(view, each, narrowed(view, choices, found, each.name))]
    return ul(".chips.below-card", aria_label=label)[items] if items else None


def _of_one(view: View, choice: RowChoice[T], found: Sequence[T]) -> list[Element]:
    chosen = view.asked(choice.name)
    counts: Counter[str] = Counter()
    for each in found:
        if value := choice.value(each):
            counts[value] += 1
    values = [value for value, _ in counts.most_common(_MOST)]
    if chosen and chosen not in values:
        values.append(chosen)
    return [_chip(view, choice.name, value, choice.word(value), counts[value]) for value in values]


def _chip(view: View, name: str, value: str, word: str, n: int) -> Element:
    is_on = view.asked(name) == value
    href = view.here(**{name: None if is_on else value, "open": None})
    link = a(f".chip{'.chip-filter' if is_on else ''}", href=href, aria_current="true" if is_on else None)
    return li[link[visible(word), " ", span(".count")[f"{n:,}"]]]
