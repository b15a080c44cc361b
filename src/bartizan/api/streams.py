"""Server-sent events: how one is written, and how many streams a person may have open."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

BEAT = 15.0
"""Seconds of silence after which a comment says that the connection stands."""
HEARTBEAT = b": beat\n\n"
MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Proxies are not to keep events back until there are enough of them."""


def sent(kind: str, id_: object, body: Any) -> bytes:
    """Return an event as it is sent; a client that comes back names the ID of the last one it got."""
    return f"id: {id_}\nevent: {kind}\ndata: ".encode() + orjson.dumps(body) + b"\n\n"


class OpenStreams:
    """Counts the streams that each person has open in this process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._open.total()

    def is_full(self, person: str) -> bool:
        """Return whether a person may open no more."""
        return self._open[person] >= self._most

    @contextmanager
    def one(self, person: str) -> Iterator[None]:
        """Count a stream while the block runs."""
        self._open[person] += 1
        try:
            yield
        finally:
            self._open[person] -= 1
            self._open += Counter()  # forgets who has none
