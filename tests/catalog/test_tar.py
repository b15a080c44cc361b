"""Archives of other kinds within a package: tape archives, packed or not, and Python's programs in a ZIP file."""

import asyncio
import bz2
import gzip
import io
import lzma
import random
import tarfile

import pytest

from bartizan.catalog.archive.bytes_source import BytesSource
from bartizan.catalog.archive.limits import Limits
from bartizan.catalog.package import Reason
from bartizan.catalog.run import read_package
from tests.catalog.reading import found, reading
from tests.catalog.test_archive import Counting, zipped

RECORD = b"Name: a\nVersion: 1.0\n"
FOUND = {("a", "1.0", "installed")}
FILES = {"./a-1.0.dist-info/METADATA": RECORD, "x/" + "long/" * 60 + "a-1.0.dist-info/METADATA": RECORD}


def tarred(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        archive.addfile(tarfile.TarInfo("folder/"))
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("link-9.dist-info/METADATA")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return buffer.getvalue()


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_the_forms_of_tape_archives(form: int) -> None:
    files = dict(list(FILES.items())[: 1 if form == tarfile.USTAR_FORMAT else 2])
    done = reading({"lib.tar": tarred(files, form)})
    assert {(each.name, each.version) for each in done.packages} == {("a", "1.0")}
    assert len(done.packages) == len(files)
    assert done.packages[0].path == "lib.tar!/a-1.0.dist-info/METADATA"


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("a.tar", bytes),
        ("a.tar.gz", gzip.compress),
        ("a.TGZ", gzip.compress),
        ("a.tar.bz2", bz2.compress),
        ("a.tar.xz", lzma.compress),
    ],
)
def test_packed_tape_archives(name: str, packed: type[bytes]) -> None:
    inner = tarred({"a-1.0.dist-info/METADATA": RECORD})
    assert found({f"data/{name}": packed(inner)}) == FOUND
    assert found({"x.zip": zipped({name: packed(tarred({"b.zip": zipped({"a-1.0.dist-info/METADATA": RECORD})}))})}) == FOUND  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("name", ["app.pyz", "app.pex", "app.zip", "app.whl", "app.egg"])
def test_zip_archives_by_other_names(name: str) -> None:
    head = b"#!/usr/bin/env python3\n" if name.endswith(("z", "x")) else b""
    pex = {".deps/a-1.0-py3-none-any.whl/a-1.0.dist-info/METADATA": RECORD, "__main__.py": b"x"}
    assert found({name: head + zipped(pex)}) == FOUND


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.tar", tarred(FILES)[:700], Reason.TRUNCATED),
        ("a.tar", tarred(FILES).replace(b"a-1.0", b"b-2.0"), Reason.MALFORMED),
        ("a.tar.gz", gzip.compress(tarred(FILES))[:-30], Reason.TRUNCATED),
        ("a.tar.gz", gzip.compress(bytes(70 * 1024 * 1024)), Reason.TOO_LARGE),
        ("a.tar.bz2", b"BZh9" + b"x" * 100, Reason.MALFORMED),
        ("a.tar.xz", b"\xfd7zXZ\0" + b"x" * 100, Reason.MALFORMED),
        ("a.tar.zst", b"\x28\xb5\x2f\xfd", Reason.UNSUPPORTED),
        ("a.tar.br", b"x", Reason.UNSUPPORTED),
        ("a.7z", b"7z", Reason.UNSUPPORTED),
        ("a.jar", b"version https://git-lfs.github.com/spec/v1\n", Reason.UNSUPPORTED),
        ("a.zip", zipped(dict(FILES))[:-40], Reason.TRUNCATED),
    ],
)
def test_archives_that_cannot_be_read_are_told(name: str, content: bytes, reason: Reason) -> None:
    assert [(each.path, each.reason) for each in reading({name: content}).unreadable] == [(name, reason)]


def test_the_data_of_installed_packages_is_left_alone() -> None:
    data = gzip.compress(tarred({"b-1.0.dist-info/METADATA": RECORD}))
    files = {"a/data.tar.gz": data, "a/d.tar.zst": b"x", "a-1.0.dist-info/METADATA": RECORD, "node_modules/b/b.tgz": data, "node_modules/b/c.tar.br": b"x"}  # fmt: skip  # noqa: E501
    assert found(files) == FOUND


def test_a_package_of_nested_archives_costs_little() -> None:
    """A few kilobytes held a third of a million archives, which took a minute to look at."""
    inner = zipped({"a": b""})
    for _ in range(3):
        inner = zipped({f"{n}.jar": inner for n in range(40)})
    done = reading({"a.jar": inner})
    assert done.failure is not None
    assert "too much to unpack" in done.failure.detail
    assert asyncio.run(read_package(BytesSource(zipped({"a.jar": inner})), limits=Limits(depth=2))).failure is None


def test_what_is_no_program_is_not_read_for_its_name() -> None:
    """A browser's packed parts are marked as executable: sixty megabytes of them were read for nothing."""
    noise = random.Random(1).randbytes(3_000_000)
    files = {"bin/chromium.br": b"\x8b" + noise, "bin/tool.bin": b"\x7fELF" + noise, "filler.dat": noise}
    content = bytearray(zipped(files))
    at = content.rindex(b"PK\x01\x02")
    for _ in files:
        content[at + 5], content[at + 38 : at + 42] = 3, (0o100755 << 16).to_bytes(4, "little")
        at = content.rfind(b"PK\x01\x02", 0, at)
    source = Counting(bytes(content))
    asyncio.run(read_package(source, secrets=None))
    assert 3_000_000 < source.bytes_read < 3_500_000
