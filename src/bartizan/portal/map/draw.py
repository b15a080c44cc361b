"""A map as SVG: cards are links, lines say their verb, and what a fix takes away is drawn pale."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from htpy import Element, a, button, div, g, path, rect, svg, text, title

from bartizan.model import visible
from bartizan.portal.map.layout import ACROSS, HEIGHT, WIDTH, Map, MapCard, MapLine
from bartizan.portal.words import middle, spaced, type_word
from bartizan.service.nodes import NamedNode

_KINDS = {"internet": "Entry", "admin": "Administrator", "": "Resource"}


@dataclass(frozen=True)
class Drawing:
    """What a map is drawn with: names and addresses by node, the path in view, its selected step, and what is gone."""

    nodes: Mapping[str, NamedNode]
    hrefs: Mapping[str, str]
    this: str
    step_nodes: Collection[str]
    gone: Collection[str]
    certainties: Mapping[str, str]
    targets: Collection[str]


def drawn(map_: Map, drawing: Drawing) -> Element:
    """Return the map."""
    lines = (_line(map_, line, drawing) for line in map_.lines)
    cards = (_card(card, drawing) for card in map_.cards)
    box = f"0 0 {map_.width:.0f} {map_.height:.0f}"
    return div(".map", tabindex="0", role="region", aria_label="Map of attack paths", data_map="")[
        svg(".edges", viewBox=box, width=f"{map_.width:.0f}", height=f"{map_.height:.0f}")[
            title["How the internet reaches what matters, from left to right"], _headings(map_), lines, cards
        ]
    ]


def zoom_buttons() -> Element:
    """Return the buttons that change how large the map is drawn; a script shows them, since they need it."""
    shown = {"out": ("−", "Zoom out"), "reset": ("100 %", "Back to full size"), "in": ("+", "Zoom in")}
    return div(".zoom.push", role="group", aria_label="Zoom", hidden=True, data_zoom="")[
        (
            button(".button.small", type="button", data_zoom_by=by, aria_label=said, title=said)[word]
            for by, (word, said) in shown.items()
        )
    ]


def _headings(map_: Map) -> list[Element]:
    words = {0: "From", 1: "Way in", map_.columns - 1: "Reaches"}
    return [
        text(".column", x=f"{2 + n * (WIDTH + ACROSS):.0f}", y="14")[word]
        for n, word in words.items()
        if 0 <= n < map_.columns
    ]


def _line(map_: Map, line: MapLine, drawing: Drawing) -> Element:
    start, end = map_.cards[line.source], map_.cards[line.target]
    x1, y1, x2, y2 = start.x + WIDTH, start.y + HEIGHT / 2, end.x, end.y + HEIGHT / 2
    if end.column <= start.column:  # a hop within a column bows to the right
        bend = start.x + WIDTH + 22
        shape = f"M{x1:.0f} {y1:.0f}C{bend:.0f} {y1:.0f} {bend:.0f} {y2:.0f} {end.x + WIDTH:.0f} {y2:.0f}"
    else:
        half = (x1 + x2) / 2
        shape = f"M{x1:.0f} {y1:.0f}C{half:.0f} {y1:.0f} {half:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    kinds = {drawing.certainties.get(id_, "") for id_ in line.paths}
    class_ = "".join(
        (
            ".is-this" if drawing.this in line.paths else "",
            ".is-gone" if line.paths <= set(drawing.gone) else "",
            ".is-unknown" if kinds == {"unknown"} else ".is-conditional" if kinds == {"conditional"} else "",
        )
    )
    return g[path(f".edge{class_}", d=shape)[title[f"{spaced(line.verb)}: {visible(line.why)}"]]]


def _card(card: MapCard, drawing: Drawing) -> Element:
    node = drawing.nodes[card.nodes[0]]
    count = len(card.nodes)
    kind = type_word(node.kind) if node.kind not in _KINDS else _KINDS[node.kind]
    name = visible(node.name or node.id) if node.kind != "internet" else "Internet"
    fact = card.facts[0] if card.facts else (node.scope or ("any address" if node.kind == "internet" else ""))
    is_target = any(each in drawing.targets for each in card.nodes)
    class_ = "".join(
        (
            ".is-this" if drawing.this in card.paths else "",
            ".is-step" if set(card.nodes) & set(drawing.step_nodes) else "",
            ".is-target" if is_target else "",
            ".is-gone" if card.paths <= set(drawing.gone) else "",
        )
    )
    lines = [
        rect(x=f"{card.x:.0f}", y=f"{card.y:.0f}", width=str(WIDTH), height=str(HEIGHT), rx="6"),
        rect(".thick", x=f"{card.x:.0f}", y=f"{card.y:.0f}", width="4", height=str(HEIGHT), rx="2")
        if is_target
        else None,
        text(".kind", x=f"{card.x + 10:.0f}", y=f"{card.y + 17:.0f}")[f"{count} × {kind}" if count > 1 else kind],
        text(".name", x=f"{card.x + 10:.0f}", y=f"{card.y + 34:.0f}")[
            middle(name, 17 if count == 1 else 14) + (f" +{count - 1}" if count > 1 else "")
        ],
        text(".fact", x=f"{card.x + 10:.0f}", y=f"{card.y + 50:.0f}")[middle(visible(fact), 22)],
    ]
    said = title[f"{kind} {name}{f': {visible(fact)}' if fact else ''}"]
    href = drawing.hrefs.get(card.nodes[0])
    return a(f".node{class_}", href=href)[said, lines] if href else g(f".node{class_}")[said, lines]
