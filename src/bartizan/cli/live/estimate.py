"""How long a scan still takes: from the pace so far, and from what its request quotas let through."""

from collections.abc import Iterable
from math import inf

from bartizan.model import Spend, Usage


def at_pace(done: int, planned: int, seconds: float) -> float | None:
    """Return the seconds that the rest of the planned questions takes at the pace seen; None before the first."""
    if done >= planned:
        return 0.0
    return (planned - done) * seconds / done if done else None


def in_queue(spends: Iterable[Spend]) -> float | None:
    """Return the seconds until the quotas have let through all requests that wait; None where none does."""
    waits = [spend.waiting / spend.rate for spend in spends if spend.waiting and 0 < spend.rate < inf]
    return max(waits, default=None)


def busiest(usage: Usage) -> list[tuple[tuple[str, ...], Spend]]:
    """Return the quotas, those with the longest queues first and then those that were spent from most."""
    found = list(usage.quotas.items())  # a copy: the collectors write meanwhile
    return sorted(found, key=lambda each: (-(in_queue([each[1]]) or 0), -each[1].calls))


def of_kind(usage: Usage, scope: str, kind: str, at: float) -> float | None:
    """Return the seconds that a scope's kind still takes at a monotonic time; None where nothing tells yet.

    Its own pace tells; before its first answer, the longest queue of the scope's quotas does.
    """
    key = scope, kind
    paced = at_pace(usage.answered.get(key, 0), usage.planned.get(key, 0), at - usage.began.get(key, at))
    # The collectors write while the display reads: look at a copy.
    return (
        in_queue(spend for quota, spend in list(usage.quotas.items()) if quota[0] == scope) if paced is None else paced
    )


def of_scan(usage: Usage, at: float) -> float | None:
    """Return the seconds that the slowest kind or quota of any scope still takes; None where nothing tells yet."""
    told = [of_kind(usage, *key, at) for key in list(usage.planned)]
    told.append(in_queue(list(usage.quotas.values())))
    return max((seconds for seconds in told if seconds is not None), default=None)
