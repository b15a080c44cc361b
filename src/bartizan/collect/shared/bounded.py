"""Bodies of answers with a limit, on the wire and unpacked, and an allowance for all answers of one account.

A session that reads so leaves unpacking to us (``auto_decompress=False``): aiohttp unpacks as much as there is.
"""

import asyncio
import zlib
from collections import defaultdict
from contextlib import AsyncExitStack

import aiohttp

LARGEST = 32 * 1024 * 1024
"""Bytes of one answer, packed or not; the largest that the clouds really send are below ten million."""
ALLOWANCE = 2 * 1024 * 1024 * 1024
"""Bytes of all answers about one account or subscription in a scan: a hundred thousand functions are a fifth of it."""
_LARGE = 1024 * 1024
"""Bytes beyond which answers are read one after the other: forty-eight of the largest at once are gigabytes."""
_CHUNK = 1 << 16
_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class TooLargeError(Exception):
    """An answer, or all of an account together, is larger than may be read."""


class Allowance:
    """What may still be read about each account or subscription of a scan, and how large one answer may be."""

    def __init__(self, most: int = ALLOWANCE, largest: int = LARGEST) -> None:
        self.largest = largest
        self._turn = asyncio.Lock()
        self._most = most
        self._read: defaultdict[str, int] = defaultdict(int)

    def spend(self, scope: str, size: int) -> None:
        """Count bytes that were read about a scope.

        Raises:
            TooLargeError: they were more than may be read.
        """
        self._read[scope] += size
        if self._read[scope] > self._most:
            raise TooLargeError(f"more than {self._most} bytes were read in this scan")

    async def read(self, response: aiohttp.ClientResponse, scope: str = "") -> bytes:
        """Return an answer's body, unpacked.

        Raises:
            TooLargeError: it has more bytes than one answer may have, packed or unpacked, or all about a scope have.
            aiohttp.ClientPayloadError: it broke off, or what it is packed with is unknown or broken.
        """
        said = response.headers.get("Content-Length", "")
        size = int(said) if said.isdigit() else None
        if size is not None and size > self.largest:
            raise TooLargeError(f"the answer has {said} bytes; at most {self.largest} are read")
        packed = response.headers.get("Content-Encoding", "").strip().lower()
        if size is not None and size <= _LARGE and packed in {"", "identity"}:
            content = await response.read()
        else:
            content = await self._unpacked(response, packed)
        self.spend(scope, len(content))
        return content

    async def _unpacked(self, response: aiohttp.ClientResponse, packed: str) -> bytes:
        read, unpack = bytearray(), _Unpacking(packed)
        async with AsyncExitStack() as turn:
            is_turn = False
            async for chunk in response.content.iter_chunked(_CHUNK):
                read += unpack.more(chunk, self.largest + 1 - len(read))
                if len(read) > self.largest:
                    raise TooLargeError(f"the answer has more than {self.largest} bytes")
                if len(read) > _LARGE and not is_turn:
                    await turn.enter_async_context(self._turn)
                    is_turn = True
        unpack.check_whole()
        return bytes(read)


class _Unpacking:
    """Unpacks a body piece by piece, never more than is asked for."""

    def __init__(self, packed: str) -> None:
        if packed not in {"", "identity", *_BITS}:
            raise aiohttp.ClientPayloadError(f"the answer is packed with {packed[:20]!r}, which nobody asked for")
        self._unpacker = zlib.decompressobj(_BITS[packed]) if packed in _BITS else None

    def more(self, chunk: bytes, most: int) -> bytes:
        """Return what a piece unpacks to, at most ``most`` bytes."""
        if self._unpacker is None:
            return chunk
        try:
            return self._unpacker.decompress(chunk, most)
        except zlib.error as error:
            raise aiohttp.ClientPayloadError(f"the answer cannot be unpacked: {error}") from error

    def check_whole(self) -> None:
        """Check that nothing of the body is missing.

        Raises:
            aiohttp.ClientPayloadError: its end is.
        """
        if self._unpacker is not None and not self._unpacker.eof:
            raise aiohttp.ClientPayloadError("the answer breaks off")
