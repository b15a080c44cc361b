"""AWS's own request quotas, played back: token buckets of one second's burst for each account and region."""

import time
from dataclasses import dataclass

from bartizan_demo.emulators.aws.front.call import Call


@dataclass
class _Tokens:
    rate: float
    left: float
    at: float

    def take(self, now: float) -> float:
        """Take one token and return 0, or the seconds until there is one."""
        self.left = min(self.rate, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return (1 - self.left) / self.rate
        self.left -= 1
        return 0.0


class LambdaQuotas:
    """Lambda's control plane: GetFunction 100/s, GetPolicy 15/s, every other operation 15/s together.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    """

    def __init__(self) -> None:
        self._tokens: dict[tuple[str, str, str], _Tokens] = {}

    def wait(self, call: Call) -> float:
        """Return the seconds a call comes too early, 0 when it may pass; calls of other services always may."""
        if call.service != "lambda":
            return 0.0
        bucket = call.operation if call.operation in {"GetFunction", "GetPolicy"} else ""
        rate = 100.0 if bucket == "GetFunction" else 15.0
        now = time.monotonic()
        return self._tokens.setdefault((call.account, call.region, bucket), _Tokens(rate, rate, now)).take(now)

    def reset(self) -> None:
        """Fill every bucket again."""
        self._tokens.clear()
