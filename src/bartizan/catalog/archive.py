"""Read members of a ZIP archive: only the ranges that hold them, or all of it where that is cheaper."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Self

from bartizan.catalog.directory import Entry, directory
from bartizan.catalog.limits import MEBIBYTE, Budget
from bartizan.catalog.package import Reason
from bartizan.catalog.source import Source, SourceError
from bartizan.catalog.window import Window

_GAP = 128 * 1024
"""Bytes between two members that are cheaper read than skipped: a request costs about as long."""
_AT_ONCE = 8
_LONGEST = 16 * MEBIBYTE
"""Of one range, unless a single member is longer."""
_WHOLE_SHARE = 0.5
_HEAD = struct.Struct("<4s5H3L2H")
_SLACK = 1024
"""The most that we expect of a member's own extra field, which the directory does not tell."""
_RATIO_FROM = 16 * MEBIBYTE
_STORED, _DEFLATED = 0, 8
_WORTH_RANGES = 4 * MEBIBYTE
"""Of an archive within the archive: to read a smaller one by ranges takes longer than to read it whole."""


@dataclass(frozen=True, slots=True)
class _Range:
    """A stretch of the source and the members in it."""

    start: int
    end: int
    entries: tuple[Entry, ...]


class Archive:
    """A ZIP archive whose members are known and of which none is read yet."""

    def __init__(self, source: Source, entries: list[Entry], budget: Budget) -> None:
        self.source = source
        self.entries = entries
        self._budget = budget

    @classmethod
    async def open(cls, source: Source, budget: Budget) -> Self:
        """Return the archive in a source.

        Raises:
            SourceError: there is none, or it cannot be read.
        """
        entries = await directory(source)
        budget.take_members(len(entries))
        return cls(source, entries, budget)

    async def contents(self, wanted: Sequence[Entry]) -> AsyncIterator[tuple[Entry, bytes | SourceError]]:
        """Yield members with their content, or with the error for which it cannot be read.

        Raises:
            SourceError: nothing more can be read: the network failed, or a limit for the whole package is reached.
        """
        ranges = self._planned(wanted)
        for n in range(0, len(ranges), _AT_ONCE):
            some = ranges[n : n + _AT_ONCE]
            parts = await asyncio.gather(*(self.source.read(each.start, each.end) for each in some))
            for each, part in zip(some, parts, strict=True):
                for entry in each.entries:
                    yield entry, self._content(entry, part, entry.offset - each.start)

    def is_open_to_ranges(self, entry: Entry) -> bool:
        """Return whether a member, which is an archive, is better read by ranges than whole."""
        is_plain = entry.method == _STORED and not entry.is_encrypted and entry.packed == entry.size
        return is_plain and entry.size >= _WORTH_RANGES and not self.source.is_near

    async def window(self, entry: Entry) -> Window:
        """Return an uncompressed member as a source.

        Raises:
            SourceError: it is not where the directory says, or the bytes could not be read.
        """
        end = min(max(entry.before, entry.offset), entry.offset + _HEAD.size)
        start = entry.offset + _data_at(await self.source.read(entry.offset, end), 0)
        if start + entry.size > entry.before:
            raise SourceError(Reason.MALFORMED, "its bytes reach into the next member")
        return Window(self.source, start, entry.size)

    def _planned(self, wanted: Sequence[Entry]) -> list[_Range]:
        """Return the ranges to read: members that lie close together in one, all of the archive if it is most of it."""
        ranges: list[_Range] = []
        for entry in sorted(wanted, key=lambda e: e.offset):
            end = min(
                max(entry.before, entry.offset),
                entry.offset + _HEAD.size + len(entry.path.encode()) + _SLACK + entry.packed,
            )
            last = ranges[-1] if ranges else None
            if last and entry.offset - last.end <= _GAP and end - last.start <= _LONGEST:
                ranges[-1] = _Range(last.start, max(end, last.end), (*last.entries, entry))
            else:
                ranges.append(_Range(entry.offset, max(end, entry.offset), (entry,)))
        read = sum(each.end - each.start for each in ranges)
        is_whole_cheaper = read > _WHOLE_SHARE * self.source.size and self.source.size <= 4 * _LONGEST
        if len(ranges) > 1 and is_whole_cheaper and not self.source.is_near:
            return [_Range(0, self.source.size, tuple(e for each in ranges for e in each.entries))]
        return ranges

    def _content(self, entry: Entry, part: bytes, at: int) -> bytes | SourceError:
        limits = self._budget.limits
        if entry.is_encrypted:
            return SourceError(Reason.ENCRYPTED, "it is encrypted")
        if entry.size > limits.file_bytes:
            return SourceError(Reason.TOO_LARGE, f"{entry.size:,} bytes")
        try:
            content = _unpacked(entry, part, at, limits.ratio)
        except SourceError as error:
            return error
        self._budget.take_bytes(len(content))
        return content


def _data_at(part: bytes, at: int) -> int:
    if part[at : at + 4] != b"PK\x03\x04" or len(part) < at + _HEAD.size:
        raise SourceError(Reason.MALFORMED, "its header is not where the directory says")
    *_, name, extra = _HEAD.unpack_from(part, at)
    return at + _HEAD.size + int(name) + int(extra)


def _unpacked(entry: Entry, part: bytes, at: int, ratio: int) -> bytes:
    start = _data_at(part, at)
    packed = memoryview(part)[start : start + entry.packed]
    if len(packed) != entry.packed:
        raise SourceError(Reason.MALFORMED, "its bytes reach into the next member")
    if entry.method == _STORED:
        content = bytes(packed)
    elif entry.method == _DEFLATED:
        content = _inflated(packed, entry.size, ratio)
    else:
        raise SourceError(Reason.UNSUPPORTED, f"compression method {entry.method}")
    if len(content) != entry.size or zlib.crc32(content) != entry.crc:
        raise SourceError(Reason.MALFORMED, "its size or checksum is not what the directory says")
    return content


def _inflated(packed: memoryview, size: int, ratio: int) -> bytes:
    """Return what deflated bytes hold, never more than the size that the directory tells."""
    if size > max(_RATIO_FROM, ratio * len(packed)):
        raise SourceError(Reason.TOO_LARGE, f"{len(packed):,} bytes that claim to hold {size:,}")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return inflater.decompress(packed, size + 1)
    except zlib.error as error:
        raise SourceError(Reason.MALFORMED, f"its compressed bytes are damaged: {error}") from error
