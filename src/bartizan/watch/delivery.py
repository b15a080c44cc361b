"""What Event Grid posts to a webhook: a batch of events, or the question whether they are wanted.

Source: https://learn.microsoft.com/azure/event-grid/webhook-event-delivery
"""

import re
from dataclasses import dataclass

import orjson

from bartizan.watch.event import ExpectedEvents, text_at

LARGEST = 1_048_576
"""Bytes: Event Grid posts no larger batch."""
_VALIDATION = "Microsoft.EventGrid.SubscriptionValidationEvent"
_CODE = re.compile(r"[\w-]{1,128}")
_TOPIC = re.compile(r"/subscriptions/([0-9a-f-]{36})(?:/.*)?", re.IGNORECASE)


@dataclass(frozen=True)
class GridDelivery:
    """What was posted: messages, each one event; or the code to answer with, where it is a validation.

    ``subscription`` is where the validated topic is, empty where it does not say.
    """

    messages: tuple[str, ...] = ()
    code: str = ""
    subscription: str = ""

    def is_expected(self, expected: ExpectedEvents) -> bool:
        """Return whether a validation is of a topic whose events count."""
        return not expected.scopes or self.subscription in expected.scopes


def read_delivery(body: bytes) -> GridDelivery | None:
    """Return what a body holds, a list of events or a single one; None where it is neither."""
    try:
        found = orjson.loads(body)
    except ValueError:
        return None
    events = found if isinstance(found, list) else [found] if isinstance(found, dict) else []
    if not events:
        return None
    if text_at(events[0], "eventType") == _VALIDATION:
        return _validation(events[0])
    return GridDelivery(tuple(orjson.dumps(each).decode() for each in events))


def _validation(event: object) -> GridDelivery | None:
    code = text_at(event, "data", "validationCode")
    topic = _TOPIC.fullmatch(text_at(event, "topic"))
    return GridDelivery(code=code, subscription=topic[1].lower() if topic else "") if _CODE.fullmatch(code) else None
