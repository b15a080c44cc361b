"""Make text fit a width without breaking a word: shorten a name in its middle, wrap a sentence between words."""

from collections.abc import Iterator

from bartizan.cli.screen.line import Line, Span, cells, line
from bartizan.cli.screen.line import width as width_of


def shortened(text: str, most: int) -> str:
    """Return a text in at most so many cells, its middle replaced by an ellipsis."""
    if cells(text) <= most:
        return text
    if most < 2:
        return "…"[:most]
    head = _head(text, (most - 1) - (most - 1) // 3)
    tail = _head(text[::-1], (most - 1) // 3)[::-1]
    return f"{head}…{tail}"


def cut(text: str, most: int) -> str:
    """Return the beginning of a sentence in at most so many cells; it ends after a whole word and an ellipsis."""
    if cells(text) <= most:
        return text
    head = _head(text, most - 1)
    whole = head.rpartition(" ")[0] if not text[len(head) : len(head) + 1].isspace() else head
    return f"{(whole or head).rstrip(' ,;:')}…"


def _head(text: str, most: int) -> str:
    if text.isascii():
        return text[: max(most, 0)]
    taken = 0
    for at, character in enumerate(text):
        taken += cells(character)
        if taken > most:
            return text[:at]
    return text


def wrapped(text: str, most: int | None, style: str = "", first: str = "", rest: str | None = None) -> Iterator[Line]:
    """Give the lines of a sentence, broken between words only: a word that is too long stands in a line of its own.

    ``first`` goes before the first line and ``rest``, by default as many spaces, before all others.
    """
    rest = " " * cells(first) if rest is None else rest
    prefix, held = first, ""
    for word in text.split():
        if held and most is not None and cells(prefix) + cells(held) + 1 + cells(word) > most:
            yield line(prefix, Span(held, style))
            prefix, held = rest, word
        else:
            held = f"{held} {word}" if held else word
    if held:
        yield line(prefix, Span(held, style))


def joined(parts: list[Line], most: int | None, between: str = " · ", indent: str = "  ") -> Iterator[Line]:
    """Give lines with parts beside each other; a part that does not fit begins a new line and is never broken."""
    held: Line = ()
    for part in parts:
        longer = (*held, Span(between), *part) if held else (Span(indent), *part)
        if held and most is not None and width_of(longer) > most:
            yield held
            longer = (Span(indent), *part)
        held = longer
    if held:
        yield held
