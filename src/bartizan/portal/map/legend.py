"""What stands around a map: the buttons for its size, what its marks mean, and a small picture of all of it."""

from collections.abc import Iterable

from htpy import Element, Node, a, button, circle, div, li, path, rect, span, svg, ul

from bartizan.base.resource_key import resource_key
from bartizan.portal.components.marks import shape
from bartizan.portal.links import address, toggled
from bartizan.portal.map.card import card_kind, card_name, worst
from bartizan.portal.map.drawing import Drawing
from bartizan.portal.map.layout import HEIGHT, WIDTH, Map
from bartizan.portal.view import View

_MOST_WIDE, _MOST_HIGH = 180, 110


def zoom_buttons() -> Element:
    """Return the buttons that change how large the map is drawn; a script shows them, since they need it."""
    shown = {"out": ("−", "Zoom out"), "reset": ("100 %", "Back to full size"), "in": ("+", "Zoom in")}
    return div(".zoom.push", role="group", aria_label="Zoom", hidden=True, data_zoom="")[
        (
            button(".button.small", type="button", data_zoom_by=by, aria_label=said, title=said)[word]
            for by, (word, said) in shown.items()
        )
    ]


def legend(map_: Map, drawing: Drawing) -> Element:
    """Return what the marks and lines mean that this map has."""
    return ul(".plain.legend")[(li[_mark(kind), words] for words, kind in entries(map_, drawing))]


def entries(map_: Map, drawing: Drawing) -> list[tuple[str, str]]:
    """Return what a legend says of a map, each with its mark: a level of risk, the class of a line, or ``cut``."""
    levels = {worst(card, drawing) for card in map_.cards}
    certainties = {drawing.certainties.get(id_, "") for line in map_.lines for id_ in line.paths}
    found = [(f"{level} finding", level) for level in ("critical", "high", "medium") if level in levels]
    lines = (
        ("this path", "is-this", bool(drawing.this)),
        ("conditional", "is-conditional", "conditional" in certainties),
        ("unknown", "is-unknown", "unknown" in certainties),
        ("gone with the fix", "is-gone", bool(drawing.gone)),
        ("broken here", "cut", bool(drawing.cuts)),
    )
    return [*found, *((words, kind) for words, kind, is_there in lines if is_there)]


def minimap(map_: Map, drawing: Drawing) -> Element:
    """Return a small picture of a map; a script shows it where the map is larger than its box, and what is in view."""
    scale = min(_MOST_WIDE / map_.width, _MOST_HIGH / map_.height)
    size = {"width": f"{map_.width * scale:.0f}", "height": f"{map_.height * scale:.0f}"}
    return div(".minimap", hidden=True, data_minimap="", aria_hidden="true")[
        svg(size, viewBox=f"0 0 {map_.width:.0f} {map_.height:.0f}")[_points(map_, drawing), rect(".in-view", rx="6")]
    ]


def unfolding(view: View, map_: Map, drawing: Drawing) -> Node:
    """Return the links that take apart cards that stand for several nodes, and fold them again."""
    asked = view.request.query_params.getlist("unfold")
    cards = [card for card in map_.cards if len(card.nodes) > 1 and not card.rest]
    links = [
        (f"Take apart {card_kind(card, drawing.nodes[card.nodes[0]])}", resource_key(card.nodes[0])) for card in cards
    ]
    names = {resource_key(id_): node for id_, node in drawing.nodes.items()}
    links += [(f"Fold {card_name(names[key])} again", key) for key in dict.fromkeys(asked) if key in names]
    shown = (
        li[a(".link", href=address(view.path, toggled(view.query, "unfold", key)), data_swap="")[words]]
        for words, key in links
    )
    return ul(".plain.legend")[shown] if links else None


def _points(map_: Map, drawing: Drawing) -> Iterable[Element]:
    for card in map_.cards:
        is_gone = bool(drawing.gone) and card.paths <= set(drawing.gone)
        class_ = ".is-this" if drawing.this in card.paths else ".is-gone" if is_gone else ""
        yield rect(
            f".point{class_}", x=f"{card.x:.0f}", y=f"{card.y:.0f}", width=str(WIDTH), height=str(HEIGHT), rx="8"
        )


def _mark(kind: str) -> Node:
    if kind == "cut":
        drawn = [circle(cx="9", cy="9", r="8"), path(d="M6 6l6 6M12 6l-6 6")]
        return svg(".ring-mark.cut", viewBox="0 0 18 18", aria_hidden="true", focusable="false")[drawn]
    if kind.startswith("is-"):
        line = path(f".edge.{kind}", d="M1 4h20")
        return svg(".stroke", viewBox="0 0 22 8", aria_hidden="true", focusable="false")[line]
    return span(f".text-{kind}")[shape(kind)]
