"""Which stretches of a source hold some members of an archive, and reading them ahead of whoever looks at them."""

import asyncio
import math
import struct
import sys
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from bartizan.catalog.directory import Entry
from bartizan.catalog.limits import MEBIBYTE
from bartizan.catalog.source import Source

HEAD = struct.Struct("<4s5H3L2H")
"""What stands before a member's name and bytes."""
_SLACK = 1024
"""The most that we expect of a member's own extra field, which the directory does not tell."""
_GAPS = (16 * 1024, 64 * 1024, 256 * 1024, MEBIBYTE, sys.maxsize)
"""Bytes between two members that may be read rather than skipped; the cheapest plan counts."""
_LATENCY, _RATE, _EACH = 0.03, 40e6, 0.001
"""What a request is taken to cost: seconds of waiting, bytes a second, and seconds of work for each."""
_AT_ONCE = 16
_BYTES_AT_ONCE = 64 * MEBIBYTE
_LONGEST = 4 * MEBIBYTE
"""Of one range, unless a single member is longer: what came is looked at while the rest is on its way."""


@dataclass(slots=True)
class Range:
    """A stretch of the source and the members in it."""

    start: int
    end: int
    entries: list[Entry] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Its bytes."""
        return self.end - self.start

    def add(self, entry: Entry, end: int) -> None:
        """Take one more member, which ends there."""
        self.entries.append(entry)
        self.end = max(end, self.end)


def planned(wanted: Sequence[Entry], *, is_near: bool) -> list[Range]:
    """Return the ranges to read for members: few if that is cheap, up to nearly all of the archive."""
    ordered = sorted(wanted, key=lambda entry: entry.offset)
    plans = (_joined(ordered, gap) for gap in (_GAPS[:1] if is_near else _GAPS))
    return min(plans, key=_seconds)


def _joined(ordered: Sequence[Entry], gap: int) -> list[Range]:
    ranges: list[Range] = []
    for entry in ordered:
        end = _end(entry)
        last = ranges[-1] if ranges else None
        if last and entry.offset - last.end <= gap and end - last.start <= _LONGEST:
            last.add(entry, end)
        else:
            ranges.append(Range(entry.offset, max(end, entry.offset), [entry]))
    return ranges


def _end(entry: Entry) -> int:
    expected = entry.offset + HEAD.size + len(entry.path.encode()) + _SLACK + entry.packed
    return min(max(entry.before, entry.offset), expected)


def _seconds(ranges: Sequence[Range]) -> float:
    waiting = math.ceil(len(ranges) / _AT_ONCE) * _LATENCY
    return waiting + len(ranges) * _EACH + sum(each.length for each in ranges) / _RATE


async def read_ahead(source: Source, ranges: Sequence[Range]) -> AsyncGenerator[tuple[Range, bytes]]:
    """Yield ranges with their bytes, in order, while the next ones are on their way.

    Raises:
        SourceError: as the source.
    """
    waiting, coming, held = deque(ranges), deque[tuple[Range, asyncio.Task[bytes]]](), 0
    try:
        while waiting or coming:
            while waiting and len(coming) < _AT_ONCE and (not coming or held + waiting[0].length <= _BYTES_AT_ONCE):
                each = waiting.popleft()
                held += each.length
                coming.append((each, asyncio.create_task(_read(source, each))))
            each, task = coming.popleft()
            yield each, await task
            held -= each.length
    finally:
        for _, task in coming:
            task.cancel()
        await asyncio.gather(*(task for _, task in coming), return_exceptions=True)


async def _read(source: Source, each: Range) -> bytes:
    return await source.read(each.start, each.end)
