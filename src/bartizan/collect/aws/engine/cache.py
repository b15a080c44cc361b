"""Answers that many wait for and that are had once."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Once(Generic[Answer]):
    """Computes each answer once: the first caller does it, the others wait for it."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], Answer] = {}
        self._locks: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, key: tuple[str, str], make: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return the answer that goes by a key, such as an operation and a region."""
        async with self._locks[key]:
            if key not in self._answers:
                self._answers[key] = await make()
        return self._answers[key]
