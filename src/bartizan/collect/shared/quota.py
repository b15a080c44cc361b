"""The clouds' request quotas: one token bucket per quota, shared by every task that spends from it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import inf

from bartizan.model import Spend

Clock = Callable[[], float]
"""Returns monotonic seconds."""

Sleep = Callable[[float], Awaitable[object]]
"""Waits for so many seconds."""


class Bucket:
    """A token bucket that lets callers through by rank, then first come, first served.

    It lets through ``rate`` a second after ``burst`` at once. A rate of infinity paces nothing; ``penalise`` holds
    even then, since it is the cloud's own word. ``spend`` is where it keeps account.
    """

    def __init__(
        self,
        rate: float,
        burst: float,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        spend: Spend | None = None,
    ) -> None:
        self.rate = rate
        self.spend = spend or Spend(rate)
        self.burst = max(burst, 1.0)
        self._clock = clock
        self._sleep = sleep
        self._tokens = self.burst
        self._filled_at = clock()
        self._closed_until = -inf
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._porter: asyncio.Task[None] | None = None

    async def acquire(self, rank: int = 1) -> None:
        """Return when the caller may send one request; of those who wait, the lowest rank goes first."""
        if not self._queue and self._wait() <= 0:
            self._take()
            return
        turn = asyncio.get_running_loop().create_future()
        heappush(self._queue, (rank, next(self._numbers), turn))
        self.spend.waiting = len(self._queue)
        if self._porter is None:
            self._porter = asyncio.create_task(self._let_through())
        await turn

    async def _let_through(self) -> None:
        try:
            while self._queue:
                if self._queue[0][2].done():  # the waiting task was cancelled
                    heappop(self._queue)
                elif (wait := self._wait()) > 0:
                    await self._sleep(wait)
                else:
                    self._take()
                    heappop(self._queue)[2].set_result(None)
                self.spend.waiting = len(self._queue)
        finally:
            self._porter = None

    def _take(self) -> None:
        self.spend.calls += 1
        if self.rate != inf:
            self._tokens -= 1

    def penalise(self, seconds: float) -> None:
        """Block all calls for the next ``seconds``, after a throttled answer."""
        self._closed_until = max(self._closed_until, self._clock() + seconds)
        # What was saved up before the cloud objected is not ours to spend at once when the gate opens.
        self._refill()
        self._tokens = min(self._tokens, 1.0)

    def _wait(self) -> float:
        if self.rate == inf and self._closed_until == -inf:
            return 0.0
        self._refill()
        short = 1 - self._tokens
        # A few nanotokens are rounding, not debt: without this a caller may wait for less than the clock can show.
        refill = short / self.rate if short > 1e-9 else 0.0
        return max(refill, self._closed_until - self._clock())

    def _refill(self) -> None:
        at = self._clock()
        # A penalty earns nothing: time spent shut out does not fill the bucket.
        gained = max(0.0, at - max(self._filled_at, min(self._closed_until, at)))
        self._filled_at = at
        if self.rate != inf and gained:
            self._tokens = min(self.burst, self._tokens + gained * self.rate)


@dataclass
class Quotas:
    """All buckets of one run; ``share`` is the part of each quota that may be used, None for no pacing at all.

    ``spent`` has the account of each, by the key of its quota.
    """

    share: float | None
    clock: Clock = time.monotonic
    sleep: Sleep = asyncio.sleep
    spent: dict[tuple[str, ...], Spend] = field(default_factory=dict)
    _buckets: dict[tuple[str, ...], Bucket] = field(default_factory=dict)

    def bucket(self, key: tuple[str, ...], rate: float, burst: float) -> Bucket:
        """Return the bucket of a quota, made on first sight with the given rate (requests a second) and burst."""
        if key not in self._buckets:
            part = inf if self.share is None else self.share
            spend = self.spent.setdefault(key, Spend(rate * part))
            self._buckets[key] = Bucket(rate * part, burst * min(part, 1.0), self.clock, self.sleep, spend)
        return self._buckets[key]
