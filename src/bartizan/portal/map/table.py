"""A map as a table: a row for each line, with what both its ends are and what is known there."""

from collections.abc import Sequence

from htpy import Element, Node, a, br, div, li, span, table, tbody, td, th, thead, tr, ul

from bartizan.model import visible
from bartizan.portal.components.icons import icon, kind_icon
from bartizan.portal.components.marks import chip, name, risk, unknown
from bartizan.portal.map.card import card_name, worst
from bartizan.portal.map.drawing import Drawing
from bartizan.portal.map.layout import Map, MapCard, MapLine
from bartizan.portal.view import View
from bartizan.portal.words import type_word

_WORDS = ("From", "Step", "To", "Weakness there")
_MOST_NAMED = 6


def map_table(view: View, map_: Map, drawing: Drawing) -> Element:
    """Return the lines of a map as rows, those of the path in view first, each from the left to the right."""
    ordered = sorted(map_.lines, key=lambda line: (drawing.this not in line.paths, *_place(map_, line)))
    head = thead[tr[(th(scope="col")[word] for word in _WORDS), th(".number", scope="col")["Paths"]]]
    rows = (_row(view, map_, line, drawing) for line in ordered)
    return div(".table-box.map-table")[table[head, tbody[rows]]]


def _place(map_: Map, line: MapLine) -> tuple[float, ...]:
    source, target = map_.cards[line.source], map_.cards[line.target]
    return source.column, source.row, target.column, target.row


def _row(view: View, map_: Map, line: MapLine, drawing: Drawing) -> Element:
    source, target = map_.cards[line.source], map_.cards[line.target]
    is_this = drawing.this in line.paths
    return tr(".is-here" if is_this else "", data_row="")[
        td(".end")[_end(view, source, drawing)],
        td(".wide")[_step(line, target, drawing)],
        td(".end")[_end(view, target, drawing)],
        td(".helps")[_helps(target, drawing)],
        td(".number", data_label="Paths")[f"{len(line.paths):,}"],
    ]


def _end(view: View, card: MapCard, drawing: Drawing) -> Node:
    """Return the nodes of a card as links to their pages; of many alike the first ones and how many more there are."""
    nodes = [drawing.nodes[id_] for id_ in card.nodes]
    kind = nodes[0].kind
    links = [
        a(".link.strong", href=view.to_resource(node.id, node.name))[name(node.name or node.id)]
        if node.id.startswith(("arn:", "/"))
        else span(".strong")[card_name(node)]
        for node in nodes[:_MOST_NAMED]
    ]
    more = span(".quiet")[f"and {len(nodes) - _MOST_NAMED} more"] if len(nodes) > _MOST_NAMED else None
    word = "Entry" if kind == "internet" else type_word(kind) if kind else "Resource"
    return span(".two.whole")[
        [[each, br] for each in links], more, span(".quiet.below.kind-of")[icon(kind_icon(kind)), word]
    ]


def _step(line: MapLine, target: MapCard, drawing: Drawing) -> Node:
    link = drawing.links.get(target.nodes[0])
    verb = line.verbs
    shown = a(".link", href=link.href, aria_label=f"{verb}: {link.said}")[verb] if link else verb
    return [shown, " ", _states(line, drawing), div(".why")[name(line.why)]]


def _states(line: MapLine, drawing: Drawing) -> Node:
    """Return what lines of a map say by how they are drawn."""
    certainties = {drawing.certainties.get(id_, "") for id_ in line.paths}
    states: Sequence[tuple[bool, Node]] = (
        (drawing.this in line.paths, chip("this path", "critical")),
        (certainties == {"conditional"}, chip("conditional")),
        (certainties == {"unknown"}, unknown("unknown")),
        (bool(drawing.gone) and line.paths <= set(drawing.gone), chip("gone with the fix", "healthy")),
    )
    depends = drawing.conditions_of(line.paths)
    more = div(".why")["only with: ", name(depends)] if depends else None
    return [[[shown, " "] for is_so, shown in states if is_so], more]


def _helps(card: MapCard, drawing: Drawing) -> Node:
    level = worst(card, drawing)
    facts = [li[visible(fact)] for fact in card.facts]
    if not facts and not level:
        return span(".quiet")["–"]
    return [risk(level, f"{level} finding") if level else None, ul(".plain.why")[facts] if facts else None]
