"""The objects of the map of attack paths."""

from bartizan.contract import Contract
from bartizan.contract.paths import AttackPath, ChokePoint


class MapNode(Contract):
    """A card of the map. ``column`` counts from 0, the outside; ``members`` are the IDs of nodes alike that it holds.

    ``key`` is that of a resource's page, of the first member.
    """

    id: str
    key: str
    name: str
    kind: str
    scope: str
    column: int
    risk_level: str
    is_target: bool
    members: list[str]


class MapEdge(Contract):
    """A line of the map: all edges between two cards, with how many paths use it."""

    source: str
    target: str
    edges: list[str]
    why: list[str]
    rule_ids: list[str]
    paths: int


class MapStub(Contract):
    """Paths that are not drawn, of one entry."""

    entry_id: str
    name: str
    paths: int


class PathMap(Contract):
    """Paths from left to right. ``total`` paths match and ``open`` of them are drawn; ``stubs`` have the rest."""

    nodes: list[MapNode]
    edges: list[MapEdge]
    stubs: list[MapStub]
    total: int
    open: int


class PathDetail(Contract):
    """One attack path, its map, and the rules whose fix ends it with all that each ends."""

    path: AttackPath
    map: PathMap
    fixes: list[ChokePoint]
