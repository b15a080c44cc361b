"""What a test says of a package: its files in, packages out."""

import asyncio
from collections.abc import Mapping

from bartizan.catalog.archive.bytes_source import BytesSource
from bartizan.catalog.reading import PackageReading
from bartizan.catalog.run import read_package
from tests.catalog.test_archive import zipped


def reading(files: Mapping[str, bytes | str]) -> PackageReading:
    """Return the reading of a zip with these files."""
    content = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    return asyncio.run(read_package(BytesSource(zipped(content)), secrets=None))


def found(files: Mapping[str, bytes | str]) -> set[tuple[str, str, str]]:
    """Return (name, version, evidence) of the packages in a zip with these files, none of which is unreadable."""
    done = reading(files)
    assert done.unreadable == []
    return {(each.name, each.version, str(each.evidence)) for each in done.packages}
