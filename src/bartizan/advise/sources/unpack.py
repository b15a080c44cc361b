"""Files of advisories and feeds, unpacked: whatever they hold, within bounds of size and memory."""

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bartizan.model import BartizanError, UsageError

LARGEST = 16 * 1024**2
"""Bytes of one record; the largest that OSV publishes have less than two million."""
_MOST = 8 * 1024**3
"""Bytes that one file may unpack to."""
_CHUNK = 1024**2
_ZSTD_CHUNK = 1024
"""One such piece of packed data unpacks to some tens of megabytes at most."""
RECORD_SUFFIXES = (".json", ".jsonl", ".ndjson", ".zip")
PACKED_SUFFIXES = (".gz", ".zst")


class UnusableError(BartizanError):
    """What a source gave cannot be used; what it gave before stays."""


class NotOfferedError(UnusableError):
    """There is no such thing at the source."""


def records(file: Path, skipped: Counter[str]) -> Iterator[bytes]:
    """Yield the JSON texts of a file: its lines, the members of an archive, or all of it.

    ``skipped`` counts those that are too long.

    Raises:
        UnusableError: it is cut off, damaged, or unpacks to too much.
    """
    name = file.name.removesuffix(".gz").removesuffix(".zst").lower()
    if name.endswith(".zip"):
        yield from _members(file, skipped)
    elif name.endswith((".jsonl", ".ndjson")):
        yield from lines(file, skipped)
    else:
        yield whole(file)


def whole(file: Path, limit: int = 256 * 1024**2) -> bytes:
    """Return all of an unpacked file of at most ``limit`` bytes.

    Raises:
        UnusableError: it is cut off, damaged or longer.
    """
    parts, size = [], 0
    for chunk in _chunks(file):
        parts.append(chunk)
        size += len(chunk)
        if size > limit:
            raise UnusableError(f"{file.name}: unpacks to more than {limit:,} bytes")
    return b"".join(parts)


def lines(file: Path, skipped: Counter[str]) -> Iterator[bytes]:
    """Yield the lines of an unpacked file that are not empty; those that are too long are counted.

    Raises:
        UnusableError: it is cut off, damaged, or unpacks to too much.
    """
    rest, is_too_long = b"", False
    for chunk in _chunks(file):
        *ended, rest = (rest + chunk).split(b"\n")
        for line in ended:
            yield from _kept(line, is_too_long, skipped)
            is_too_long = False
        if len(rest) > LARGEST:
            rest, is_too_long = b"", True
    yield from _kept(rest, is_too_long, skipped)


def _kept(line: bytes, is_too_long: bool, skipped: Counter[str]) -> Iterator[bytes]:
    if is_too_long or len(line) > LARGEST:
        skipped["too long"] += 1
    elif line.strip():
        yield line


def _members(file: Path, skipped: Counter[str]) -> Iterator[bytes]:
    import zipfile

    total = 0
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if not member.filename.lower().endswith(".json"):
                    continue
                with archive.open(member) as content:
                    # One byte more than is allowed: the stated size may be a lie. At the end the checksum is verified.
                    text = content.read(LARGEST + 1)
                total += len(text)
                if total > _MOST:
                    raise UnusableError(f"{file.name}: unpacks to more than {_MOST:,} bytes")
                yield from _kept(text, False, skipped)
    # RuntimeError: a member is encrypted.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnusableError(f"{file.name}: not a whole archive: {error}") from error


def _chunks(file: Path) -> Iterator[bytes]:
    total = 0
    try:
        with file.open("rb") as raw:
            for chunk in _unpacked(raw, file.suffix.lower()):
                total += len(chunk)
                if total > _MOST:
                    raise UnusableError(f"{file.name}: unpacks to more than {_MOST:,} bytes")
                yield chunk
    except (OSError, EOFError, zlib.error) as error:
        raise UnusableError(f"{file.name}: cannot be read: {error}") from error


def _unpacked(raw: IO[bytes], suffix: str) -> Iterator[bytes]:
    if suffix == ".zst":
        yield from _zstd(raw)
        return
    source = gzip.GzipFile(fileobj=raw) if suffix == ".gz" else raw
    while chunk := source.read(_CHUNK):
        yield chunk


def _zstd(raw: IO[bytes]) -> Iterator[bytes]:
    try:
        import zstandard
    except ImportError as error:
        raise UsageError("a .zst file needs a package more: pip install zstandard") from error
    frame = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()
    is_begun = False
    try:
        while packed := raw.read(_ZSTD_CHUNK):
            while packed:
                yield frame.decompress(packed)
                packed, is_begun = (frame.unused_data, False) if frame.eof else (b"", True)
                if frame.eof:
                    frame = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()
    except zstandard.ZstdError as error:
        raise OSError(str(error)) from error
    if is_begun:
        raise EOFError("it is cut off")
