"""What a lock file holds only for development or for other platforms, by its dependency graph."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
Edges = Mapping[Node, Iterable[tuple[Node, bool]]]
"""What each node depends on, and whether it does so where functions run."""


def not_for_functions(edges: Edges[Node], roots: Iterable[Node], others: Iterable[Node] = ()) -> set[Node]:
    """Return the nodes that something leads to, but nothing that functions need.

    ``roots`` are what the project depends on, ``others`` what it needs for development or elsewhere. What nothing leads
    to is not among them: that it is not needed is not known.
    """
    roots = list(roots)
    needed = _reached(edges, roots, is_everywhere=False)
    return _reached(edges, [*roots, *others], is_everywhere=True) - needed


def unreferenced(edges: Edges[Node]) -> set[Node]:
    """Return the nodes on which no other depends: what the project itself depends on, and more."""
    return set(edges) - {target for node, targets in edges.items() for target, _ in targets if target != node}


def _reached(edges: Edges[Node], roots: Iterable[Node], *, is_everywhere: bool) -> set[Node]:
    reached = set(roots)
    waiting = list(reached)
    while waiting:
        for target, holds in edges.get(waiting.pop(), ()):
            if (holds or is_everywhere) and target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached
