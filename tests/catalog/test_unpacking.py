"""Members that are so long that they come in several ranges, honest and hostile, from bytes that are far away."""

import struct
import zipfile
from random import Random

import pytest

from bartizan.catalog.archive.archive import Archive
from bartizan.catalog.archive.limits import MEBIBYTE, Budget, Limits
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.package import Reason
from tests.catalog.test_archive import Counting, zipped

LONG = Random(1).randbytes(4 * MEBIBYTE) + bytes(2 * MEBIBYTE)
SHORT = b"short"
METHODS = pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])


async def contents(content: bytes) -> tuple[dict[str, bytes | SourceError], int]:
    """Return the members by path, and how many ranges were read."""
    source = Counting(content)
    archive = await Archive.open(source, Budget(Limits()))
    found = {entry.path: each async for entry, each in archive.contents(archive.entries)}
    return found, source.times


def directory_at(content: bytearray) -> int:
    return int(struct.unpack_from("<L", content, len(content) - 6)[0])


@METHODS
async def test_a_long_member_comes_in_parts_and_whole(method: int) -> None:
    found, times = await contents(zipped({"a": SHORT, "long": LONG, "z": SHORT}, method))
    assert found == {"a": SHORT, "long": LONG, "z": SHORT}
    assert times > 4


@METHODS
async def test_a_long_member_with_a_changed_byte_is_unreadable_and_its_neighbours_are_not(method: int) -> None:
    content = bytearray(zipped({"a": SHORT, "long": LONG, "z": SHORT}, method))
    content[3 * MEBIBYTE] ^= 1
    found, _ = await contents(bytes(content))
    assert (found["a"], found["z"]) == (SHORT, SHORT)
    assert isinstance(found["long"], SourceError)
    assert found["long"].reason is Reason.MALFORMED


@METHODS
@pytest.mark.parametrize("claim", [1, len(LONG) - 1, len(LONG) + 1])
async def test_a_long_member_that_is_longer_or_shorter_than_told_is_unreadable(method: int, claim: int) -> None:
    content = bytearray(zipped({"long": LONG}, method))
    struct.pack_into("<L", content, directory_at(content) + 24, claim)
    found, _ = await contents(bytes(content))
    assert isinstance(found["long"], SourceError)
    assert found["long"].reason is Reason.MALFORMED


async def test_a_long_member_that_claims_bytes_of_the_next_is_unreadable() -> None:
    content = bytearray(zipped({"long": LONG, "z": SHORT}, zipfile.ZIP_STORED))
    struct.pack_into("<2L", content, directory_at(content) + 20, len(LONG) + 9, len(LONG) + 9)
    found, _ = await contents(bytes(content))
    assert isinstance(found["long"], SourceError)
    assert found["z"] == SHORT
