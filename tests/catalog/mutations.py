"""Changes that keep an input's structure: what libFuzzer's own changes of single bytes hardly reach."""

import re
import struct
from collections.abc import Callable
from random import Random

from tests.catalog.inputs import AGAIN, MEMBER

_SIGNED = re.compile(rb"PK(?:\x01\x02|\x03\x04|\x05\x06|\x06\x06|\x06\x07)")
_WORD = re.compile(rb"[\w@$./+%:=-]{2,}")
_NUMBERS = (0, 1, 2, 8, 0x7F, 0xFF, 0x7FFF, 0xFFFE, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 2**63 - 1, 2**64 - 1)
_HUGE = (b"-0", b"1e999", b"9" * 5000, b"0x" + b"f" * 40, b"1_0", b"nan", b"-9223372036854775809")
_OPENERS = (b"[", b"{", b'{"a":', b"[[", b"(", b"a.", b'{"packages":[', b'{"dependencies":{"a":', b'"""', b"<package ")
_TEXTS = tuple(text.encode() for text in ("\0", "\x1b[2J", "\r", "\u2028", "../", "/", "!/", "\\", *"\"':\n\t"))

Change = Callable[[bytearray, Random], None]


class Mutations:
    """Changes inputs of one target; ``words`` are those of its seeds."""

    def __init__(self, seeds: list[bytes]) -> None:
        self._words = sorted({word for seed in seeds for word in _WORD.findall(seed)}) or [b"a"]
        self._changes: tuple[Change, ...] = (
            _repeated, _repeated, self._with_word, self._with_word, _spliced, _nested, _with_text, _with_number, _cut,
            _field, _field, _field, _doubled_header, _renamed,
        )  # fmt: skip

    def __call__(self, data: bytes, longest: int, seed: int) -> bytes:
        """Return an input with a few changes."""
        random, content = Random(seed), bytearray(data)
        for _ in range(random.choice((1, 1, 2, 4))):
            random.choice(self._changes)(content, random)
        return bytes(content[:longest])

    def _with_word(self, content: bytearray, random: Random) -> None:
        at = _at(content, random)
        content[at : at + random.choice((0, 0, 3))] = random.choice(self._words)


def _at(content: bytearray, random: Random) -> int:
    return random.randint(0, len(content))


def _repeated(content: bytearray, random: Random) -> None:
    at = _at(content, random)
    end = at + random.choice((1, 1, 2, 3, 8, 40))
    content[at:end] = AGAIN + bytes((random.choice((2, 4, 8, 8, 11, 16)),)) + content[at:end] + AGAIN


def _spliced(content: bytearray, random: Random) -> None:
    start = _at(content, random)
    chunk = content[start : start + random.choice((4, 20, 200))]
    at = _at(content, random)
    content[at:at] = chunk


def _nested(content: bytearray, random: Random) -> None:
    at = _at(content, random)
    content[at:at] = AGAIN + bytes((random.choice((6, 10, 10, 16)),)) + random.choice(_OPENERS) + AGAIN


def _with_text(content: bytearray, random: Random) -> None:
    at = _at(content, random)
    content[at : at + random.choice((0, 1))] = random.choice(_TEXTS)


def _with_number(content: bytearray, random: Random) -> None:
    numbers = list(re.finditer(rb"\d+", content))
    if numbers:
        start, end = random.choice(numbers).span()
        content[start:end] = random.choice(_HUGE)


def _cut(content: bytearray, random: Random) -> None:
    start = _at(content, random)
    del content[start : start + random.choice((1, 8, 64, 100_000))]


def _field(content: bytearray, random: Random) -> None:
    """Put another number into one of the records of a ZIP archive."""
    records = [found.start() for found in _SIGNED.finditer(content)]
    if not records:
        return
    at = random.choice(records) + random.randrange(4, 56, 2)
    size, form = random.choice(((2, "<H"), (4, "<L"), (4, "<L"), (8, "<Q")))
    if at + size <= len(content):
        value = random.choice((*_NUMBERS, len(content), *records)) + random.choice((0, 0, -1, 1))
        struct.pack_into(form, content, at, value % (1 << 8 * size))


def _doubled_header(content: bytearray, random: Random) -> None:
    """Name members of an archive once more, all of them or the first, and say so in its end record."""
    end, start = content.rfind(b"PK\x05\x06"), content.find(b"PK\x01\x02")
    if not 0 <= start < end or end + 20 > len(content):
        return
    following = content.find(b"PK\x01\x02", start + 4, end)
    stop = following if following > 0 and random.random() < 0.5 else end
    chunk = content[start:stop] * random.choice((1, 1, 3, 100))
    length = struct.unpack_from("<L", content, end + 12)[0] + len(chunk)
    struct.pack_into("<L", content, end + 12, length % 2**32)
    content[start:start] = chunk


def _renamed(content: bytearray, random: Random) -> None:
    """Begin one more file with the content of another, under a name of another."""
    files = content.split(MEMBER)
    one, other = random.choice(files), random.choice(files)
    path, mark, _ = one.partition(b"\xff\x1f")
    content += MEMBER + random.choice((b"", b"x/", b"a.jar!/")) + path + mark + other.partition(b"\xff\x1f")[2]
