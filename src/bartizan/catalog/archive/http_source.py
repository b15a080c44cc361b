"""A package behind a URL, read by ranges where its server knows them and whole where it does not.

Source: https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
"""

import asyncio
import hashlib
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import IO, Self

import aiohttp
from yarl import URL

from bartizan.catalog.archive.limits import MEBIBYTE
from bartizan.catalog.archive.resolver import is_refused, refusal
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.package import Reason

Headers = Callable[[], Awaitable[Mapping[str, str]]]

_SMALL = 3_000_000
"""Asked for at once: where all of such a package is wanted, to ask for its directory first would cost a fifth more."""
_FIRST = 2 * MEBIBYTE
"""Asked for first where the size is not known."""
_MOST = 2048 * MEBIBYTE
_IN_MEMORY = 8 * MEBIBYTE
_ATTEMPTS = 3
_SECONDS = 180
"""For one range, tried again or not: a server that drips one byte at a time holds no scan for ever."""
_REDIRECTS = 3
_MOVED = {301, 302, 303, 307, 308}
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})", re.ASCII)
_TOLD = {
    aiohttp.ClientConnectorDNSError: "the host name in its link does not resolve here",
    aiohttp.ClientConnectorError: "no connection to the host in its link",
    TimeoutError: "it took too long",
}
"""What went wrong, for people, the special before the general."""
_REASONS = {401: Reason.DENIED, 403: Reason.DENIED, 404: Reason.GONE, 410: Reason.GONE}


