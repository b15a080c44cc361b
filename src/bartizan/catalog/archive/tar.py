"""Tape archives within packages: unpacked in memory, and their members given as those of a ZIP archive are.

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 (ustar and pax), and
https://www.gnu.org/software/tar/manual/html_node/Standard.html for GNU's long names and numbers
"""

import re
import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Protocol, Self

from bartizan.catalog.archive.limits import MEBIBYTE, Budget
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.archive.zip_directory import Entry
from bartizan.catalog.package import Reason

TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.lzma")
UNREAD = (".tar.zst", ".tzst", ".tar.br", ".tar.lz4", ".tar.z", ".7z")
"""Archives that are packed in ways which the standard library does not know."""
LARGEST = 64 * MEBIBYTE
"""Packed or not: each is held in memory, and larger ones hold data rather than code."""
_BLOCK = 512
_LONGEST_PATH = 4096
_FILES = {b"0", b"\0", b"7"}
_PAX = re.compile(rb"(\d{1,8}) (path|size)=([^\n]*)\n")


class _Inflater(Protocol):
    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class Tar:
    """A tape archive; of two members with the same path the last counts."""

    def __init__(self, content: bytes, entries: list[Entry], budget: Budget) -> None:
        self.entries = entries
        self._content = content
        self._budget = budget

    @classmethod
    def open(cls, packed: bytes, budget: Budget) -> Self:
        """Return the archive in a file, packed or not.

        Raises:
            SourceError: there is none, it is damaged, or it or the package holds too much.
        """
        content = _unpacked(packed, budget)
        entries: dict[str, Entry] = {}
        for entry in _members(content):
            budget.take_members(1)
            entries[entry.path] = entry
        return cls(content, list(entries.values()), budget)

    async def contents(self, wanted: Sequence[Entry]) -> AsyncIterator[tuple[Entry, bytes | SourceError]]:
        """Yield members with their content; all of it is here already, and counted."""
        for entry in wanted:
            yield entry, self._content[entry.offset : entry.offset + entry.size]


def _unpacked(packed: bytes, budget: Budget) -> bytes:
    import bz2
    import lzma

    inflater: _Inflater
    if packed.startswith(b"\x1f\x8b"):
        inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    elif packed.startswith(b"BZh"):
        inflater = bz2.BZ2Decompressor()
    elif packed.startswith((b"\xfd7zXZ\0", b"\x5d\0\0")):
        inflater = lzma.LZMADecompressor(memlimit=LARGEST)
    else:
        return packed
    try:
        content = inflater.decompress(packed, LARGEST + 1)
    except (zlib.error, OSError, lzma.LZMAError, EOFError) as error:
        raise SourceError(Reason.MALFORMED, f"its compressed bytes are damaged: {error}") from error
    budget.take_bytes(len(content))
    if len(content) > LARGEST:
        raise SourceError(Reason.TOO_LARGE, f"more than {LARGEST // MEBIBYTE} MiB unpacked")
    if not inflater.eof:
        raise SourceError(Reason.TRUNCATED, "its compressed bytes are cut off")
    return content


def _members(content: bytes) -> Iterator[Entry]:
    at, path, size = 0, "", -1
    while at + _BLOCK <= len(content) and content[at]:
        head = content[at : at + _BLOCK]
        if _number(head[148:156]) != sum(head[:148]) + 8 * 0x20 + sum(head[156:]):
            reason = Reason.MALFORMED if at else Reason.UNSUPPORTED
            raise SourceError(reason, "a header of its members is damaged" if at else "it is no tape archive")
        kind, length = head[156:157], _number(head[124:136]) if size < 0 else size
        at += _BLOCK
        if not 0 <= length <= len(content) - at:
            raise SourceError(Reason.TRUNCATED, "it is cut off")
        stated = content[at : at + min(length, 4 * _LONGEST_PATH)]
        if kind == b"L":
            path = _text(stated[:_LONGEST_PATH])
        elif kind == b"x":
            path, size = _pax(stated, path, size)
        elif kind != b"g":
            if kind in _FILES:
                yield _entry(path or _named(head), at, length, _number(head[100:108]))
            path, size = "", -1
        at += -(-length // _BLOCK) * _BLOCK
    if content[at : at + 1].strip(b"\0"):
        raise SourceError(Reason.TRUNCATED, "it is cut off")


def _entry(path: str, at: int, size: int, mode: int) -> Entry:
    return Entry(path.replace("\\", "/").removeprefix("./"), 0, False, 0, size, size, at, mode, at + size)


def _named(head: bytes) -> str:
    prefix = _text(head[345:500]) if head[257:263] == b"ustar\0" else ""
    return f"{prefix}/{_text(head[:100])}" if prefix else _text(head[:100])


def _pax(stated: bytes, path: str, size: int) -> tuple[str, int]:
    for _, key, value in _PAX.findall(stated):
        if key == b"path":
            path = _text(value[:_LONGEST_PATH])
        elif value.isdigit() and len(value) < 20:
            size = int(value)
    return path, size


def _number(field: bytes) -> int:
    """Return an octal number, or a binary one whose first bit says so; -1 where it is none."""
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big") if field[0] == 0x80 else -1
    digits = field.strip(b" \0")
    return int(digits, 8) if digits and not digits.strip(b"01234567") else -1 if digits else 0


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "replace")
