"""A .NET program in a single file: the host with all assemblies behind it, and the list of where each begins.

Source: https://github.com/dotnet/designs/blob/main/accepted/2020/single-file/bundler.md
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = bytes.fromhex("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae")
"""Stands in every host that can have a bundle, behind the offset of the bundle's header."""
_HEADER = struct.Struct("<2Li")
_OF_FILES = struct.Struct("<4qQ")
"""Where the lists of dependencies and of settings are, and flags; from the second version on."""
_PLACE = struct.Struct("<2q")
_MOST = 20_000
_LARGEST = 64 * 1024 * 1024
DEPENDENCIES = 3
"""The type of the file that lists what the program depends on."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """A file in a bundle; ``packed`` is 0 where it is not compressed."""

    path: str
    kind: int
    offset: int
    size: int
    packed: int


def bundled(program: bytes) -> list[Bundled] | None:
    """Return the files in a program, none where it is no bundle's, None where the list of them is damaged."""
    at = program.find(_MARK)
    if at < 8:
        return []
    (start,) = struct.unpack_from("<q", program, at - 8)
    if start == 0:
        # A host without a bundle: the assemblies lie beside it.
        return []
    try:
        return list(_files(program, start))
    except (struct.error, IndexError, ValueError):
        return None


def content(program: bytes, file: Bundled) -> bytes | None:
    """Return what is in a file, None where that is damaged or too large."""
    stored = program[file.offset : file.offset + (file.packed or file.size)]
    if not file.packed:
        return stored if len(stored) == file.size else None
    if file.size > _LARGEST:
        return None
    try:
        found = zlib.decompressobj(-zlib.MAX_WBITS).decompress(stored, file.size + 1)
    except zlib.error:
        return None
    return found if len(found) == file.size else None


def _files(program: bytes, start: int) -> Iterator[Bundled]:
    if not 0 < start < len(program):
        raise ValueError("the header is outside the file")
    major, _, count = _HEADER.unpack_from(program, start)
    if not (0 < major < 100 and 0 <= count <= _MOST):
        raise ValueError("no header of a bundle")
    _, at = _text(program, start + _HEADER.size)
    at += _OF_FILES.size if major >= 2 else 0
    for _ in range(count):
        offset, size = _PLACE.unpack_from(program, at)
        at += _PLACE.size
        packed = 0
        if major >= 6:
            (packed,) = struct.unpack_from("<q", program, at)
            at += 8
        kind = program[at]
        path, at = _text(program, at + 1)
        if not (0 <= offset <= len(program) and size >= 0 and 0 <= packed <= len(program)):
            raise ValueError("a file outside the program")
        yield Bundled(path, kind, offset, size, packed)


def _text(program: bytes, at: int) -> tuple[str, int]:
    """Return a text behind its length, which takes seven bits of a byte, and where the next thing begins."""
    length = program[at] & 0x7F
    if program[at] & 0x80:
        at += 1
        length |= program[at] << 7
    if length > 4096 or at + 1 + length > len(program):
        raise ValueError("a text that is too long")
    return program[at + 1 : at + 1 + length].decode("utf-8", "replace"), at + 1 + length
