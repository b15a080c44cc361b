"""A map as SVG: cards are links, lines say their verb, and what a fix takes away is drawn pale."""

from collections.abc import Iterable

from htpy import Element, Node, circle, div, g, path, svg, text, title

from bartizan.decide.workload import WORKLOADS
from bartizan.model import visible
from bartizan.portal.map.card import drawn_card
from bartizan.portal.map.drawing import Drawing
from bartizan.portal.map.layout import ACROSS, HEIGHT, WIDTH, Map, MapCard, MapLine
from bartizan.portal.words import middle


def drawn(map_: Map, drawing: Drawing, label: str, what: str) -> Element:
    """Return a map in a box that scrolls; ``label`` names the box, and ``what`` says what the map shows."""
    box = f"0 0 {map_.width:.0f} {map_.height:.0f}"
    return div(".map", tabindex="0", role="region", aria_label=label, data_map="")[
        svg(".edges", viewBox=box, width=f"{map_.width:.0f}", height=f"{map_.height:.0f}")[
            title[what], contents(map_, drawing)
        ]
    ]


def contents(map_: Map, drawing: Drawing) -> list[Node]:
    """Return what a map consists of: headings, lines, cards, and the marks of where paths break."""
    lines = [_line(map_, line, drawing) for line in map_.lines]
    cuts = [_cut(map_, line) for line in map_.lines if _is_cut(map_, line, drawing)]
    cards = [
        drawn_card(n, card, drawing, [line.target for line in map_.lines if line.source == n])
        for n, card in enumerate(map_.cards)
    ]
    return [list(_headings(map_, drawing)), lines, list(_verbs(map_)), cards, cuts]


def _verbs(map_: Map) -> Iterable[Element]:
    """Give the verbs of the lines that lead to each card, above it."""
    for n, card in enumerate(map_.cards):
        words = ", ".join(dict.fromkeys(line.verbs for line in map_.lines if line.target == n))
        if words:
            yield text(".verb", x=f"{card.x:.0f}", y=f"{card.y - 4:.0f}")[middle(words, 26)]


def _headings(map_: Map, drawing: Drawing) -> Iterable[Element]:
    for n in range(map_.columns):
        yield text(".column", x=f"{2 + n * (WIDTH + ACROSS):.0f}", y="14")[column_role(n, map_, drawing)]


def column_role(n: int, map_: Map, drawing: Drawing) -> str:
    """Return what a column holds, empty where it is not one thing."""
    if drawing.headings:
        return drawing.headings[n]
    kinds = {drawing.nodes[node].kind for card in map_.cards if card.column == n for node in card.nodes}
    if n in (0, map_.columns - 1):
        return "Reaches" if n else "From"
    if kinds <= set(WORKLOADS):
        return "Workload"
    if all("role" in kind or "identity" in kind or "principal" in kind for kind in kinds):
        # An identity beyond the one that a workload has is what somebody makes of it.
        return "Runs as" if n == 0 or column_role(n - 1, map_, drawing) != "Runs as" else "Becomes"
    return "Way in" if n == 1 else ""


def _line(map_: Map, line: MapLine, drawing: Drawing) -> Element:
    start, end = map_.cards[line.source], map_.cards[line.target]
    kinds = {drawing.certainties.get(id_, "") for id_ in line.paths}
    class_ = "".join(
        (
            ".is-this" if drawing.this in line.paths else "",
            ".is-gone" if drawing.gone and line.paths <= set(drawing.gone) else "",
            ".is-step" if drawing.step and joins(map_, line, drawing.step) else "",
            ".is-unknown" if kinds == {"unknown"} else ".is-conditional" if kinds == {"conditional"} else "",
        )
    )
    depends = drawing.conditions_of(line.paths)
    said = f"{line.verbs}: {line.why}{f'; conditional: {middle(depends, 200)}' if depends else ''}"
    return g[path(f".edge{class_}", d=_shape(start, end))[title[visible(said)]], _times(start, end, line)]


def _times(start: MapCard, end: MapCard, line: MapLine) -> Node:
    """Return of how many ways a line is one, above its middle; nothing for one way."""
    if not line.also:
        return None
    x, y = (start.x + WIDTH + end.x) / 2, (start.y + end.y + HEIGHT) / 2
    return text(".times", x=f"{x:.0f}", y=f"{y - 5:.0f}", text_anchor="middle")[f"×{len(line.also) + 1}"]


def _shape(start: MapCard, end: MapCard) -> str:
    x1, y1, x2, y2 = start.x + WIDTH, start.y + HEIGHT / 2, end.x, end.y + HEIGHT / 2
    if end.column <= start.column:  # a hop within a column bows to the right
        bend = start.x + WIDTH + 22
        return f"M{x1:.0f} {y1:.0f}C{bend:.0f} {y1:.0f} {bend:.0f} {y2:.0f} {end.x + WIDTH:.0f} {y2:.0f}"
    half = (x1 + x2) / 2
    return f"M{x1:.0f} {y1:.0f}C{half:.0f} {y1:.0f} {half:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"


def _is_cut(map_: Map, line: MapLine, drawing: Drawing) -> bool:
    return any(joins(map_, line, pair) for pair in drawing.cuts)


def joins(map_: Map, line: MapLine, pair: tuple[str, str]) -> bool:
    """Return whether a line leads from one node of a pair to the other."""
    return pair[0] in map_.cards[line.source].nodes and pair[1] in map_.cards[line.target].nodes


def _cut(map_: Map, line: MapLine) -> Element:
    """Return the mark of where a fix breaks the chain, at the end of a line."""
    end = map_.cards[line.target]
    x = end.x - 12 if end.column > map_.cards[line.source].column else end.x + WIDTH + 12
    place = f"translate({x:.0f} {end.y + HEIGHT / 2:.0f})"
    return g(".cut", transform=place)[
        title["The fix breaks the path here"], circle(r="8"), path(d="M-3-3l6 6M3-3l-6 6")
    ]
