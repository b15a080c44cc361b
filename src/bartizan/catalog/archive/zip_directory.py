"""A ZIP file's central directory: what is in the archive, read from its last bytes alone.

Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.12 to 4.3.16 and 4.5.3
"""

import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bartizan.catalog.archive.limits import Budget
from bartizan.catalog.archive.source import ByteSource, SourceError
from bartizan.catalog.package import Reason

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_HEADER = struct.Struct("<4s6H3L5H2L")
_TAIL = 192 * 1024
"""Read at once at the most: the directory of most packages, and the longest comment that may follow it."""
_SHORTEST_TAIL, _TAIL_SHARE = 96 * 1024, 80
"""Of the archive's bytes: directories take about a hundredth."""
_WHOLE_16, _WHOLE_32 = 0xFFFF, 0xFFFFFFFF
_MOST = 256 * 1024 * 1024
"""Bytes of a directory: a million members take 80 MB."""
_LONGEST_PATH = 4096
"""Bytes: no system unpacks a file with a longer path."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the central directory; ``path`` has slashes only. ``mode`` is the Unix mode, 0 where unknown."""

    path: str
    method: int
    is_encrypted: bool
    crc: int
    packed: int
    size: int
    offset: int
    mode: int
    before: int
    """Where the next member begins: this one's bytes end there at the latest."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the directory lies; ``shift`` is what stands before the archive, which its offsets do not count."""

    start: int
    end: int
    shift: int


async def directory(source: ByteSource, budget: Budget) -> list[Entry]:
    """Return the members of an archive; of two with the same path the one that the directory names last.

    Raises:
        SourceError: it is no ZIP archive, is cut off or has too many members, or the bytes could not be read.
    """
    tail_at, tail = await _tail(source)
    place = await _place(source, tail, tail_at)
    if place.end - place.start > _MOST:
        raise SourceError(Reason.TOO_LARGE, "its directory is too large")
    content = tail[max(0, place.start - tail_at) : place.end - tail_at]
    if place.start < tail_at:
        content = await source.read(place.start, min(place.end, tail_at)) + content
    # One more than there may be: to look at all of them may take longer than the limits allow.
    found = list(itertools.islice(_members(content, place.shift), budget.members_left + 1))
    budget.take_members(len(found))
    return _entries(found, place.start)


async def _tail(source: ByteSource) -> tuple[int, bytes]:
    """Return where the last bytes of an archive begin, and these: more of a large one, whose directory is larger."""
    for length in (min(max(_SHORTEST_TAIL, source.size // _TAIL_SHARE), _TAIL), _TAIL):
        tail_at = max(0, source.size - length)
        tail = await source.read(tail_at, source.size)
        if tail_at == 0 or _end_at(tail) is not None:
            break
    return tail_at, tail


def _entries(found: list[tuple], limit: int) -> list[Entry]:  # type: ignore[type-arg]
    """Return members as entries; one whose bytes cannot be there gets none, so that reading it tells so."""
    starts = sorted({member[-1] for member in found if member[-1] < limit} | {limit})
    following = dict(itertools.pairwise(starts))
    # Bytes that many members share are a bomb: they are those of the last of them.
    owners = {member[-1]: n for n, member in enumerate(found)}
    entries: dict[str, Entry] = {}
    for n, (path, method, flags, crc, packed, size, mode, offset) in enumerate(found):
        is_there = offset + packed <= limit and owners[offset] == n
        place = (offset, mode, following.get(offset, limit)) if is_there else (0, mode, 0)
        entries[path] = Entry(path, method, bool(flags & 1), crc, packed, size, *place)
    return list(entries.values())


async def _place(source: ByteSource, tail: bytes, tail_at: int) -> _Place:
    at = _end_at(tail)
    if at is None:
        is_zip = source.size >= 4 and (await source.read(0, 4)) == b"PK\x03\x04"
        if is_zip:
            raise SourceError(Reason.TRUNCATED, "the end of the archive is missing")
        raise SourceError(Reason.UNSUPPORTED, "it is no ZIP archive")
    _, disk, _, _, count, length, start, _ = _END.unpack_from(tail, at)
    end = tail_at + at
    if disk not in {0, _WHOLE_16}:
        raise SourceError(Reason.TRUNCATED, "it is one part of an archive that is split over several files")
    if count == _WHOLE_16 or _WHOLE_32 in {length, start}:
        wide = await _place_64(source, tail, at, tail_at)
        if wide:
            length, start, end = wide
    if length > end or start > end - length:
        raise SourceError(Reason.TRUNCATED, "its directory is cut off")
    # What the offsets do not count stands before the archive: a launcher, or a script.
    return _Place(end - length, end, end - length - start)


def _end_at(tail: bytes) -> int | None:
    """Return where the end record begins: the last one whose comment reaches to the end of the file, if any does."""
    at = tail.rfind(b"PK\x05\x06")
    first = at
    while at >= 0:
        if len(tail) - at >= _END.size and at + _END.size + _END.unpack_from(tail, at)[7] == len(tail):
            return at
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return first if first >= 0 and len(tail) - first >= _END.size else None


async def _place_64(source: ByteSource, tail: bytes, at: int, tail_at: int) -> tuple[int, int, int] | None:
    """Return length, start and end of the directory of an archive with large numbers, None where it has none."""
    locator_at = at - _LOCATOR_64.size
    if locator_at < 0 or tail[locator_at : locator_at + 4] != b"PK\x06\x07":
        return None
    # The record stands right before its locator, whatever stands before the archive.
    record_at = tail_at + locator_at - _END_64.size
    if record_at < 0:
        return None
    record = await source.read(record_at, record_at + _END_64.size)
    if record[:4] != b"PK\x06\x06":
        return None
    *_, length, start = _END_64.unpack(record)
    return length, start, record_at


def _members(content: bytes, shift: int) -> Iterator[tuple]:  # type: ignore[type-arg]  # a tuple is cheaper than a class
    """Yield (path, method, flags, crc, packed, size, mode, offset) of each header."""
    at, end = 0, len(content) - _HEADER.size
    unpack, head = _HEADER.unpack_from, _HEADER.size
    while at <= end:
        (mark, made, _, flags, method, _, _, crc, packed, size, n, extra, note, _, _, outer, offset) = unpack(
            content, at
        )
        if mark != b"PK\x01\x02":
            raise SourceError(Reason.MALFORMED, "its directory is damaged")
        if n > _LONGEST_PATH:
            raise SourceError(Reason.MALFORMED, f"a path of more than {_LONGEST_PATH:,} bytes")
        name = content[at + head : at + head + n]
        if _WHOLE_32 in (packed, size, offset):
            size, packed, offset = _wide(content[at + head + n : at + head + n + extra], size, packed, offset)
        at += head + n + extra + note
        path = _path(name, flags)
        if path and not path.endswith("/"):
            yield path, method, flags, crc, packed, size, outer >> 16 if made >> 8 == 3 else 0, offset + shift


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return sizes and offset with those that did not fit into 32 bits taken from the extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            values = list(struct.unpack_from(f"<{min(length, len(extra) - at - 4) // 8}Q", extra, at + 4))
            found = [values.pop(0) if each == _WHOLE_32 and values else each for each in (size, packed, offset)]
            return found[0], found[1], found[2]
        at += 4 + length
    return size, packed, offset


def _path(name: bytes, flags: int) -> str:
    """Return a member's path with slashes; names without the mark of UTF-8 are most often UTF-8 all the same."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        text = name.decode("utf-8", "backslashreplace") if flags & 0x800 else name.decode("cp437")
    return text.replace("\\", "/").removeprefix("./")
