"""What of many paths a map has room for: what is alike is one card, and whose paths are not open is a stub."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bartizan.base.resource_key import resource_key
from bartizan.contract.paths import AttackPath

Unfolded = frozenset[str]
LONGEST = 5
STUBS = 3
"""Stubs at most: of more kinds of entries the last one stands for all that are left."""


def stops(path: AttackPath) -> list[str]:
    """Return the nodes of a path in order; a step that stays at its node adds none."""
    found = [path.steps[0].source] if path.steps else []
    for step in path.steps:
        if step.target != found[-1]:
            found.append(step.target)
    return found


@dataclass
class FoldedNodes:
    """Nodes that are one card: their column, the facts of the steps at them, and the paths through them."""

    nodes: tuple[str, ...]
    column: int
    facts: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Stub:
    """Entries of one kind whose paths are not open, the one with the worst path first, and how a path comes there."""

    entries: tuple[str, ...]
    column: int
    before: str
    verb: str
    paths: frozenset[str]


def fitting(
    paths: Sequence[AttackPath], most: int, unfolded: Unfolded = frozenset()
) -> tuple[Sequence[AttackPath], Sequence[AttackPath]]:
    """Return the paths that are open on at most so many cards, the first one always, and those that are not.

    Paths come in the order in which they are wanted; ``unfolded`` are keys of nodes that stand alone.
    """
    longest = max(len(stops(paths[0])), LONGEST) if paths else 0
    short = [path for path in paths if len(stops(path)) <= longest]
    if len(short) == len(paths) and count_cards(paths, unfolded) <= most:
        return paths, ()
    room = most - STUBS
    least, beyond = 1, len(short) + 1
    while beyond - least > 1:
        middle = (least + beyond) // 2
        least, beyond = (middle, beyond) if count_cards(short[:middle], unfolded) <= room else (least, middle)
    shown = short[:least]
    there = {node for path in shown for node in stops(path)}
    also = [path for path in short[least:] if there.issuperset(stops(path))]
    if count_cards([*shown, *also], unfolded) <= room:
        shown = [*shown, *also]
    is_open = {path.id for path in shown}
    return shown, [path for path in paths if path.id not in is_open]


def count_cards(paths: Sequence[AttackPath], unfolded: Unfolded = frozenset()) -> int:
    """Return how many cards some paths take."""
    return len(folded(paths, columns_of(paths), unfolded))


def columns_of(paths: Sequence[AttackPath]) -> dict[str, int]:
    """Return each node's column: the furthest that it has on any path, and the last for what is reached."""
    last = max((len(stops(path)) for path in paths), default=1) - 1
    columns: dict[str, int] = {}
    for path in paths:
        found = stops(path)
        for n, node in enumerate(found):
            columns[node] = max(columns.get(node, 0), last if n == len(found) - 1 else n)
    targets = {stops(path)[-1] for path in paths}
    inside = {node for path in paths for node in stops(path)[:-1]}
    return {node: min(n, last - 1) if node in inside - targets and last else n for node, n in columns.items()}


def folded(
    paths: Sequence[AttackPath], columns: Mapping[str, int], unfolded: Unfolded = frozenset()
) -> list[FoldedNodes]:
    """Return the cards: nodes of one kind and column that come from the same and lead to the same are one.

    So are entries with the same ways in. The nodes of the first path stand alone, and those that are unfolded.
    """
    before, after, taken = (defaultdict[str, set[str]](set) for _ in range(3))
    facts = defaultdict[str, dict[str, None]](dict)
    for path in paths:
        found = stops(path)
        for node in found:
            taken[node].add(path.id)
        for source, target in pairwise(found):
            after[source].add(target)
            before[target].add(source)
        for step in path.steps:
            if step.source == step.target:
                facts[step.target][step.why] = None
    alone = set(stops(paths[0])) if paths else set()
    groups: dict[object, list[str]] = {}
    for node in taken:
        alike = (columns[node], frozenset(before[node]), frozenset(after[node]), frozenset(facts[node]), kind_of(node))
        groups.setdefault(node if node in alone else alike, []).append(node)
    return [
        FoldedNodes(
            tuple(nodes),
            columns[nodes[0]],
            list(dict.fromkeys(fact for node in nodes for fact in facts[node])),
            set().union(*(taken[node] for node in nodes)),
        )
        for nodes in _taken_apart(groups.values(), unfolded)
    ]


def _taken_apart(groups: Collection[list[str]], unfolded: Unfolded) -> list[list[str]]:
    """Return groups of nodes, those apart in which one node is to stand alone."""
    found: list[list[str]] = []
    for nodes in groups:
        is_apart = len(nodes) > 1 and unfolded and not unfolded.isdisjoint(map(resource_key, nodes))
        found += [[node] for node in nodes] if is_apart else [nodes]
    return found


def stubs(rest: Sequence[AttackPath], there: Collection[str]) -> list[Stub]:
    """Return stubs for the paths that are not open and whose entry is not drawn, worst first."""
    kinds: dict[str, list[AttackPath]] = {}
    for path in rest:
        if path.entry_id not in there:
            kinds.setdefault(kind_of(path.entry_id), []).append(path)
    groups = list(kinds.values())
    if len(groups) > STUBS:
        groups = [*groups[: STUBS - 1], [path for group in groups[STUBS - 1 :] for path in group]]
    return [_stub(group) for group in groups]


def _stub(paths: Sequence[AttackPath]) -> Stub:
    first = paths[0]
    way = stops(first)
    column = way.index(first.entry_id) if first.entry_id in way else 0
    entries = tuple(dict.fromkeys(path.entry_id for path in paths))
    before = way[column - 1] if column else ""
    return Stub(entries, column, before, first.steps[0].edge, frozenset(path.id for path in paths))


def kind_of(node: str) -> str:
    """Return what kind of thing an ID is of: the service of an ARN, the type of a resource of Azure."""
    parts = node.lower().split(":")
    return parts[2] if len(parts) > 5 else "/".join(node.lower().split("/")[-3:-1])
