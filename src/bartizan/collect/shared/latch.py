"""Tells when all that was begun is done: how a collector knows that the facts to publish first are in."""

import asyncio
from types import TracebackType
from typing import Self


class Latch:
    """Opens once as many things are done as were begun; ``with`` it, what the block begins is waited for."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self._pending = 0

    def begin(self) -> None:
        """Count one more thing to wait for."""
        self._pending += 1

    def done(self) -> None:
        """Count one thing as done; the last one opens the latch."""
        self._pending -= 1
        if self._pending == 0:
            self.opened.set()

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done()
