"""What a search finds."""

from typing import Literal

from bartizan.contract import Contract

SearchKind = Literal["workload", "resource", "rule", "advisory", "package", "identity", "query"]


class SearchHit(Contract):
    """Something of a name. ``key`` names it in addresses, and ``detail`` tells it from others.

    ``count`` is of workloads that have it, None where that says nothing.
    """

    kind: SearchKind
    id: str
    key: str
    name: str
    detail: str
    count: int | None = None


class SearchResult(Contract):
    """Hits by kind, the nearest first. ``unread`` workloads have code that was not assessed: they may hold it too."""

    text: str
    hits: list[SearchHit]
    unread: int
