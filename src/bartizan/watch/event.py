"""What an event says, and why one that came is of no use."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SkipReason(StrEnum):
    """Why an event leads to no resource."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"
    OTHER_ACCOUNT = "other_account"
    OTHER_REGION = "other_region"
    NO_CHANGE = "no_change"
    """It only read, or was refused."""
    UNKNOWN_EVENT = "unknown_event"
    """No kind that is read has to do with it."""
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class CloudEvent:
    """A change that somebody made. ``source`` and ``name`` are the cloud's; ``at`` is UTC; ``caller`` is for people.

    ``facts`` fill the templates of IDs; paths of the event map lead into ``detail``.
    """

    id: str
    at: datetime.datetime
    source: str
    name: str
    scope: str
    region: str
    caller: str
    detail: Mapping[str, Any] = field(repr=False)
    facts: Mapping[str, str]


@dataclass(frozen=True)
class ExpectedEvents:
    """Whose events count: accounts or subscriptions, and regions; none of either means any."""

    scopes: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()


def text_at(node: object, *path: str) -> str:
    """Return the text at a path of members, empty where there is none."""
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node if isinstance(node, str) else ""


def utc(text: str, latest: datetime.datetime) -> datetime.datetime:
    """Return a time as every table holds it, at most ``latest``: a sender's clock may be wrong.

    Raises:
        ValueError: it is none.
    """
    found = datetime.datetime.fromisoformat(text)
    found = found.astimezone(datetime.UTC).replace(tzinfo=None) if found.tzinfo else found
    return min(found, latest)
