"""The graph of what a query found, as a page shows it."""

from htpy import Node, div, p, span

from bartizan.explore.ask import Explored
from bartizan.explore.parse import Written
from bartizan.model import BartizanError
from bartizan.portal.components.marks import unknown
from bartizan.portal.components.states import notice
from bartizan.portal.map.draw import drawn
from bartizan.portal.map.found import graph_map
from bartizan.portal.map.layout import MOST_CARDS, Map
from bartizan.portal.map.legend import legend, minimap, zoom_buttons
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.answers.questions import as_graph


def graph_view(view: View, query: Written, found: Explored) -> Node:
    """Return the matches of a query with what its relations lead to, as a map."""
    if not found.rows:
        return p(".quiet")["Nothing matches; the counts beside the lines say where the rows were lost."]
    try:
        graph = as_graph(view.published, query)
    except BartizanError as error:
        return notice("high", str(error))
    matched = {str(row["id"]): row.get("match", "yes") == "yes" for row in found.rows if row.get("id")}
    if not graph.nodes:
        return p(".quiet")["What was found has no place in the graph; the table shows it."]
    map_, drawing = graph_map(view, graph, matched)
    what = "What was found, and what it is related to, from left to right"
    return div(".graph")[
        div(".split.centred")[_words(map_, len(graph.nodes), len(graph.edges)), zoom_buttons()],
        drawn(map_, drawing, "Graph of matches", what),
        div(".map-foot")[
            div[legend(map_, drawing), None if graph.edges else _alone(), _undecided(matched)], minimap(map_, drawing)
        ],
    ]


def _words(map_: Map, nodes: int, edges: int) -> Node:
    folded = sum(len(card.nodes) > 1 for card in map_.cards)
    said = f"{counted(nodes, 'resource')}, {counted(edges, 'relation')}"
    more = f" · above {MOST_CARDS} cards, those of one type are one" if folded else ""
    return span(".quiet")[said, more]


def _alone() -> Node:
    return p(".quiet")["The query names no relation: add one to see what the matches are related to."]


def _undecided(matched: dict[str, bool]) -> Node:
    n = sum(not is_sure for is_sure in matched.values())
    return p[unknown(f"{n:,} of them cannot be decided")] if n else None
