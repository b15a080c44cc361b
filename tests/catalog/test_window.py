"""Large archives that lie uncompressed within an archive, far away: by ranges, and never past their bytes."""

import struct
import zipfile
from random import Random

from bartizan.catalog.package import Reason
from bartizan.catalog.run import read_package
from tests.catalog.test_archive import Counting, zipped


def library(n: int, size: int = 5_000_000) -> bytes:
    record = f"Name: lib{n}\nVersion: {n}.0\n".encode()
    return zipped({"data.bin": Random(n).randbytes(size), f"lib{n}-{n}.0.dist-info/METADATA": record})


def outer(count: int = 4) -> bytes:
    return zipped({f"wheels/lib{n}.whl": library(n) for n in range(1, count + 1)}, zipfile.ZIP_STORED)


async def test_only_a_small_part_of_it_is_read() -> None:
    source = Counting(content := outer())
    done = await read_package(source, secrets=None)
    assert {(p.name, p.version, p.path.partition("!")[0]) for p in done.packages} == {
        (f"lib{n}", f"{n}.0", f"wheels/lib{n}.whl") for n in range(1, 5)
    }
    assert done.unreadable == []
    assert source.bytes_read < 0.06 * len(content)


async def test_one_that_claims_its_neighbours_bytes_is_told_and_the_others_are_read() -> None:
    content = bytearray(outer())
    second = content.index(b"PK\x03\x04", content.index(b"wheels/lib2.whl") - 30)
    # The length of the extra field in the member's own header moves where its bytes begin.
    struct.pack_into("<H", content, second + 28, 60_000)
    done = await read_package(Counting(bytes(content)), secrets=None)
    assert {p.name for p in done.packages} == {"lib1", "lib3", "lib4"}
    assert [(each.path, each.reason) for each in done.unreadable] == [("wheels/lib2.whl", Reason.MALFORMED)]
