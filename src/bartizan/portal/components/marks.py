"""Marks of risk and status: a shape and a word, never a colour alone."""

import re
from functools import cache

from htpy import Element, Node, bdi, circle, path, span, svg, wbr

from bartizan.model import visible
from bartizan.portal.words import STATUSES, middle, sentence

_SHAPES = {
    "critical": path(d="M6 .5L11.5 6 6 11.5.5 6z"),
    "high": path(d="M6 1l5.5 10H.500z"),
    "medium": path(d="M1.5 1.500h9v9h-9z"),
    "low": circle(cx="6", cy="6", r="5"),
}
_PARTS = re.compile(r"[A-Z]+[^/:.A-Z]*[/:.]*|[^/:.A-Z]+[/:.]*|[/:.]+")
_LONGEST = 48
_WORDS = {"none": "None", "not_evaluated": "Unknown"}


def risk(level: str, word: str = "") -> Element:
    """Return a risk level or severity with its shape."""
    name = {"not_evaluated": "unknown", "": "info", "none": "none"}.get(level, level)
    return span(f".mark.mark-{name}")[shape(name), word or _WORDS.get(level, sentence(level or "none"))]


@cache
def shape(name: str) -> Element:
    """Return the shape of a risk level; a ring, dashed where it is unknown, for all that has none of its own."""
    return svg(f".shape.shape-{name}", viewBox="0 0 12 12", aria_hidden="true", focusable="false")[shape_path(name)]


def shape_path(name: str) -> Element:
    """Return the outline of a shape alone, 12 by 12, for what is a drawing itself."""
    return _SHAPES.get(name) or circle(".ring", cx="6", cy="6", r="4.5")


def status(word: str) -> Element:
    """Return a finding's status."""
    if word == "pass":
        return span(".mark.mark-healthy")[check(), STATUSES[word]]
    name = {"fail": "high", "exempt": "exempt", "unknown": "unknown"}.get(word, "info")
    return span(f".mark.mark-{name}")[shape(name), STATUSES.get(word, sentence(word))]


def healthy(text: str) -> Element:
    """Return a sentence about what is healthy; only for what holds nothing unknown."""
    return span(".mark.mark-healthy")[check(), text]


def unknown(text: str) -> Element:
    """Return a text about what could not be read, in the colour that means nothing else."""
    return span(".mark.mark-unknown")[shape("unknown"), text]


def chip(text: str, kind: str = "") -> Element:
    """Return a small label."""
    return span(f".chip.chip-{kind or 'plain'}", title=visible(text) if len(text) > _LONGEST else None)[
        visible(middle(text, _LONGEST))
    ]


def name(text: str) -> Element:
    """Return what a cloud calls something: isolated, with characters that hide or turn text made visible."""
    return bdi[visible(text)]


def breakable(text: str) -> list[Node]:
    """Return an identifier that may go on in the next line after a mark or before a capital."""
    parts = _PARTS.findall(visible(text))
    return [piece for part in parts for piece in (part, wbr)]


def check() -> Element:
    """Return the shape of what is healthy."""
    return svg(".shape.shape-check", viewBox="0 0 12 12", aria_hidden="true", focusable="false")[
        path(d="M1.5 6.500l3 3 6-7")
    ]
