"""IDs that were seen, as many as fit: the oldest are forgotten."""

from collections import OrderedDict
from collections.abc import Iterable

MOST = 20_000


class SeenIds:
    """Knows the last IDs that it was given, at most ``most`` of them."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._ids: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, id_: str) -> bool:
        return id_ in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, ids: Iterable[str]) -> None:
        """Remember IDs, and forget the oldest for them."""
        for id_ in ids:
            self._ids[id_] = None
            self._ids.move_to_end(id_)
        while len(self._ids) > self._most:
            self._ids.popitem(last=False)
