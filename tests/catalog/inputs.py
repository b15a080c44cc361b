"""Inputs of fuzzing: bytes that say which files a package has, and the archive that they stand for.

``MEMBER`` stands between files, ``CONTENT`` between a file's path and its content; ``a.jar!/b`` lies in an archive.
A stretch between two ``AGAIN`` is repeated: twice as often for each step of its first byte, as far as ``LONGEST`` goes.
So a short input reaches what takes too long only for long ones. None of the marks can be in UTF-8.
"""

import struct
import zlib
from collections.abc import Iterable, Mapping

from bartizan.catalog.ecosystems.shared.program import is_program

MEMBER, CONTENT, AGAIN = b"\xff\x1e", b"\xff\x1f", b"\xff\x1d"
LONGEST = 64 * 1024
_MOST_STEPS = 16
_FEW_STEPS = 8
_WITHIN = 6
_PADDED = 8
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF_8 = 0x800
_PROGRAM = 0o100755 << 16

Files = list[tuple[bytes, bytes]]


def written(files: Mapping[str, bytes | str]) -> bytes:
    """Return the input that says these files."""
    return MEMBER.join(
        path.encode() + CONTENT + (content.encode() if isinstance(content, str) else content)
        for path, content in files.items()
    )


def again(chunk: bytes, steps: int = _MOST_STEPS) -> bytes:
    """Return a stretch of an input that stands for the chunk, repeated."""
    return AGAIN + bytes((steps,)) + chunk + AGAIN


def expanded(data: bytes) -> bytes:
    """Return an input with its repetitions written out."""
    parts = data[:LONGEST].split(AGAIN)
    left = LONGEST - sum(map(len, parts))
    for n in range(1, len(parts), 2):
        steps, chunk = parts[n][:1], parts[n][1:]
        times = min(_times(steps[0]), 1 + left // len(chunk)) if chunk else 0
        parts[n] = chunk * times
        left -= len(chunk) * max(0, times - 1)
    return b"".join(parts)


def _times(steps: int) -> int:
    """Return how often a stretch stands there; few bytes say very often, so that most inputs are read quickly."""
    return 1 << (steps if steps <= _MOST_STEPS else steps % _FEW_STEPS)


def archive_of(data: bytes, least: int = 0) -> bytes:
    """Return the archive that an input stands for; the first programs in it are filled up to the ``least`` size."""
    files = [record.partition(CONTENT)[::2] for record in expanded(data).split(MEMBER)]
    padded = [(path, content.ljust(least * is_program(content), b"\0")) for path, content in files[:_PADDED]]
    return _nested([*padded, *files[_PADDED:]], _WITHIN)


def _nested(files: Files, depth: int) -> bytes:
    here: Files = []
    within: dict[bytes, Files] = {}
    for path, content in files:
        outer, mark, inner = path.partition(b"!/")
        if mark and depth:
            within.setdefault(outer, []).append((inner, content))
        else:
            here.append((path, content))
    return stored([*here, *((path, _nested(inner, depth - 1)) for path, inner in within.items())])


def stored(files: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return a ZIP archive of uncompressed files whose names are any bytes."""
    body, directory, count = bytearray(), bytearray(), 0
    for path, content in files:
        name, count = path[:0xFFFF], count + 1
        about = (0, 0, zlib.crc32(content), len(content), len(content), len(name), 0)
        directory += _CENTRAL.pack(
            b"PK\x01\x02", 0x314, 20, _UTF_8, 0, *about, 0, 0, 0, _PROGRAM, len(body)
        ) + name  # fmt: skip
        body += _LOCAL.pack(b"PK\x03\x04", 20, _UTF_8, 0, *about) + name + content
    count &= 0xFFFF
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + end)
