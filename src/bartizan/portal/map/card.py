"""A card of a map: what kind of node it stands for, its name, one fact, and the worst finding on this step."""

from htpy import Element, a, g, rect, text, title

from bartizan.base.resource_key import resource_key
from bartizan.model import visible
from bartizan.portal.components.icons import icon_path, kind_icon
from bartizan.portal.components.marks import shape_path
from bartizan.portal.map.drawing import Drawing
from bartizan.portal.map.layout import HEIGHT, WIDTH, MapCard
from bartizan.portal.words import SENSITIVITIES, counted, middle, sentence, type_word
from bartizan.service.nodes import NamedNode

_KINDS = {"internet": "Entry", "any_aws_account": "Entry", "admin": "Administrator", "": "Resource"}
_LEVELS = ("critical", "high", "medium")
"""Those that are marked: a step with no worse finding has no mark."""


def drawn_card(n: int, card: MapCard, drawing: Drawing, leads_to: list[int]) -> Element:
    """Return a card, a link where its node has one; ``leads_to`` are the cards that lines lead to from here."""
    node = drawing.nodes[card.nodes[0]]
    name = counted(card.rest, "more path") if card.rest else card_name(node)
    fact = visible(_fact(card, node, drawing))
    level = worst(card, drawing)
    link = drawing.links.get(card.nodes[0])
    words = (
        f"{card_kind(card, node)} {name}{f': {fact}' if fact else ''}",
        f"worst finding {drawing.where}{level}" if level else "",
        _also(card),
    )
    said = "; ".join(filter(None, (*words, link.said if link else "")))
    x, y = f"{card.x:.0f}", f"{card.y:.0f}"
    shown = [
        title[said],
        rect(".face", x=x, y=y, width=str(WIDTH), height=str(HEIGHT), rx="6"),
        rect(".thick", x=x, y=y, width="4", height=str(HEIGHT), rx="2") if _is_target(card, drawing) else None,
        _at(card, 10, 8, ".kind-icon", 0.85)[icon_path(kind_icon(node.kind))],
        _line(".kind", card, 28, 18, middle(card_kind(card, node), 15 if level else 18)),
        _line(".name", card, 10, 36, middle(name, 16) if card.rest else _short(name, len(card.nodes))),
        _line(".fact", card, 10, 52, middle(fact, 20)),
        _at(card, WIDTH - 20, 8, f".risk.text-{level}")[shape_path(level)] if level else None,
    ]
    class_ = f".node{_state(card, drawing)}"
    if not link:
        return g(class_)[shown]
    data = {"data-card": str(n), "data-column": str(card.column), "data-to": " ".join(map(str, leads_to))}
    swap = {"data-swap": ""} if link.said else {}
    return a(class_, data, swap, id=f"card-{resource_key(node.id)}", href=link.href)[shown]


def _also(card: MapCard) -> str:
    return f"{counted(card.more, 'path')} from here not open" if card.more else ""


def card_name(node: NamedNode) -> str:
    """Return what a card's node is called."""
    return "Internet" if node.kind == "internet" else visible(node.name or node.id)


def worst(card: MapCard, drawing: Drawing) -> str:
    """Return the worst level of the findings at a card, empty where there is none to mark."""
    levels = {drawing.levels.get(node, "") for node in card.nodes}
    return next((level for level in _LEVELS if level in levels), "")


def _at(card: MapCard, x: int, y: int, class_: str, scale: float = 1) -> Element:
    return g(class_, transform=f"translate({card.x + x:.0f} {card.y + y:.0f}) scale({scale})")


def _line(class_: str, card: MapCard, x: int, y: int, words: str) -> Element:
    return text(class_, x=f"{card.x + x:.0f}", y=f"{card.y + y:.0f}")[words]


def card_kind(card: MapCard, node: NamedNode) -> str:
    """Return what a card stands for: a kind of node, and of several how many."""
    word = _KINDS.get(node.kind) or type_word(node.kind)
    return f"{len(card.nodes)} × {word}" if len(card.nodes) > 1 else word


def _fact(card: MapCard, node: NamedNode, drawing: Drawing) -> str:
    if card.rest:
        return f"worst: {card_name(node)}"
    if level := drawing.sensitivities.get(node.id):
        return sentence(SENSITIVITIES[level])
    if card.facts:
        return card.facts[0]
    if card.more:
        return counted(card.more, "more path")
    return node.scope or ("any address" if node.kind == "internet" else "")


def _short(name: str, count: int) -> str:
    return middle(name, 16) if count == 1 else f"{middle(name, 12)} +{count - 1}"


def _is_target(card: MapCard, drawing: Drawing) -> bool:
    return any(each in drawing.targets for each in card.nodes)


def _state(card: MapCard, drawing: Drawing) -> str:
    states = {
        ".is-this": drawing.this in card.paths,
        ".is-step": drawing.step is not None and drawing.step[1] in card.nodes,
        ".is-target": _is_target(card, drawing),
        ".is-stub": card.rest > 0,
        ".is-gone": bool(drawing.gone) and card.paths <= set(drawing.gone),
    }
    return "".join(class_ for class_, is_so in states.items() if is_so)
