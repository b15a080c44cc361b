"""What the event stream of a directory says."""

import datetime

from bartizan.contract import Contract


class SnapshotPublished(Contract):
    """A snapshot was published. Times are UTC."""

    snapshot: str
    published_at: datetime.datetime
    status: str


class DecisionChanged(Contract):
    """People decided something: ``changed`` is exemption, governance, exposure, plan or query."""

    changed: str


class ScanProgress(Contract):
    """A scan went on: ``n`` and ``kind`` are those of the last of its own events."""

    id: str
    status: str
    n: int
    kind: str
