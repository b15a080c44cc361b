"""ARM's own request quotas, played back on demand: token buckets per subscription, one for Resource Graph.

Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
"""

import math
import time
from collections import deque
from dataclasses import dataclass, field

READS = (250.0, 25.0)
"""Burst and refill per second of a subscription's reads, and apart from them of its list actions."""

QUERIES = (15, 5.0)
"""How many queries Resource Graph takes from one user in a window of how many seconds."""


@dataclass
class _Tokens:
    left: float
    at: float


@dataclass
class ArmQuotas:
    """What is left of every quota; ``reset`` fills them all."""

    _tokens: dict[tuple[str, str], _Tokens] = field(default_factory=dict)
    _queries: deque[float] = field(default_factory=deque)

    def take(self, subscription: str, method: str) -> float:
        """Take one request and return 0, or the seconds until there is one."""
        burst, refill = READS
        now = time.monotonic()
        tokens = self._tokens.setdefault((subscription, method), _Tokens(burst, now))
        tokens.left = min(burst, tokens.left + (now - tokens.at) * refill)
        tokens.at = now
        if tokens.left < 1:
            return (1 - tokens.left) / refill
        tokens.left -= 1
        return 0.0

    def left(self, subscription: str, method: str) -> int:
        """Return how many requests may follow at once."""
        tokens = self._tokens.get((subscription, method))
        return math.floor(tokens.left if tokens else READS[0])

    def query(self) -> float:
        """Take one query and return 0, or the seconds until the window has room."""
        most, window = QUERIES
        now = time.monotonic()
        while self._queries and self._queries[0] <= now - window:
            self._queries.popleft()
        if len(self._queries) >= most:
            return self._queries[0] + window - now
        self._queries.append(now)
        return 0.0

    def queries_left(self) -> int:
        """Return how many queries the window still takes."""
        return QUERIES[0] - len(self._queries)

    def reset(self) -> None:
        """Fill every quota again."""
        self._tokens.clear()
        self._queries.clear()
