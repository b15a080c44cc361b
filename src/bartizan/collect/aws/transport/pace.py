"""AWS's request quotas as far as they are published, and the patience for each call.

Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests and
https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html#api-gateway-control-service-limits-table
"""

import random
from dataclasses import dataclass
from math import inf, isfinite

from bartizan.collect.shared.endless import MOST_PAGES
from bartizan.collect.shared.quota import Bucket, Quotas

_LIMITS: dict[str, tuple[str, float, float]] = {
    # A fifth of a second's worth at once: with the share left to others, no second ever sees more than the quota.
    "lambda:GetFunction": ("lambda:GetFunction", 100, 20),
    "lambda:GetPolicy": ("lambda:GetPolicy", 15, 3),
    "lambda": ("lambda", 15, 3),
    "apigateway:GetResources": ("apigateway:GetResources", 2.5, 5),
    "apigateway": ("apigateway", 10, 40),
    "apigatewayv2": ("apigateway", 10, 40),
}


def bucket(quotas: Quotas, scope: str, region: str, operation: str) -> Bucket:
    """Return the bucket that an operation spends from; operations without a published quota are not paced."""
    service = operation.partition(":")[0]
    name, rate, burst = _LIMITS.get(operation) or _LIMITS.get(service) or (service, inf, 1)
    return quotas.bucket((scope, region, name), rate, burst)


@dataclass(frozen=True)
class AwsPatience:
    """How long a call is waited for and tried again, in seconds and attempts.

    A throttled call is tried until ``throttled`` seconds are over; any other trouble ends after ``attempts``, and a
    listing after ``most_pages``.
    """

    connect: float = 10
    read: float = 30
    attempts: int = 4
    throttled: float = 300
    backoff: float = 0.5
    longest_backoff: float = 20
    most_pages: int = MOST_PAGES

    def wait(self, attempt: int, retry_after: str | None) -> float:
        """Return the seconds to wait after the given attempt (1 is the first): the cloud's word, else with jitter."""
        try:
            asked = float(retry_after or 0)
        except ValueError:
            asked = 0.0
        asked = asked if isfinite(asked) else 0.0
        grown = min(self.longest_backoff, self.backoff * float(2 ** min(attempt - 1, 10)))
        # Jitter spreads callers that were thrown out together; it need not be unpredictable.
        return max(min(asked, self.throttled), grown * random.uniform(0.5, 1))  # noqa: S311
