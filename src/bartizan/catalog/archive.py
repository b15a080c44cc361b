"""Read members of a ZIP archive: only the ranges that hold them, or all of it where that is cheaper."""

import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Self

from bartizan.catalog.directory import Entry, directory
from bartizan.catalog.limits import MEBIBYTE, Budget
from bartizan.catalog.package import Reason
from bartizan.catalog.ranges import HEAD, planned, read_ahead
from bartizan.catalog.source import Source, SourceError
from bartizan.catalog.window import Window

_RATIO_FROM = 16 * MEBIBYTE
_STORED, _DEFLATED = 0, 8
_WORTH_RANGES = 4 * MEBIBYTE
"""Of an archive within the archive: to read a smaller one by ranges takes longer than to read it whole."""


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
        return cls(source, await directory(source, budget), budget)

    async def contents(self, wanted: Sequence[Entry]) -> AsyncIterator[tuple[Entry, bytes | SourceError]]:
        """Yield members with their content, or with the error for which it cannot be read.

        Raises:
            SourceError: nothing more can be read: the network failed, or a limit for the whole package is reached.
        """
        readable = []
        for entry in wanted:
            if error := self._refused(entry):
                yield entry, error
            else:
                readable.append(entry)
        async with aclosing(read_ahead(self.source, planned(readable, is_near=self.source.is_near))) as parts:
            async for each, part in parts:
                for entry in each.entries:
                    yield entry, self._content(entry, part, each.start)

    def is_open_to_ranges(self, entry: Entry) -> bool:
        """Return whether a member, which is an archive, is better read by ranges than whole."""
        is_plain = entry.method == _STORED and not entry.is_encrypted and entry.packed == entry.size
        return is_plain and entry.size >= _WORTH_RANGES and not self.source.is_near

    async def window(self, entry: Entry) -> Window:
        """Return an uncompressed member as a source.

        Raises:
            SourceError: it is not where the directory says, or the bytes could not be read.
        """
        end = min(max(entry.before, entry.offset), entry.offset + HEAD.size)
        start = entry.offset + _data_at(await self.source.read(entry.offset, end), 0)
        if start + entry.size > entry.before:
            raise SourceError(Reason.MALFORMED, "its bytes reach into the next member")
        return Window(self.source, start, entry.size)

    def _refused(self, entry: Entry) -> SourceError | None:
        """Return why a member is not worth a request, None where it is."""
        if entry.is_encrypted:
            return SourceError(Reason.ENCRYPTED, "it is encrypted")
        if (most := max(entry.size, entry.packed)) > self._budget.limits.file_bytes:
            return SourceError(Reason.TOO_LARGE, f"{most:,} bytes")
        return None

    def _content(self, entry: Entry, part: bytes, start: int) -> bytes | SourceError:
        # Not beyond its end: what follows is another member's.
        own = memoryview(part)[: max(0, entry.before - start)]
        try:
            content = _unpacked(entry, own, entry.offset - start, self._budget.limits.ratio)
        except SourceError as error:
            return error
        self._budget.take_bytes(len(content))
        return content


def _data_at(part: bytes | memoryview, at: int) -> int:
    if part[at : at + 4] != b"PK\x03\x04" or len(part) < at + HEAD.size:
        raise SourceError(Reason.MALFORMED, "its header is not where the directory says")
    *_, name, extra = HEAD.unpack_from(part, at)
    return at + HEAD.size + int(name) + int(extra)


def _unpacked(entry: Entry, part: memoryview, at: int, ratio: int) -> bytes:
    start = _data_at(part, at)
    packed = part[start : start + entry.packed]
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
