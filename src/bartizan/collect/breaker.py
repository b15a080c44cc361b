"""The circuit breaker of both clouds: what is refused again and again in one place is not asked there any more."""

from dataclasses import dataclass

from bartizan.collect.failure import CallError
from bartizan.model import Outcome


@dataclass
class _Run:
    """The like failures that an operation's last answers were, and the last of them."""

    error: CallError
    length: int = 1


class Breaker:
    """Counts, for each scope and operation, how often running the answer was the same failure.

    Alike are failures of one outcome and code. ``scope`` is any text that names where an operation is refused as
    a whole: an account's region, a subscription.
    """

    def __init__(self, limit: int = 20) -> None:
        self._limit = limit
        self._runs: dict[tuple[str, str], _Run] = {}

    def check(self, scope: str, operation: str) -> None:
        """Return where the operation may be asked.

        Raises:
            CallError: as its last answers there, saying that it was not asked again.
        """
        run = self._runs.get((scope, operation))
        if run is None or run.length < self._limit:
            return
        reason = f"not asked again after {run.length} like answers: {run.error.detail}"
        raise CallError(run.error.outcome, run.error.code, reason, run.error.operation, run.error.permission)

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