class HttpSource:
    """Bytes behind one URL; the URL may be a secret and is in no message."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, headers: Headers | None, seconds: float = _SECONDS
    ) -> None:
        self._session = session
        self._url = _url(url)
        self._headers = headers
        self._seconds = seconds
        self._etag = ""
        self._head = b""
        self._whole: IO[bytes] | None = None
        self._keeping = asyncio.Lock()
        self.size = 0
        self.bytes_read = 0
        self.digest = ""
        self.is_near = False

    @classmethod
    async def open(
        cls,
        session: aiohttp.ClientSession,
        url: str,
        size: int = 0,
        headers: Headers | None = None,
        seconds: float = _SECONDS,
    ) -> Self:
        """Return the source of a URL. Where its ``size`` is known and large, nothing is asked yet.

        ``seconds`` is how long one range may take.

        Raises:
            SourceError: nothing can be read there.
        """
        source = cls(session, url, headers, seconds)
        if size > _SMALL:
            source.size = size
        else:
            source._head = await source._get(0, _SMALL if size else _FIRST)
            source.is_near = len(source._head) == source.size
            if source.is_near:
                source.digest = hashlib.sha256(source._head).hexdigest()
        return source

    async def read(self, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` up to ``end``.

        Raises:
            SourceError: the server refuses, fails, or does not give what was asked for.
        """
        if end <= max(start, len(self._head)):
            return self._head[start:end]
        if self._whole is None:
            begun = self._head[start:]
            content = begun + await self._get(start + len(begun), end)
            if self._whole is None:
                return content
        self._whole.seek(start)
        return self._whole.read(end - start)

    async def _get(self, start: int, end: int) -> bytes:
        """Return a range, tried again where trying again may help; of the first one, as much as there is."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._tried(start, end)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SourceError(Reason.FAILED, f"no whole answer: {_why(error)}") from error
        except ValueError as error:
            raise SourceError(Reason.FAILED, "the link or its redirect has an impossible host") from error

    async def _tried(self, start: int, end: int) -> bytes:
        for attempt in range(_ATTEMPTS - 1):
            try:
                return await self._ask(start, end)
            except (aiohttp.ClientError, TimeoutError, OSError):
                await asyncio.sleep(0.2 * 4**attempt)
        return await self._ask(start, end)

    async def _ask(self, start: int, end: int) -> bytes:
        # Explicit bounds: some servers answer a range that counts from the end with everything.
        headers = {"Range": f"bytes={start}-{end - 1}", "Accept-Encoding": "identity"}
        if self._headers:
            headers |= await self._headers()
        async with self._answer(headers) as response:
            if response.status == 206:
                return await self._part(response, start, end)
            if response.status == 200:
                # Of many ranges that are answered so, one is enough.
                async with self._keeping:
                    if self._whole is None:
                        await self._keep_whole(response)
                return await self._from_whole(start, end)
            if response.status >= 500 or response.status == 429:
                raise aiohttp.ClientError(f"HTTP {response.status}")
            if response.status == 416 and start == 0:
                return b""
            reason = _REASONS.get(response.status, Reason.FAILED)
            raise SourceError(reason, f"the server of the code answered HTTP {response.status}")

    @asynccontextmanager
    async def _answer(self, headers: Mapping[str, str]) -> AsyncIterator[aiohttp.ClientResponse]:
        """Give the answer at the URL, or where that leads on the same host: a token goes nowhere else."""
        url, left = self._url, 0 if self._headers else _REDIRECTS
        while True:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                place = response.headers.get("Location", "") if response.status in _MOVED else ""
                if not (place and left):
                    yield response
                    return
            url, left = self._moved(url, place), left - 1

    def _moved(self, url: URL, place: str) -> URL:
        target = url.join(URL(place, encoded=True))
        is_same = target.origin() in {self._url.origin(), url.origin()}
        is_safer = target.raw_host == self._url.raw_host and (url.scheme, url.port, target.port) == ("http", 80, 443)
        if not (is_same or (is_safer and target.scheme == "https")):
            raise SourceError(Reason.FAILED, "its server leads to another host, which is not followed")
        return target

    async def _part(self, response: aiohttp.ClientResponse, start: int, end: int) -> bytes:
        """Return the body of a partial answer once it is what was asked for, of the same content as before."""
        found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if found is None or int(found[1]) != start:
            raise SourceError(Reason.FAILED, "the server answered with another range than was asked for")
        size, etag = int(found[3]), response.headers.get("ETag", "")
        if self.size and (size != self.size or (self._etag and etag != self._etag)):
            raise SourceError(
                Reason.FAILED, "the code changed while it was read, or its size differs from the announced one"
            )
        self.size, self._etag = size, etag
        wanted = min(end, size) - start
        content = bytearray()
        async for chunk in response.content.iter_chunked(MEBIBYTE):
            content += chunk
            if len(content) > wanted:
                raise SourceError(Reason.FAILED, "the server sent more than was asked for")
        self.bytes_read += len(content)
        if len(content) != wanted:
            raise aiohttp.ClientPayloadError("short answer")
        return bytes(content)

    async def _keep_whole(self, response: aiohttp.ClientResponse) -> None:
        """Keep the whole body of a server that knows no ranges, in memory or in a file without a name."""
        file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it ends with this source
        digest, size = hashlib.sha256(), 0
        async for chunk in response.content.iter_chunked(MEBIBYTE):
            size += len(chunk)
            if size > _MOST:
                raise SourceError(Reason.TOO_LARGE, f"more than {_MOST // MEBIBYTE:,} MiB")
            digest.update(chunk)
            file.write(chunk)
        self.bytes_read += size
        if self.size and size != self.size:
            raise SourceError(Reason.FAILED, "the size of the code differs from the announced one")
        self.size, self.digest, self._whole, self.is_near = size, digest.hexdigest(), file, True

    async def _from_whole(self, start: int, end: int) -> bytes:
        assert self._whole is not None  # noqa: S101 - kept just now
        self._whole.seek(start)
        return self._whole.read(end - start)


def _url(text: str) -> URL:
    try:
        url = URL(text, encoded=True)
        is_one = url.scheme in {"http", "https"} and bool(url.raw_host)
    except ValueError:
        is_one = False
    if not is_one:
        raise SourceError(Reason.FAILED, "its link is not an HTTP(S) URL")
    if is_refused(url.raw_host or ""):
        raise refusal()
    return url


def _why(error: Exception) -> str:
    # Not the error's own text: it may hold the link.
    return next((text for kind, text in _TOLD.items() if isinstance(error, kind)), type(error).__name__)
