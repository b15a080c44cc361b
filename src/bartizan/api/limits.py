"""How often something may be tried: a bucket of tries for each key, which fills again with time."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

_MOST_KEYS = 10_000


@dataclass
class Limit:
    """At most ``tries`` at once, one more every ``seconds``; keys that were not seen for longest are forgotten."""

    tries: int
    seconds: float
    _used: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, key: str) -> float:
        """Take a try; return 0, or the seconds until there is one again."""
        at = time.monotonic()
        with self._lock:
            left, since = self._used.pop(key, (float(self.tries), at))
            left = min(float(self.tries), left + (at - since) / self.seconds)
            is_allowed = left >= 1
            self._used[key] = (left - is_allowed, at)
            if len(self._used) > _MOST_KEYS:
                self._used.popitem(last=False)
        return 0.0 if is_allowed else (1 - left) * self.seconds
