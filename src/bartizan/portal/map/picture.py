"""A map as a picture that stands alone: one SVG with its title, legend and notes, in the light theme."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from htpy import Element, circle, g, path, rect, style, svg, text, title
from markupsafe import Markup

from bartizan.model import visible
from bartizan.portal.components.marks import shape_path
from bartizan.portal.map.draw import contents
from bartizan.portal.map.drawing import Drawing
from bartizan.portal.map.layout import Map
from bartizan.portal.map.legend import entries
from bartizan.portal.static import assets
from bartizan.portal.words import middle

_EDGE, _TOP, _ENTRY, _LINE, _LEAST = 24, 72, 142, 20, 620
_LETTER = 9.2
"""Pixels that a letter of the title takes at most; with fonts that are wider the title is cut."""
_NAMED = re.compile(r"var\(--([a-z0-9-]+)\)")
_VALUE = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")


@dataclass(frozen=True)
class Caption:
    """What stands around a picture of a map: its title, the line below it, and notes at the end."""

    heading: str
    below: str
    notes: Sequence[str] = ()


def picture(map_: Map, drawing: Drawing, caption: Caption) -> str:
    """Return a map as an SVG document; it asks for no other file and no font that is not on the machine."""
    width = max(_LEAST, int(map_.width) + 2 * _EDGE)
    marks = entries(map_, drawing)
    in_line = max(1, (width - 2 * _EDGE) // _ENTRY)
    legend_at = _TOP + int(map_.height) + 24
    notes_at = legend_at + _LINE * -(-len(marks) // in_line) + 4
    height = notes_at + _LINE * len(caption.notes) + 4
    drawn = svg(".map", xmlns="http://www.w3.org/2000/svg", role="img", **_box(width, height))[
        title[visible(caption.heading)],
        style[Markup(light_styles())],  # noqa: S704 - a file of ours
        rect(".ground", **{"width": str(width), "height": str(height)}),
        _text("heading", 34, middle(visible(caption.heading), int((width - 2 * _EDGE) / _LETTER))),
        _text("below", 54, visible(caption.below)),
        g(transform=f"translate({_EDGE} {_TOP})")[contents(map_, replace(drawing, links={}))],
        list(_legend(marks, in_line, legend_at)),
        [_text("below", notes_at + _LINE * n, visible(note)) for n, note in enumerate(caption.notes)],
    ]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n'


@cache
def light_styles() -> str:
    """Return the styles of drawings with the colours of the light theme, which stand first among the tokens."""
    values: dict[str, str] = {}
    for name, value in _VALUE.findall((assets.content("tokens.css") or b"").decode()):
        values.setdefault(name, value)
    rules = (assets.content("drawing.css") or b"").decode() + _AROUND
    return _NAMED.sub(lambda found: values[found[1]], rules)


_AROUND = """
.ground { fill: var(--surface); }
.map text.heading { font-size: 16px; font-weight: 600; }
.map text.below { fill: var(--text-2); }
"""


def _box(width: int, height: int) -> dict[str, str]:
    return {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}


def _text(class_: str, y: int, words: str) -> Element:
    return text(f".{class_}", x=str(_EDGE), y=str(y))[words]


def _legend(marks: Sequence[tuple[str, str]], in_line: int, top: int) -> Iterator[Element]:
    for n, (words, kind) in enumerate(marks):
        x, y = _EDGE + n % in_line * _ENTRY, top + n // in_line * _LINE
        yield g(transform=f"translate({x} {y})")[_mark(kind), text(".below", x="28", y="0")[words]]


def _mark(kind: str) -> Element:
    if kind == "cut":
        return g(".cut", transform="translate(11 -4)")[circle(r="8"), path(d="M-3-3l6 6M3-3l-6 6")]
    if kind.startswith("is-"):
        return path(f".edge.{kind}", d="M0-4h22")
    return g(f".risk.text-{kind}", transform="translate(5 -10)")[shape_path(kind)]
