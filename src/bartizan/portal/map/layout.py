"""Where the cards of a map stand: a column for each part of a path, and rows in an order that crosses few lines."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bartizan.contract.paths import AttackPath
from bartizan.portal.map.folding import columns_of, fitting, folded, stubs
from bartizan.portal.words import counted, spaced

WIDTH, HEIGHT, ACROSS, DOWN = 146, 62, 28, 16
MOST_CARDS = 40


@dataclass
class MapCard:
    """One card: the nodes that it stands for, its column and its row, and the facts of the steps at it.

    A stub stands for entries with ``rest`` paths that are not open; ``more`` are those of an entry that is drawn.
    """

    nodes: tuple[str, ...]
    column: int
    row: float = 0.0
    facts: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    rest: int = 0
    more: int = 0

    @property
    def x(self) -> float:
        """The left side."""
        return 2 + self.column * (WIDTH + ACROSS)

    @property
    def y(self) -> float:
        """The upper side."""
        return 34 + self.row * (HEIGHT + DOWN)


@dataclass(frozen=True)
class MapLine:
    """A line between two cards: the step's verb and reason, and the paths that take it; ``also`` are other verbs."""

    source: int
    target: int
    verb: str
    why: str
    paths: frozenset[str]
    also: tuple[str, ...] = ()

    @property
    def verbs(self) -> str:
        """All verbs, as one reads them."""
        return ", ".join(spaced(verb) for verb in (self.verb, *self.also))


@dataclass(frozen=True)
class Map:
    """A whole map. ``left_out`` counts the paths that are not open, of ``total``."""

    cards: Sequence[MapCard]
    lines: Sequence[MapLine]
    columns: int
    left_out: int
    total: int = 0

    @property
    def width(self) -> float:
        """The width of the drawing."""
        return self.columns * (WIDTH + ACROSS) - ACROSS + 6

    @property
    def height(self) -> float:
        """The height of the drawing."""
        return max((card.y + HEIGHT for card in self.cards), default=0) + 6


def laid_out(paths: Sequence[AttackPath], most: int = MOST_CARDS, unfolded: frozenset[str] = frozenset()) -> Map:
    """Return the map of some paths, the first of which is drawn first and whole.

    Where not all are open on ``most`` cards, the entries of the others share a few stubs; ``unfolded`` are keys of
    nodes that share no card.
    """
    shown, rest = fitting(paths, most, unfolded)
    columns = columns_of(shown)
    cards = [MapCard(each.nodes, each.column, 0, each.facts, each.paths) for each in folded(shown, columns, unfolded)]
    of = {node: n for n, card in enumerate(cards) for node in card.nodes}
    lines = _lines(shown, of)
    for stub in stubs(rest, of):
        if stub.before in of:
            why = f"{counted(len(stub.paths), 'more path')}, not open here"
            lines.append(MapLine(of[stub.before], len(cards), stub.verb, why, stub.paths))
        cards.append(MapCard(stub.entries, stub.column, paths=set(stub.paths), rest=len(stub.paths)))
    for path in rest:
        if path.entry_id in of:
            cards[of[path.entry_id]].more += 1
    _place(cards, [path.id for path in (*shown, *rest)])
    return Map(cards, lines, max(columns.values(), default=0) + 1, len(rest), len(paths))


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
        MapLine(*ends, steps[0][0], steps[0][1], frozenset(id_ for _, _, id_ in steps), _also(steps))
        for ends, steps in found.items()
        if ends[0] != ends[1]
    ]


def _also(steps: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
    """Return the verbs of parallel steps that are not the first one's."""
    return tuple(dict.fromkeys(verb for verb, _, _ in steps if verb != steps[0][0]))
