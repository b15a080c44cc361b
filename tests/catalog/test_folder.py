"""Folders read as the archives that would be made of them."""

import asyncio
from pathlib import Path

import pytest

from bartizan.catalog.archive.folder import Folder, FolderMembers, folder_at
from bartizan.catalog.archive.limits import Budget, Limits
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.package import Reason
from bartizan.catalog.reading import PackageReading
from bartizan.catalog.run import read_package
from tests.catalog.reading import reading
from tests.catalog.test_archive import zipped

RECORD = b"Name: requests\nVersion: 2.31.0\n"
FILES = {
    "requests-2.31.0.dist-info/METADATA": RECORD,
    "node_modules/ms/package.json": b'{"name": "ms", "version": "2.0.0"}',
    "lib/inner.zip": zipped({"a-1.0.dist-info/METADATA": b"Name: a\nVersion: 1.0\n"}),
    "index.js": b"x=1;" * 100_000,
}


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def read(folder: Path) -> PackageReading:
    return asyncio.run(read_package(Folder.open(folder), secrets=None))


def test_a_folder_holds_what_its_archive_would(tmp_path: Path) -> None:
    told, packed = read(written(tmp_path, FILES)), reading(FILES)
    assert {(p.name, p.version, p.path) for p in told.packages} == {
        (p.name, p.version, p.path) for p in packed.packages
    }
    assert told.unreadable == packed.unreadable != []
    assert told.bytes_read == told.bytes_total == sum(map(len, FILES.values()))


def test_links_and_repositories_are_not_followed(tmp_path: Path) -> None:
    outside = written(tmp_path / "outside", {"METADATA": RECORD, ".dist-info/METADATA": RECORD})
    folder = written(tmp_path / "in", {"handler.py": b"x = 1", ".git/b-1.dist-info/METADATA": RECORD})
    (folder / "linked-2.31.0.dist-info").symlink_to(outside, target_is_directory=True)
    (folder / "c-1.dist-info").mkdir()
    (folder / "c-1.dist-info" / "METADATA").symlink_to(outside / "METADATA")
    assert [entry.path for entry in Folder.open(folder).entries] == ["handler.py"]


async def test_a_file_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = Folder.open(written(tmp_path / "in", {"a.txt": b"one"}))
    (tmp_path / "in" / "a.txt").unlink()
    (tmp_path / "in" / "a.txt").symlink_to(written(tmp_path, {"secret.txt": b"two"}) / "secret.txt")
    found = [each async for _, each in FolderMembers(folder, Budget(Limits())).contents(folder.entries)]
    assert [each.reason for each in found if isinstance(each, SourceError)] == [Reason.DENIED]


def test_limits_hold(tmp_path: Path) -> None:
    written(tmp_path, FILES)
    with pytest.raises(SourceError, match="more than 3 files"):
        Folder.open(tmp_path, most=3)
    done = asyncio.run(read_package(Folder.open(tmp_path), limits=Limits(file_bytes=1000), secrets=None))
    assert [(each.path, each.reason) for each in done.unreadable] == [("index.js", Reason.TOO_LARGE)]


def test_what_is_no_folder(tmp_path: Path) -> None:
    written(tmp_path, {"a.zip": b""})
    assert folder_at(tmp_path / "a.zip") is folder_at(tmp_path / "missing") is None
