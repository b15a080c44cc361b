"""Changes of Azure's resources as Event Grid delivers them to a storage queue, in its own form or as CloudEvents.

That somebody did something with a resource (listed its keys, say) is no change: a scan itself does that.
Source: https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions
"""

import base64
import binascii
import datetime
import re
from typing import Any

import orjson

from bartizan.model import now, printable
from bartizan.watch.event import CloudEvent, ExpectedEvents, SkipReason, text_at, utc

LARGEST = 131_072
"""Bytes: no message of a storage queue has more than half as many."""
EVENT_TYPES = frozenset({"Microsoft.Resources.ResourceWriteSuccess", "Microsoft.Resources.ResourceDeleteSuccess"})
_ID = re.compile(r"[\w-]{1,64}")
_SUBSCRIPTION = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_RESOURCE = re.compile(r"/subscriptions/([^/]+)(?:/[^\x00-\x20]*)?")
_OPERATION = re.compile(r"([a-z0-9.]{1,100})/([a-z0-9./]{1,200})")
_CLAIMS = ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "name", "appid")


def read_grid_event(message: str, expected: ExpectedEvents) -> CloudEvent | SkipReason:
    """Return what a message of the queue says, or why it is skipped."""
    if len(message) > LARGEST:
        return SkipReason.TOO_LARGE
    try:
        event = orjson.loads(message if message.lstrip().startswith("{") else base64.b64decode(message, validate=True))
    except (ValueError, binascii.Error):
        return SkipReason.MALFORMED
    if not isinstance(event, dict):
        return SkipReason.MALFORMED
    if (text_at(event, "eventType") or text_at(event, "type")) not in EVENT_TYPES:
        return SkipReason.UNKNOWN_TYPE
    return _read_change(event, expected)


def _read_change(event: dict[str, Any], expected: ExpectedEvents) -> CloudEvent | SkipReason:
    data = event.get("data")
    resource = text_at(data, "resourceUri") or text_at(event, "subject")
    try:
        at = utc(text_at(event, "eventTime") or text_at(event, "time"), now())
    except (ValueError, OverflowError):
        return SkipReason.MALFORMED
    return read_operation(text_at(event, "id"), at, text_at(data, "operationName"), resource, _caller(data), expected)


def read_operation(  # noqa: PLR0917 - what every form of an event says
    id_: str, at: datetime.datetime, operation: str, resource: str, caller: str, expected: ExpectedEvents
) -> CloudEvent | SkipReason:
    """Return the event of an operation on a resource, or why it is skipped."""
    resource = resource.lower()
    found, did = _RESOURCE.fullmatch(resource), _OPERATION.fullmatch(operation.lower())
    if found is None or did is None or not _SUBSCRIPTION.fullmatch(found[1]) or not _ID.fullmatch(id_):
        return SkipReason.MALFORMED
    if expected.scopes and found[1] not in expected.scopes:
        return SkipReason.OTHER_ACCOUNT
    detail = {"resource": resource}
    return CloudEvent(id_, at, did[1], did[2], found[1], "", printable(caller), detail, {"account": found[1]})


def _caller(data: object) -> str:
    """Return who made the change; the claims may be left out, or be a text."""
    claims = data.get("claims") if isinstance(data, dict) else None
    return printable(next((said for name in _CLAIMS if (said := text_at(claims, name))), ""))
