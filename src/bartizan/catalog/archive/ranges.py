"""Which stretches of a source hold some members of an archive, and reading them ahead of their use."""

import asyncio
import math
import sys
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, field

from bartizan.catalog.archive.limits import MEBIBYTE
from bartizan.catalog.archive.source import ByteSource
from bartizan.catalog.archive.unpacking import HEAD
from bartizan.catalog.archive.zip_directory import Entry

_SLACK = 1024
"""The most that we expect of a member's own extra field, which the directory does not tell."""
_GAPS = (16 * 1024, 64 * 1024, 256 * 1024, MEBIBYTE, sys.maxsize)
"""Bytes between two members that may be read rather than skipped; the cheapest plan counts."""
_LATENCY, _RATE, _EACH = 0.03, 40e6, 0.001
"""What a request is taken to cost: seconds of waiting, bytes a second, and seconds of work for each."""
_AT_ONCE = 32
_BYTES_AT_ONCE = 64 * MEBIBYTE
_LONGEST = MEBIBYTE
"""Bytes of a range, a little more or less: what came is unpacked and looked at while the rest is on its way."""


@dataclass(slots=True)
class Range:
    """A stretch of the source and the members in it, or one member of which ``is_last`` says whether it ends there."""

    start: int
    end: int
    entries: list[Entry] = field(default_factory=list)
    is_last: bool = True

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
    return [part for each in min(plans, key=_seconds) for part in _cut(each)]


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


def _cut(each: Range) -> Iterator[Range]:
    """Yield the range, or the parts of one that a single long member takes."""
    if len(each.entries) > 1 or each.length <= 2 * _LONGEST:
        yield each
        return
    for start in range(each.start, each.end, _LONGEST):
        end = min(start + _LONGEST, each.end)
        yield Range(start, end, each.entries, end == each.end)


def _end(entry: Entry) -> int:
    expected = entry.offset + HEAD.size + len(entry.path.encode()) + _SLACK + entry.packed
    return min(max(entry.before, entry.offset), expected)


def _seconds(ranges: Sequence[Range]) -> float:
    # Long ones hide the waiting of those behind them.
    turns = math.ceil(len(ranges) / _AT_ONCE)
    coming = sum(each.length for each in ranges) / _RATE
    return _LATENCY + max((turns - 1) * _LATENCY, coming) + len(ranges) * _EACH


async def read_ahead(source: ByteSource, ranges: Sequence[Range]) -> AsyncGenerator[tuple[Range, bytes]]:
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


async def _read(source: ByteSource, each: Range) -> bytes:
    return await source.read(each.start, each.end)
