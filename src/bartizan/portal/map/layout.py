"""Where the cards of a map stand: a column for each part of a path, and rows in an order that crosses few lines."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bartizan.contract.paths import AttackPath

WIDTH, HEIGHT, ACROSS, DOWN = 146, 62, 28, 16
MOST_CARDS = 40
_LONGEST = 5


@dataclass
class MapCard:
    """One card: the nodes that it stands for, its column and its row, and the facts of the steps at it."""

    nodes: tuple[str, ...]
    column: int
    row: float = 0.0
    facts: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    @property
    def x(self) -> float:
        """The left side."""
        return 2 + self.column * (WIDTH + ACROSS)

    @property
    def y(self) -> float:
        """The upper side."""
        return 26 + self.row * (HEIGHT + DOWN)


@dataclass(frozen=True)
class MapLine:
    """A line between two cards: the step's verb and reason, and the paths that take it."""

    source: int
    target: int
    verb: str
    why: str
    paths: frozenset[str]


@dataclass(frozen=True)
class Map:
    """A whole map. ``left_out`` counts the paths that do not fit in."""

    cards: Sequence[MapCard]
    lines: Sequence[MapLine]
    columns: int
    left_out: int

    @property
    def width(self) -> float:
        """The width of the drawing."""
        return self.columns * (WIDTH + ACROSS) - ACROSS + 6

    @property
    def height(self) -> float:
        """The height of the drawing."""
        return max((card.y + HEIGHT for card in self.cards), default=0) + 6


def stops(path: AttackPath) -> list[str]:
    """Return the nodes of a path in order; a step that stays at its node adds none."""
    found = [path.steps[0].source] if path.steps else []
    for step in path.steps:
        if step.target != found[-1]:
            found.append(step.target)
    return found


def laid_out(paths: Sequence[AttackPath], most: int = MOST_CARDS) -> Map:
    """Return the map of some paths, the first of which is drawn first and whole."""
    shown, left_out = _fitting(paths, most)
    last = max((len(stops(path)) for path in shown), default=1) - 1
    columns = _columns(shown, last)
    cards, of = _folded(shown, columns)
    _place(cards, [path.id for path in shown])
    return Map(cards, _lines(shown, of), last + 1, left_out)


def _fitting(paths: Sequence[AttackPath], most: int) -> tuple[list[AttackPath], int]:
    nodes: set[str] = set()
    shown: list[AttackPath] = []
    longest = max(len(stops(paths[0])), _LONGEST) if paths else 0
    for path in paths:
        more = nodes | set(stops(path))
        if shown and (len(more) > most or len(stops(path)) > longest):
            continue
        nodes, shown = more, [*shown, path]
    return shown, len(paths) - len(shown)


def _columns(paths: Sequence[AttackPath], last: int) -> dict[str, int]:
    """Return each node's column: the furthest that it has on any path, and the last for what is reached."""
    columns: dict[str, int] = {}
    for path in paths:
        found = stops(path)
        for n, node in enumerate(found):
            columns[node] = max(columns.get(node, 0), last if n == len(found) - 1 else n)
    targets = {stops(path)[-1] for path in paths}
    inside = {node for path in paths for node in stops(path)[:-1]}
    return {node: min(n, last - 1) if node in inside - targets and last else n for node, n in columns.items()}


def _folded(paths: Sequence[AttackPath], columns: Mapping[str, int]) -> tuple[list[MapCard], dict[str, int]]:
    """Return the cards: nodes of one column that are reached from the same and lead to the same are one card."""
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    taken: dict[str, set[str]] = {}
    facts: dict[str, dict[str, None]] = {}
    for path in paths:
        found = stops(path)
        for node in found:
            taken.setdefault(node, set()).add(path.id)
        for source, target in pairwise(found):
            after.setdefault(source, set()).add(target)
            before.setdefault(target, set()).add(source)
        for step in path.steps:
            if step.source == step.target:
                facts.setdefault(step.target, {})[step.why] = None
    groups: dict[object, list[str]] = {}
    alone = set(stops(paths[0])) if paths else set()
    for node in taken:
        same = (columns[node], frozenset(before.get(node, ())), frozenset(after.get(node, ())))
        key = node if node in alone or node in facts else (*same, _kind(node))
        groups.setdefault(key, []).append(node)
    cards = [
        MapCard(
            tuple(nodes),
            columns[nodes[0]],
            facts=[fact for node in nodes for fact in facts.get(node, ())],
            paths=set().union(*(taken[node] for node in nodes)),
        )
        for nodes in groups.values()
    ]
    return cards, {node: n for n, card in enumerate(cards) for node in card.nodes}


def _kind(node: str) -> str:
    parts = node.lower().split(":")
    return parts[2] if len(parts) > 5 else "/".join(node.lower().split("/")[-3:-1])


def _place(cards: Sequence[MapCard], paths: Sequence[str]) -> None:
    """Give each card a row: in the order of the first path at it, and in the middle of its column."""
    order = {path: n for n, path in enumerate(paths)}
    heights = Counter(card.column for card in cards)
    tallest = max(heights.values(), default=0)
    for column, count in heights.items():
        mine = [card for card in cards if card.column == column]
        mine.sort(key=lambda card: (min(order[path] for path in card.paths), card.nodes))
        for n, card in enumerate(mine):
            card.row = (tallest - count) / 2 + n


def _lines(paths: Sequence[AttackPath], of: Mapping[str, int]) -> list[MapLine]:
    found: dict[tuple[int, int], list[tuple[str, str, str]]] = {}
    for path in paths:
        for step in path.steps:
            if step.source != step.target and step.source in of and step.target in of:
                found.setdefault((of[step.source], of[step.target]), []).append((step.edge, step.why, path.id))
    return [
        MapLine(source, target, steps[0][0], steps[0][1], frozenset(id_ for _, _, id_ in steps))
        for (source, target), steps in found.items()
        if source != target
    ]
