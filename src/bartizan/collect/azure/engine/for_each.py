"""Work on many things, so many at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

_Each = TypeVar("_Each")


async def for_each(things: Sequence[_Each], at_once: int, work: Callable[[_Each], Awaitable[None]]) -> None:
    """Do the work for each thing, so many at once; the first exception ends it all."""
    waiting = iter(things)

    async def worker() -> None:
        for thing in waiting:
            await work(thing)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(at_once, len(things))):
            group.create_task(worker())
