"""The archive reader over real archives, honest and hostile."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bartizan.catalog.archive.archive import Archive
from bartizan.catalog.archive.bytes_source import BytesSource
from bartizan.catalog.archive.limits import Budget, Limits
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.package import Evidence, Package, Reason
from bartizan.catalog.run import read_package

NAMES = Cataloger(
    name="test-installed",
    ecosystem="PyPI",
    evidence=Evidence.INSTALLED,
    read=lambda contents: [
        Package("PyPI", content.decode("utf-8", "replace"), "1", contents.place(path), Evidence.INSTALLED)
        for path, content in contents.files.items()
    ],
    suffixes=(".name",),
)


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return buffer.getvalue()


class Counting(BytesSource):
    """Bytes that are far away: counts what is read of them."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.is_near = False
        self.times = 0

    async def read(self, start: int, end: int) -> bytes:
        self.times += 1
        self.bytes_read += end - start
        return await super().read(start, end)


async def contents(content: bytes, limits: Limits | None = None) -> dict[str, bytes | SourceError]:
    archive = await Archive.open(BytesSource(content), Budget(limits or Limits()))
    return {entry.path: found async for entry, found in archive.contents(archive.entries)}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
async def test_reads_what_was_written(method: int) -> None:
    files = {f"a/{n}.txt": random.Random(n).randbytes(n * 997) for n in range(40)}
    assert await contents(zipped(files, method)) == files


async def test_a_launcher_before_the_archive_and_a_comment_after_it_do_not_matter() -> None:
    files = {"a.txt": b"x" * 100}
    assert await contents(b"#!/usr/bin/env python3\n" + zipped(files)) == files
    with_comment = io.BytesIO(zipped(files))
    with zipfile.ZipFile(with_comment, "a") as archive:
        archive.comment = b"PK\x05\x06" * 20
    assert await contents(with_comment.getvalue()) == files


async def test_large_numbers() -> None:
    """An archive with more members than 16 bits count has the records of ZIP64."""
    files = {f"{n}": b"" for n in range(70_000)}
    archive = await Archive.open(BytesSource(zipped(files, zipfile.ZIP_STORED)), Budget())
    assert len(archive.entries) == 70_000


async def test_reads_only_what_is_wanted() -> None:
    noise = {f"lib/{n}.bin": random.Random(n).randbytes(300_000) for n in range(20)}
    source = Counting(zipped({"first.name": b"one", **noise, "last.name": b"two"}))
    reading = await read_package(source, [NAMES], secrets=None)
    assert {package.name for package in reading.packages} == {"one", "two"}
    assert source.bytes_read < 0.05 * source.size


async def test_archives_within_archives() -> None:
    inner = zipped({"deep.name": b"inner"})
    reading = await read_package(BytesSource(zipped({"lib/a.jar": zipped({"x/b.zip": inner})})), [NAMES], secrets=None)
    assert [(p.name, p.path) for p in reading.packages] == [("inner", "lib/a.jar!/x/b.zip!/deep.name")]


async def test_too_deep_is_told() -> None:
    content = zipped({"deep.name": b"inner"})
    for _ in range(8):
        content = zipped({"a.zip": content})
    reading = await read_package(BytesSource(content), [NAMES], secrets=None)
    assert reading.packages == []
    assert [each.reason for each in reading.unreadable] == [Reason.TOO_LARGE]


async def test_windows_paths_and_doubled_names() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a_b.name"), b"old")
        archive.writestr(zipfile.ZipInfo("a_b.name_"), b"new")
    content = buffer.getvalue().replace(b"a_b.name_", b"a\\b.name_").replace(b"a_b.name", b"a\\b.name")
    assert set(await contents(content)) == {"a/b.name", "a/b.name_"}
    doubled = zipped({"x.name": b"old", "y.name": b"new"}).replace(b"y.name", b"x.name")
    assert await contents(doubled) == {"x.name": b"new"}


def damaged(content: bytes, offset_of: bytes, at: int, value: bytes) -> bytes:
    where = content.index(offset_of) + at
    return content[:where] + value + content[where + len(value) :]


