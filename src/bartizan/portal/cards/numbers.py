"""Numbers of a card, each with the words for it and, where there are rows to show, as a link to exactly these."""

from htpy import Element, Node, li, span, ul


def numbers(rows: list[tuple[Node, Node]]) -> Element:
    """Return lines of words and a number each."""
    return ul(".plain.numbers")[
        (li[span(".split.wide-word")[words], span(".number.push")[value]] for words, value in rows)
    ]
