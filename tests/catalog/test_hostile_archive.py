"""Archives that are made to do harm: they end as words about what could not be read, within the limits."""

import struct
import time
import zlib
from dataclasses import dataclass

import pytest

from bartizan.catalog.archive.archive import Archive
from bartizan.catalog.archive.bytes_source import BytesSource
from bartizan.catalog.archive.limits import MEBIBYTE, Budget, Limits
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.package import Reason
from bartizan.catalog.run import read_package
from tests.catalog.targets import FarSource
from tests.catalog.test_archive import NAMES, contents, zipped


@dataclass
class Told:
    """What the directory tells of one member."""

    path: bytes
    content: bytes = b""
    packed: int = 0
    size: int = 0
    at: int = 0
    method: int = 0
    extra: bytes = b""

    def header(self) -> bytes:
        about = (self.method, 0, 0, zlib.crc32(self.content), self.packed, self.size, len(self.path), len(self.extra))
        return (
            struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, *about, 0, 0, 0, 0, self.at) + self.path + self.extra
        )


def local(content: bytes, packed: bytes, method: int = 0) -> bytes:
    about = (method, 0, 0, zlib.crc32(content), len(packed), len(content), 1, 0)
    return struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, *about) + b"x" + packed


def archive(body: bytes, directory: bytes, count: int) -> bytes:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(body), 0)
    return body + directory + end


def telling(body: bytes, *members: Told) -> bytes:
    return archive(body, b"".join(each.header() for each in members), len(members))


def reason(found: bytes | SourceError) -> Reason | None:
    return found.reason if isinstance(found, SourceError) else None


@pytest.mark.parametrize(("count", "is_read"), [(500_000, True), (500_001, False)])
async def test_no_more_members_than_the_limit(count: int, is_read: bool) -> None:
    """More of them are not even looked at: the directory of a million takes a gigabyte of memory."""
    content = archive(b"", Told(b"a").header() * count, count)
    failure = (await read_package(BytesSource(content), [NAMES], secrets=None)).failure
    assert (failure is None) is is_read
    assert failure is None or failure.reason is Reason.TOO_LARGE


async def test_members_of_archives_within_count_together() -> None:
    inner = zipped({f"{n}.txt": b"" for n in range(30)})
    content = zipped({f"{n}.jar": inner for n in range(4)})
    reading = await read_package(BytesSource(content), [NAMES], Limits(members=100), secrets=None)
    assert reading.failure is not None
    assert reading.failure.reason is Reason.TOO_LARGE


async def test_bytes_that_many_members_share_are_read_once() -> None:
    content = bytes(4 * MEBIBYTE)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    members = [Told(b"%d" % n, content, len(packed), len(content), method=8) for n in range(1000)]
    bomb = telling(local(content, packed, 8), *members)
    began = time.process_time()
    found = await contents(bomb)
    assert time.process_time() - began < 1
    assert [path for path, each in found.items() if each == content] == ["999"]
    assert {reason(each) for path, each in found.items() if path != "999"} == {Reason.MALFORMED}


async def test_a_member_within_another() -> None:
    inner = local(b"inner", b"inner")
    outer = local(inner, inner)
    members = Told(b"outer", inner, len(inner), len(inner)), Told(b"inner", b"inner", 5, 5, at=len(outer) - len(inner))
    found = await contents(telling(outer, *members))
    assert reason(found["outer"]) is Reason.MALFORMED
    assert found["inner"] == b"inner"


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 2**64 - 1])
async def test_sizes_and_offsets_beyond_all_bounds(number: int) -> None:
    whole = 0xFFFFFFFF
    wide = struct.pack("<2H3Q", 1, 24, number, number, number)
    sized = struct.pack("<2HQ", 1, 8, number)
    found = await contents(
        telling(
            local(b"good", b"good"),
            Told(b"all", b"good", whole, whole, whole, extra=wide),
            Told(b"size", b"good", 4, whole, extra=sized),
            Told(b"packed", b"good", whole, 4, extra=sized),
            Told(b"short", b"good", whole, whole, whole, extra=wide[:9]),
            Told(b"good", b"good", 4, 4),
        )
    )
    assert found.pop("good") == b"good"
    assert {reason(each) for each in found.values()} <= {Reason.TOO_LARGE, Reason.MALFORMED}
    assert len(found) == 4


