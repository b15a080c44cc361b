"""What a map is drawn with beside its layout."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bartizan.service.nodes import NamedNode


@dataclass(frozen=True)
class Drawing:
    """Names, addresses and the worst finding's level by node, the path in view, its selected step, and what is gone.

    ``cuts`` are the pairs of nodes between which a fix breaks a path.
    """

    nodes: Mapping[str, NamedNode]
    hrefs: Mapping[str, str]
    levels: Mapping[str, str]
    this: str
    step_nodes: Collection[str]
    gone: Collection[str]
    cuts: Collection[tuple[str, str]]
    certainties: Mapping[str, str]
    targets: Collection[str]
