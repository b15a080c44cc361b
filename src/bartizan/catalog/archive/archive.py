"""Read members of a ZIP archive: only the ranges that hold them, or all of it where that is cheaper."""

import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Self

from bartizan.catalog.archive.limits import MEBIBYTE, Budget
from bartizan.catalog.archive.ranges import planned, read_ahead
from bartizan.catalog.archive.source import ByteSource, SourceError
from bartizan.catalog.archive.unpacking import DEFLATED, HEAD, STORED, Unpacking, data_at
from bartizan.catalog.archive.window import Window
from bartizan.catalog.archive.zip_directory import Entry, directory
from bartizan.catalog.package import Reason

_WORTH_RANGES = 4 * MEBIBYTE
"""Of an archive within the archive: to read a smaller one by ranges takes longer than to read it whole."""

_HEAD = 4096
"""Bytes that hold a member's own header and enough of its content to identify it."""
_MAGIC = 16


class Archive:
    """A ZIP archive whose members are listed but not read yet."""

    def __init__(self, source: ByteSource, entries: list[Entry], budget: Budget) -> None:
        self.source = source
        self.entries = entries
        self._budget = budget

    @classmethod
    async def open(cls, source: ByteSource, budget: Budget) -> Self:
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
            unpacking = None
            async for each, part in parts:
                for entry in each.entries:
                    unpacking = unpacking or Unpacking(entry, self._budget.limits.ratio)
                    unpacking.feed(memoryview(part), each.start)
                    if each.is_last:
                        yield entry, self._content(unpacking)
                        unpacking = None

    def is_open_to_ranges(self, entry: Entry) -> bool:
        """Return whether a member, which is an archive, is better read by ranges than whole."""
        is_plain = entry.method == STORED and not entry.is_encrypted and entry.packed == entry.size
        return is_plain and entry.size >= _WORTH_RANGES and not self.source.is_near

    async def window(self, entry: Entry) -> Window:
        """Return an uncompressed member as a source.

        Raises:
            SourceError: it is not where the directory says, or the bytes could not be read.
        """
        end = min(max(entry.before, entry.offset), entry.offset + HEAD.size)
        start = entry.offset + data_at(await self.source.read(entry.offset, end))
        if start + entry.size > entry.before:
            raise SourceError(Reason.MALFORMED, "its bytes reach into the next member")
        return Window(self.source, start, entry.size)

    async def head(self, entry: Entry) -> bytes | None:
        """Return the first bytes of a member, None where only reading all of it will tell.

        Raises:
            SourceError: the bytes could not be read.
        """
        if self._refused(entry) or entry.method not in {STORED, DEFLATED}:
            return None
        end = min(max(entry.before, entry.offset), entry.offset + _HEAD)
        part = await self.source.read(entry.offset, end)
        try:
            packed = part[data_at(part) :]
            if entry.method == DEFLATED:
                packed = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, _MAGIC)
        except (SourceError, zlib.error):
            return None
        return packed[:_MAGIC] or None

    def _refused(self, entry: Entry) -> SourceError | None:
        """Return why a member is not worth a request, None where it is."""
        if entry.is_encrypted:
            return SourceError(Reason.ENCRYPTED, "it is encrypted")
        if (most := max(entry.size, entry.packed)) > self._budget.limits.file_bytes:
            return SourceError(Reason.TOO_LARGE, f"{most:,} bytes")
        return None

    def _content(self, unpacking: Unpacking) -> bytes | SourceError:
        try:
            content = unpacking.content()
        except SourceError as error:
            return error
        self._budget.take_bytes(len(content))
        return content