async def test_what_is_too_large_or_encrypted_is_not_asked_for() -> None:
    """Of a source that is far away, bytes that will not be looked at are not read."""
    noise = bytes(range(256)) * 4096
    content = zipped({"large.name": noise, "small.name": b"x"}, method=0)
    limits = Limits(file_bytes=1000)
    source = FarSource(content)
    there = await Archive.open(source, Budget(limits))
    before = source.bytes_read
    found = {entry.path: each async for entry, each in there.contents(there.entries)}
    assert reason(found["large.name"]) is Reason.TOO_LARGE
    assert found["small.name"] == b"x"
    assert source.bytes_read - before < 2000


async def test_a_small_package_does_not_hold_gigabytes() -> None:
    """Each member and each archive within keeps to its own limit, and all together do not."""
    limits = Limits(small_bytes=20 * MEBIBYTE)
    inner = zipped({f"{n}.name": bytes(5 * MEBIBYTE) for n in range(10)})
    reading = await read_package(BytesSource(zipped({"a.jar": inner})), [NAMES], limits, secrets=None)
    assert reading.failure is not None
    assert reading.failure.reason is Reason.TOO_LARGE
    assert limits.bytes_of(50 * MEBIBYTE) == limits.total_bytes


async def test_a_path_that_no_system_unpacks() -> None:
    for length, is_read in ((4096, True), (4097, False)):
        content = zipped({"a" * (length - 5) + ".name": b"one"})
        reading = await read_package(BytesSource(content), [NAMES], secrets=None)
        assert (reading.failure is None) is is_read


async def test_hostile_names_are_shown_without_harm() -> None:
    files = {
        "a\x1b[2J.name": b"one",
        "../../b.name": b"two",
        "/c.name": b"three",
        "d.name": b"f\x1bour",
        "e.name": b" ",
    }
    reading = await read_package(BytesSource(zipped(files)), [NAMES], secrets=None)
    assert [(each.name, each.path) for each in reading.packages] == [
        ("three", "/c.name"),
        ("one", "a [2J.name"),
        ("two", "../../b.name"),
    ]
    assert [(each.path, each.reason) for each in reading.unreadable] == [
        ("d.name", Reason.MALFORMED),
        ("e.name", Reason.MALFORMED),
    ]


async def test_what_is_installed_in_many_folders_takes_no_longer_than_it_is() -> None:
    """Each file was compared with each folder once."""
    records = {f"{n}/a-1.0.dist-info/METADATA": b"Name: a\nVersion: 1.0\n" for n in range(4000)}
    own = {f"x/{n}/requirements.txt": b"b==1\n" for n in range(4000)}
    began = time.process_time()
    reading = await read_package(BytesSource(zipped({**records, **own}, method=0)))
    assert time.process_time() - began < 4
    assert len(reading.packages) == 4001


@pytest.mark.slow
async def test_what_catalogers_see_together_is_bounded() -> None:
    """A thousand manifests of megabytes are held at the same time, and no honest package has them."""
    manifest = b'{"name": "a", "version": "1.0.0"}' + b" " * (8 * MEBIBYTE)
    content = zipped({f"node_modules/{n}/package.json": manifest for n in range(40)})
    reading = await read_package(BytesSource(content), limits=Limits(small_bytes=1024 * MEBIBYTE), secrets=None)
    assert len(reading.packages) == 31
    assert {each.reason for each in reading.unreadable} == {Reason.TOO_LARGE}
    assert len(reading.unreadable) == 9


async def test_a_module_that_is_too_large_is_told() -> None:
    content = zipped({"six.py": b"__version__ = '1.16.0'\n" + bytes(5 * MEBIBYTE)})
    (told,) = (await read_package(BytesSource(content), secrets=None)).unreadable
    assert (told.path, told.reason) == ("six.py", Reason.TOO_LARGE)


@pytest.mark.parametrize("counts", [(40, 40, 40), (13, 13, 13, 13), (3000,)])
async def test_a_small_jar_of_many_jars_ends_soon(counts: tuple[int, ...]) -> None:
    """Tens of kilobytes of jars in jars took half a minute: how many there may be hangs on the size of the package."""
    jar = zipped({"META-INF/MANIFEST.MF": b"Implementation-Title: a\nImplementation-Version: 1\n"})
    for count in counts:
        jar = zipped({f"{n}.jar": jar for n in range(count)})
    began = time.process_time()
    reading = await read_package(BytesSource(jar))
    assert time.process_time() - began < 10
    assert reading.failure is not None
    assert "more than 2,000 archives within it" in reading.failure.detail
