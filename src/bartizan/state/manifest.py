"""What state knows of a published snapshot."""

import datetime
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Manifest:
    """One published scan; times are UTC, ``status`` is complete or partial, ``summary`` what the scan printed."""

    id: str
    directory: str
    started_at: datetime.datetime
    published_at: datetime.datetime
    status: str
    summary: dict[str, Any]
