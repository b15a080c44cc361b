"""A line of a screen: spans of text, each with a style, written as plain text or with a terminal's colours."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bartizan.model import printable

STYLES = {
    "critical": "1;37;41",
    "high": "1;31",
    "medium": "33",
    "low": "36",
    "info": "2",
    "none": "2",
    "unknown": "35",
    "ok": "32",
    "dim": "2",
    "bold": "1",
    "command": "32",
    "warning": "1;33",
}
"""Select Graphic Rendition parameters by the name of a style: severities, and what a text is."""


class Span(NamedTuple):
    """A piece of a line. What comes from a cloud or a package goes through ``span``, which makes it printable."""

    text: str
    style: str = ""


Line = tuple[Span, ...]


def span(text: object, style: str = "", limit: int = 600) -> Span:
    """Return text from outside as a span of one line: no control characters, nothing that turns its direction."""
    shown = printable("" if text is None else text, limit)
    if not shown.isascii():
        shown = "".join(character for character in shown if unicodedata.category(character) != "Cf")
    return Span(shown, style)


def line(*parts: str | Span) -> Line:
    """Return a line of spans; a string is our own text without a style."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width(of: Line) -> int:
    """Return how many cells a line takes."""
    return sum(cells(part.text) for part in of)


def plain(lines: Iterable[Line]) -> str:
    """Return lines as text without colours; no line ends in spaces."""
    return "".join("".join(part.text for part in each).rstrip() + "\n" for each in lines)


def coloured(lines: Iterable[Line]) -> str:
    """Return lines with the escape sequences of a terminal."""
    return "".join(_coloured(each) + "\n" for each in lines)


def _coloured(of: Sequence[Span]) -> str:
    return "".join(
        f"\x1b[{STYLES[part.style]}m{part.text}\x1b[0m" if part.style and part.text else part.text for part in of
    )
