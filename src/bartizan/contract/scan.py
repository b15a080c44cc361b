"""The objects of scans as things of their own."""

import datetime
from typing import Any, Literal

from bartizan.contract import Contract


class ScanItem(Contract):
    """A scan that was asked for. ``snapshot`` is what it published, empty for nothing; ``detail`` why it failed."""

    id: str
    kind: Literal["full", "check"]
    connector: str
    subject: str
    status: Literal["queued", "running", "cancelling", "complete", "partial", "failed", "cancelled"]
    asked_by: str
    asked_at: datetime.datetime
    started_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    snapshot: str
    detail: str


class ScanEventItem(Contract):
    """Something that happened in a scan: its number, its kind and what belongs to it."""

    n: int
    at: datetime.datetime
    kind: str
    body: dict[str, Any]


class SnapshotItem(Contract):
    """A snapshot that can be read with ``at``. Times are UTC."""

    id: str
    started_at: datetime.datetime
    published_at: datetime.datetime
    status: str
