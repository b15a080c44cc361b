"""Management events of CloudTrail as EventBridge delivers them to a queue.

Who may send to the queue may send anything, so nothing of an event is taken for granted.
Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html and
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

import re
from typing import Any

import orjson

from bartizan.model import now, printable
from bartizan.watch.event import CloudEvent, ExpectedEvents, SkipReason, text_at, utc

LARGEST = 1_048_576
"""Bytes: no message of a queue is larger."""
EVENT_TYPES = frozenset({"AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"})
_ID = re.compile(r"[\w-]{1,64}")
_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2}")
_NAME = re.compile(r"[A-Za-z]\w{0,127}")
_VERSION = re.compile(r"\d{8}(?:v\d+)?$")
"""The version of the API that Lambda puts behind the names of its older operations."""
_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


def read_event(message: str, expected: ExpectedEvents) -> CloudEvent | SkipReason:
    """Return what a message of the queue says, or why it is skipped."""
    if len(message) > LARGEST or len(message.encode(errors="replace")) > LARGEST:
        return SkipReason.TOO_LARGE
    try:
        event = orjson.loads(message)
    except ValueError:
        return SkipReason.MALFORMED
    if not isinstance(event, dict):
        return SkipReason.MALFORMED
    if text_at(event, "detail-type") not in EVENT_TYPES:
        return SkipReason.UNKNOWN_TYPE
    return _read_call(event, expected)


def _read_call(event: dict[str, Any], expected: ExpectedEvents) -> CloudEvent | SkipReason:
    detail = event.get("detail")
    id_, name = text_at(event, "id"), text_at(detail, "eventName")
    account = text_at(event, "account") or text_at(detail, "recipientAccountId")
    region = text_at(detail, "awsRegion") or text_at(event, "region")
    well_formed = zip((_ID, _ACCOUNT, _REGION, _NAME), (id_, account, region, name), strict=True)
    if not isinstance(detail, dict) or not all(form.fullmatch(text) for form, text in well_formed):
        return SkipReason.MALFORMED
    if expected.scopes and account not in expected.scopes:
        return SkipReason.OTHER_ACCOUNT
    if expected.regions and region not in expected.regions:
        return SkipReason.OTHER_REGION
    if detail.get("readOnly") is True or detail.get("errorCode"):
        return SkipReason.NO_CHANGE
    try:
        at = utc(text_at(detail, "eventTime") or text_at(event, "time"), now())
    except (ValueError, OverflowError):
        return SkipReason.MALFORMED
    facts = {"partition": _partition(region), "region": region, "account": account}
    source = text_at(detail, "eventSource")
    return CloudEvent(id_, at, source, _VERSION.sub("", name), account, region, _caller(detail), detail, facts)


def _partition(region: str) -> str:
    return next((name for start, name in _PARTITIONS.items() if region.startswith(start)), "aws")


def _caller(detail: dict[str, Any]) -> str:
    """Return who made the change: a user or role by its ARN, or the service that did it by itself."""
    who = detail.get("userIdentity")
    found = text_at(who, "arn") or text_at(who, "invokedBy") or text_at(who, "principalId") or text_at(who, "type")
    return printable(found)
