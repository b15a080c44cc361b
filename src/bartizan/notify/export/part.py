"""A part of an export: some changes that a receiver takes or refuses together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True)
class ExportPart:
    """Events with the ID that all tries share; ``attempt`` counts from 1, ``name`` is fit for a file.

    ``scope`` and ``region`` are those of the first, and for Security Hub of all.
    """

    id: str
    name: str
    attempt: int
    events: Sequence[Mapping[str, Any]]
    scope: str = ""
    region: str = ""

    @property
    def lines(self) -> bytes:
        """The events as JSON lines."""
        return b"".join(orjson.dumps(event, default=str, option=orjson.OPT_APPEND_NEWLINE) for event in self.events)
