"""One queue for each aspect: a quota that is exhausted holds up only the questions that spend from it."""

import asyncio
from collections.abc import Awaitable, Callable
from heapq import heappop, heappush
from itertools import count

from bartizan.collect.aws.engine.subject import AskedResource

_WORKERS = 24
"""Questions about one aspect on their way at once: GetFunction's hundred a second at a quarter of a second each."""

SOON, LATER = 0, 1
"""Ranks: answers that decide exposure come first."""


class Feed:
    """Answers one question about each resource put in; soon ones first, then in the order they came."""

    def __init__(self, tasks: asyncio.TaskGroup, answer: Callable[[AskedResource, int], Awaitable[None]]) -> None:
        self._tasks = tasks
        self._answer = answer
        self._queue: list[tuple[int, int, AskedResource]] = []
        self._numbers = count()
        self._workers = 0

    def put(self, subject: AskedResource, rank: int) -> None:
        """Ask about a resource as soon as there is room."""
        heappush(self._queue, (rank, next(self._numbers), subject))
        if self._workers < _WORKERS:
            self._workers += 1
            self._tasks.create_task(self._work())

    async def _work(self) -> None:
        while self._queue:
            rank, _, subject = heappop(self._queue)
            await self._answer(subject, rank)
        self._workers -= 1
