"""The graph of what a query found: its matches and what they are related to, laid out as a map."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Mapping, Sequence

from bartizan.contract.explore import ExploreGraph
from bartizan.portal.map.drawing import CardLink, Drawing
from bartizan.portal.map.layout import MOST_CARDS, Map, MapCard, MapLine
from bartizan.portal.map.levels import worst_levels
from bartizan.portal.view import View
from bartizan.portal.words import type_word
from bartizan.service.nodes import NamedNode

Group = tuple[int, str]
UNDECIDED = "cannot be decided"


def graph_map(view: View, graph: ExploreGraph, matched: Mapping[str, bool]) -> tuple[Map, Drawing]:
    """Return the map of a graph, in which all lines lead from the left to the right, and what it is drawn with.

    ``matched`` has the rows that were found by ID, and of each whether it matches for certain.
    """
    nodes = {
        each["id"]: NamedNode(each["id"], each["kind"], each["name"] or "", each["scope"] or "") for each in graph.nodes
    }
    columns = _columns(graph, matched)
    cards, of = _cards(nodes, columns)
    for card in cards:
        if any(not matched.get(id_, True) for id_ in card.nodes):
            card.facts = [UNDECIDED]
    _place(cards, graph, of)
    count = max(columns.values(), default=0) + 1
    headings = [_heading({nodes[id_].kind for id_ in nodes if columns[id_] == n}) for n in range(count)]
    alone = [card.nodes[0] for card in cards if len(card.nodes) == 1]
    links = {id_: CardLink(view.to_resource(id_, nodes[id_].name)) for id_ in alone if id_.startswith(("arn:", "/"))}
    effects = {each["effect"]: each["effect"] for each in graph.edges}
    return Map(cards, _lines(graph, of), count, 0), Drawing(
        nodes, links, worst_levels(view, list(nodes)), certainties=effects, targets=set(matched), headings=headings
    )


def _named(node: Mapping[str, str | None]) -> NamedNode:
    return NamedNode(node["id"] or "", node["kind"] or "", node["name"] or "", node["scope"] or "")


def _columns(graph: ExploreGraph, matched: Collection[str]) -> dict[str, int]:
    """Return each node's column: an edge leads from one to the next one on the right."""
    beside: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for edge in graph.edges:
        beside[edge["source"]].append((edge["target"], 1))
        beside[edge["target"]].append((edge["source"], -1))
    found = {each["id"]: 0 for each in graph.nodes if each["id"] in matched}
    waiting = deque(found)
    while waiting:
        node = waiting.popleft()
        for other, by in beside[node]:
            if other not in found:
                found[other] = found[node] + by
                waiting.append(other)
    least = min(found.values(), default=0)
    return {each["id"]: found.get(each["id"], 0) - least for each in graph.nodes}


def _cards(nodes: Mapping[str, NamedNode], columns: Mapping[str, int]) -> tuple[list[MapCard], dict[str, int]]:
    """Return a card for each node; where they are too many, those of one column and kind share one, largest first."""
    groups: defaultdict[Group, list[str]] = defaultdict(list)
    for id_, node in sorted(nodes.items(), key=lambda pair: (pair[1].name, pair[0])):
        groups[columns[id_], node.kind].append(id_)
    folded: set[Group] = set()
    for group in sorted(groups, key=lambda each: -len(groups[each])):
        if sum(1 if each in folded else len(ids) for each, ids in groups.items()) > MOST_CARDS:
            folded.add(group)
    cards = []
    for group, ids in groups.items():
        cards += [MapCard(tuple(ids), group[0])] if group in folded else [MapCard((id_,), group[0]) for id_ in ids]
    return cards, {id_: n for n, card in enumerate(cards) for id_ in card.nodes}


def _place(cards: Sequence[MapCard], graph: ExploreGraph, of: Mapping[str, int]) -> None:
    """Give each card a row: near the middle of the cards that lead to it, and in the middle of its column."""
    before: defaultdict[int, list[int]] = defaultdict(list)
    for edge in graph.edges:
        before[of[edge["target"]]].append(of[edge["source"]])
    heights = Counter(card.column for card in cards)
    tallest = max(heights.values(), default=0)
    numbered = list(enumerate(cards))
    for column in sorted(heights):
        mine = [(n, card) for n, card in numbered if card.column == column]
        mine.sort(key=lambda each: _middle([cards[n].row for n in before[each[0]]]))
        for place, (_, card) in enumerate(mine):
            card.row = (tallest - heights[column]) / 2 + place


def _middle(rows: Sequence[float]) -> float:
    return sum(rows) / len(rows) if rows else 0.0


def _lines(graph: ExploreGraph, of: Mapping[str, int]) -> list[MapLine]:
    found: dict[tuple[int, int], list[tuple[str, str, str]]] = {}
    for edge in graph.edges:
        found.setdefault((of[edge["source"]], of[edge["target"]]), []).append(
            (edge["kind"], edge["why"], edge["effect"])
        )
    return [
        MapLine(*ends, steps[0][0], steps[0][1], frozenset(effect for _, _, effect in steps))
        for ends, steps in found.items()
        if ends[0] != ends[1]
    ]


def _heading(kinds: Collection[str]) -> str:
    names = sorted({type_word(kind) if kind not in ("internet", "any_aws_account") else "Entry" for kind in kinds})
    return names[0] if len(names) == 1 else f"{len(names)} kinds"
