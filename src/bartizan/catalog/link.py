"""Follow a workload's link to its code and read what is there."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from bartizan.catalog.archive.file_source import FileSource
from bartizan.catalog.archive.folder import Folder, folder_at
from bartizan.catalog.archive.source import ByteSource, SourceError
from bartizan.catalog.package import Reason, Unreadable
from bartizan.catalog.reading import PackageReading
from bartizan.catalog.run import read_package
from bartizan.model import CodeLink, Usage

if TYPE_CHECKING:
    import aiohttp

_CONNECT = 10
"""Seconds until a server that does not answer is given up."""
Headers = Callable[[], Awaitable[Mapping[str, str]]]


class Reader:
    """Reads code over one HTTP session and counts the bytes that it takes."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http:
            await self._http.close()

    @property
    def _session(self) -> "aiohttp.ClientSession":
        """The session, which is opened on use: a package on disk needs no HTTP."""
        if self._http is None:
            import aiohttp

            from bartizan.catalog.archive.resolver import GuardedResolver

            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=GuardedResolver()),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT, sock_read=30),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=True,
            )
        return self._http

    async def read(self, link: CodeLink) -> PackageReading:
        """Return what is in a workload's code, or why that could not be read."""
        reading = await self._reading(lambda: self._at_url(link.url, link.size, link.headers))
        reading.digest = link.digest or reading.digest
        return reading

    async def read_place(self, place: str) -> PackageReading:
        """Return what is in a package that a person names: a URL, a file or a folder."""
        return await self._reading(lambda: self._at_place(place), _name(place))

    async def _reading(self, opened: Callable[[], Awaitable[ByteSource | Folder]], name: str = "") -> PackageReading:
        try:
            source = await opened()
            reading = await read_package(source, name=name)
        except SourceError as error:
            return PackageReading(unreadable=[Unreadable("", error.reason, str(error))])
        self._usage.bytes_read += source.bytes_read
        return reading

    async def _at_url(self, url: str, size: int = 0, headers: Headers | None = None) -> ByteSource:
        from bartizan.catalog.archive.http_source import HttpSource

        return await HttpSource.open(self._session, url, size, headers)

    async def _at_place(self, place: str) -> ByteSource | Folder:
        if place.startswith(("http://", "https://")):
            return await self._at_url(place)
        if "://" in place:
            raise SourceError(Reason.UNSUPPORTED, "give a file, a folder or an https address; a presigned one for S3")
        return folder_at(Path(place)) or await FileSource.open(Path(place))


def _name(place: str) -> str:
    """Return the name of the file at a place, without the query of an address, which may be a secret."""
    return urlsplit(place).path.rpartition("/")[2] if "://" in place else Path(place).name
