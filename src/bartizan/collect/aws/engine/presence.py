"""Which kinds there are in which regions of an account: what is of no use without another kind waits to know."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable


class Presence:
    """Learns from listings; a kind counts as present where its listing failed, since nobody knows better."""

    def __init__(self) -> None:
        self._over: defaultdict[tuple[str, str], asyncio.Event] = defaultdict(asyncio.Event)
        self._moved: set[tuple[str, str]] = set()
        self._listed_events: defaultdict[tuple[str, str], asyncio.Event] = defaultdict(asyncio.Event)
        self._present: set[tuple[str, str]] = set()

    def seen(self, kind: str, region: str) -> None:
        """Note that there is a resource of a kind in a region, or that this cannot be known."""
        self._present.add((kind, region))
        self._listed_events[kind, region].set()

    def moved(self, kind: str, region: str) -> None:
        """Note that a resource of a kind is new or has another version than last time, or that this cannot be known."""
        self._moved.add((kind, region))

    def listed(self, kind: str, region: str) -> None:
        """Note that the listing of a kind in a region is over."""
        self._listed_events[kind, region].set()
        self._over[kind, region].set()

    def passed_over(self, kind: str, region: str) -> None:
        """Note that a kind is not listed, so that it must be taken for present."""
        self.seen(kind, region)
        self.listed(kind, region)

    async def anywhere(self, kind: str, regions: Iterable[str]) -> bool:
        """Return whether a kind is present in any of the regions, as soon as that is known."""
        for region in regions:
            await self._listed_events[kind, region].wait()
            if (kind, region) in self._present:
                return True
        return False

    async def stands(self, kind: str, regions: Iterable[str]) -> bool:
        """Return whether no resource of a kind in the regions has moved, once their listings are over."""
        for region in regions:
            await self._over[kind, region].wait()
            if (kind, region) in self._moved:
                return False
        return True
