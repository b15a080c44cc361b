"""The circuit breaker of both clouds: what is refused again and again in one place is not asked there any more."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bartizan.collect.shared.failure import CallError
from bartizan.model import UNANSWERED, Outcome


@dataclass
class _Run:
    """A run of identical consecutive failures, and the last of them."""

    error: CallError
    length: int = 1


_NOBODY_WAITS = asyncio.Event()


class Breaker:
    """Counts, for each scope and operation, how often running the answer was the same failure.

    Alike are failures of one outcome and code. ``scope`` is any text that names where an operation is refused as
    a whole: an account's region, a subscription. ``refused`` are the accounts or subscriptions and operations that
    the last scan was denied whatever it asked: there, one denial is enough.
    """

    def __init__(self, limit: int = 20, refused: Collection[tuple[str, str]] = frozenset()) -> None:
        self._limit = limit
        self._refused = refused
        self._runs: dict[tuple[str, str], _Run] = {}
        self._answered: dict[tuple[str, str], asyncio.Event] = {}

    def check(self, scope: str, operation: str) -> None:
        """Return where the operation may be asked.

        Raises:
            CallError: as its last answers there, saying that it was not asked again.
        """
        run = self._runs.get((scope, operation))
        if run is None or run.length < self._most(scope, run):
            return
        error = run.error
        reason = f"not asked again after {run.length} identical failures: {error.detail.removeprefix(UNANSWERED)}"
        raise CallError(error.outcome, error.code, reason, error.operation, error.permission, error.is_unanswered)

    def note(self, scope: str, operation: str, error: CallError | None = None) -> None:
        """Count an answer that came: None for a good one; "there is none" is as good."""
        key = (scope, operation)
        if error is None or error.outcome is Outcome.ABSENT:
            self._runs.pop(key, None)
            return
        run = self._runs.get(key)
        if run is None or (run.error.outcome, run.error.code) != (error.outcome, error.code):
            self._runs[key] = _Run(error)
        else:
            run.error, run.length = error, run.length + 1

    @asynccontextmanager
    async def turn(self, scope: str, operation: str) -> AsyncIterator[None]:
        """Hold while the operation is asked; where it was refused last time, one question goes before all others.

        Raises:
            CallError: as ``check``.
        """
        answered = await self._waited(scope, operation)
        self.check(scope, operation)
        try:
            yield
        finally:
            answered.set()

    async def _waited(self, scope: str, operation: str) -> asyncio.Event:
        """Return what the first question sets when it is answered; all others have waited for it."""
        if not self._is_refused(scope, operation):
            return _NOBODY_WAITS
        if (scope, operation) not in self._answered:
            return self._answered.setdefault((scope, operation), asyncio.Event())
        await self._answered[scope, operation].wait()
        return self._answered[scope, operation]

    def _is_refused(self, scope: str, operation: str) -> bool:
        return (scope.partition(" ")[0], operation) in self._refused

    def _most(self, scope: str, run: _Run) -> int:
        is_refused = run.error.outcome is Outcome.DENIED and self._is_refused(scope, run.error.operation)
        return 1 if is_refused else self._limit
