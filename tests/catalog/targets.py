"""What is fuzzed: the archive reader, each module of catalogers, and the scanner of secrets."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

from bartizan.catalog.archive.bytes_source import BytesSource
from bartizan.catalog.archive.limits import MEBIBYTE, Limits
from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.catalogers import CATALOGERS
from bartizan.catalog.package import Evidence, Package
from bartizan.catalog.reading import PackageReading
from bartizan.catalog.run import read_package
from bartizan.catalog.secrets import SECRETS
from tests.catalog.inputs import archive_of
from tests.catalog.over_http import over_http

LIMITS = Limits(members=20_000, total_bytes=64 * MEBIBYTE, file_bytes=16 * MEBIBYTE, seconds=60)
_PROGRAM = 17 * 1024
"""Bytes of the smallest file that is looked at as a program, and some more."""
_AGAIN = 8
"""Times that a byte may be read: by the directory, as part of a member, and so at each level."""
_SLACK = 512 * 1024


@dataclass(frozen=True)
class Target:
    """Something to fuzz; ``read`` takes an input and returns what came of reading it."""

    name: str
    read: Callable[[bytes], Awaitable[PackageReading]]


class BoundError(AssertionError):
    """The reader went beyond what it was given."""


class FarSource(BytesSource):
    """Bytes that are far away, which no one may read beyond their ends or over and over again."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.is_near = False

    async def read(self, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` up to ``end``, which must be there."""
        if not 0 <= start <= end <= self.size:
            raise BoundError(f"read from {start} to {end} of {self.size}")
        self.bytes_read += end - start
        if self.bytes_read > _AGAIN * self.size + _SLACK:
            raise BoundError(f"read {self.bytes_read} bytes of {self.size}")
        return await super().read(start, end)


def everything() -> Cataloger:
    """Return a cataloger that wants every file and keeps count of the limits."""
    taken = 0

    def read(contents: Contents) -> Iterator[Package]:
        nonlocal taken
        for path, content in contents.files.items():
            taken += len(content)
            if len(content) > LIMITS.file_bytes or taken > LIMITS.total_bytes:
                raise BoundError(f"{taken} bytes, {len(content)} of them in one file")
            yield Package("PyPI", f"n{taken}", "1", contents.place(path), Evidence.INSTALLED)

    return Cataloger("any-installed", "PyPI", Evidence.INSTALLED, read, suffixes=("",), is_alone=True)


def _raw(data: bytes) -> bytes:
    """Return an archive as it stands, or the one that an input stands for."""
    return data if data.startswith((b"PK", b"#!")) else archive_of(data)


async def _read_archive(data: bytes) -> PackageReading:
    content = _raw(data)
    near = await read_package(BytesSource(content), [everything()], LIMITS, secrets=None)
    far = await read_package(FarSource(content), [everything()], LIMITS, secrets=None)
    if near.packages != far.packages or near.unreadable != far.unreadable:
        raise BoundError("read by ranges it is another package")
    return far


async def _read_over_http(data: bytes) -> PackageReading:
    return await over_http(data[0] if data else 0, _raw(data[1:]), [everything()], LIMITS)


async def _read_secrets(data: bytes) -> PackageReading:
    return await read_package(BytesSource(archive_of(data)), [], LIMITS, SECRETS)


def _of_module(catalogers: Sequence[Cataloger]) -> Callable[[bytes], Awaitable[PackageReading]]:
    least = _PROGRAM if any(each.wants_programs for each in catalogers) else 0

    async def read(data: bytes) -> PackageReading:
        return await read_package(BytesSource(archive_of(data, least)), catalogers, LIMITS, secrets=None)

    return read


def _modules() -> dict[str, list[Cataloger]]:
    modules: dict[str, list[Cataloger]] = {}
    for each in CATALOGERS:
        name = each.read.__module__.partition("ecosystems.")[2].replace(".", "_")
        modules.setdefault(name, []).append(each)
    return modules


TARGETS = {
    "archive": Target("archive", _read_archive),
    "http": Target("http", _read_over_http),
    **{name: Target(name, _of_module(catalogers)) for name, catalogers in _modules().items()},
    "secrets": Target("secrets", _read_secrets),
}