async def test_encrypted_unsupported_and_damaged_members_are_told_one_by_one() -> None:
    good = zipped({"a.name": b"one" * 99, "b.name": b"two" * 99})
    encrypted = damaged(good, b"PK\x01\x02", 8, struct.pack("<H", 1))
    unsupported = damaged(good, b"PK\x01\x02", 10, struct.pack("<H", 99))
    wrong_sum = damaged(good, b"PK\x01\x02", 16, struct.pack("<L", 7))
    no_header = damaged(good, b"PK\x03\x04", 0, b"XXXX")
    expected = (Reason.ENCRYPTED, Reason.UNSUPPORTED, Reason.MALFORMED, Reason.MALFORMED)
    for content, reason in zip((encrypted, unsupported, wrong_sum, no_header), expected, strict=True):
        found = await contents(content)
        problem = found["a.name"]
        assert isinstance(problem, SourceError)
        assert problem.reason is reason
        assert found["b.name"] == b"two" * 99


async def test_a_bomb_is_not_inflated() -> None:
    bomb = zipped({"a.name": bytes(200 * 1024 * 1024)})
    found = (await contents(bomb))["a.name"]
    assert isinstance(found, SourceError)
    assert found.reason is Reason.TOO_LARGE


async def test_a_member_that_holds_more_than_it_says() -> None:
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(bytes(50_000_000)) + packer.flush()
    good = zipped({"a.name": b"x"}, zipfile.ZIP_STORED)
    lying = damaged(good, b"PK\x01\x02", 10, struct.pack("<H", 8))
    found = (await contents(lying))["a.name"]
    assert isinstance(found, SourceError)
    assert len(packed) < 50_000_000


async def test_all_limits_together() -> None:
    content = zipped({f"{n}.name": bytes(1000) for n in range(100)})
    reading = await read_package(BytesSource(content), [NAMES], Limits(total_bytes=50_000), secrets=None)
    assert reading.failure is not None
    assert reading.failure.reason is Reason.TOO_LARGE
    reading = await read_package(BytesSource(content), [NAMES], Limits(members=50), secrets=None)
    assert reading.failure is not None


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"hello" * 1000, b"PK\x03\x04" + bytes(100), b"PK\x05\x06" + bytes(10)]
)
async def test_what_is_no_archive_is_unreadable(content: bytes) -> None:
    reading = await read_package(BytesSource(content), [NAMES], secrets=None)
    assert reading.failure is not None
    assert reading.failure.reason in {Reason.UNSUPPORTED, Reason.TRUNCATED}


async def test_a_cut_archive_is_unreadable() -> None:
    content = zipped({f"{n}.name": random.Random(n).randbytes(500) for n in range(20)})
    for length in range(1, len(content), 97):
        reading = await read_package(BytesSource(content[:length]), [NAMES], secrets=None)
        assert reading.failure is not None, length


async def test_a_cataloger_that_stumbles_ends_nothing() -> None:
    def stumble(_contents: Contents) -> list[Package]:
        raise KeyError("version")

    broken = Cataloger("broken-installed", "PyPI", Evidence.INSTALLED, stumble, suffixes=(".name",))
    reading = await read_package(BytesSource(zipped({"a.name": b"one"})), [broken, NAMES], secrets=None)
    assert [package.name for package in reading.packages] == ["one"]
    assert [each.reason for each in reading.unreadable] == [Reason.MALFORMED]


SMALL = zipped(
    {"a.name": b"one" * 50, "lib/b.jar": zipped({"c.name": b"two"}), "d.name": random.Random(1).randbytes(99)}
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=12))
async def test_whatever_bytes_there_are_it_ends_with_a_reading(changes: list[tuple[int, int]]) -> None:
    content = bytearray(SMALL)
    for at, value in changes:
        content[at] = value
    reading = await read_package(BytesSource(bytes(content)), [NAMES], Limits(total_bytes=10_000_000))
    assert reading.bytes_total == len(SMALL)
