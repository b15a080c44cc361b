"""Small answers of storage accounts and deployment sites: asked with a token, bounded, tried again."""

import asyncio
import base64
import binascii
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import aiohttp
from yarl import URL

from bartizan.collect.azure.code.address import Addresses
from bartizan.collect.azure.transport.login import Login
from bartizan.collect.shared.bounded import Allowance, TooLargeError
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome, Usage, UsageError

LIST_BLOBS, GET_BLOB = "blob:ListBlobs", "blob:GetBlob"
BLOB_READ = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
"""What both take; the role Storage Blob Data Reader has it."""
PUBLISH = "Microsoft.Web/sites/publish/Action"
"""Credentials of a deployment site: anyone who may read there may deploy as well."""
STORAGE_SCOPE = "https://storage.azure.com/.default"
_VERSION = {"x-ms-version": "2021-12-02"}
_LARGEST, _PAGES, _ATTEMPTS = 16 * 1024 * 1024, 20, 3
_CODE = re.compile(rb"<Code>(\w{1,80})</Code>")
_NETWORK = (aiohttp.ClientError, OSError, TimeoutError)
Headers = Callable[[], Awaitable[Mapping[str, str]]]


@dataclass(frozen=True)
class Blob:
    """A listed blob: its name, bytes, when it was written, and what tells its content apart from any other's."""

    name: str
    size: int
    changed: datetime
    digest: str


class CodeWeb:
    """Asks with the tokens of one cloud; what it says no to is a CallError."""

    def __init__(self, addresses: Addresses, storage: Login, deployment: Login, usage: Usage, pause: float) -> None:
        self.addresses = addresses
        self._storage = storage
        self._deployment = deployment
        self._usage = usage
        self._pause = pause
        self._allowance = Allowance(largest=_LARGEST)

    async def storage_headers(self) -> Mapping[str, str]:
        """Return the headers that a storage account takes; without a token where none can be had."""
        return {**_VERSION, **await _bearer(self._storage)}

    async def deployment_headers(self) -> Mapping[str, str]:
        """Return the headers that a deployment site takes; without a token where none can be had."""
        return await _bearer(self._deployment)

    async def blobs(self, container: URL) -> list[Blob]:
        """Return the blobs of a container.

        Raises:
            CallError: denied, or failed, or there are too many.
        """
        found: list[Blob] = []
        marker = ""
        for _ in range(_PAGES):
            query = {"restype": "container", "comp": "list"} | ({"marker": marker} if marker else {})
            answer = await self.get(LIST_BLOBS, container.with_query(query), self.storage_headers, BLOB_READ)
            page, marker = _listed(answer, container)
            found += page
            if not marker:
                return found
        raise CallError(Outcome.FAILED, "TooMany", "the container holds too many blobs", LIST_BLOBS)

    async def get(self, operation: str, url: URL, headers: Headers, permission: str) -> bytes:
        """Return the body of a 200 answer.

        Raises:
            CallError: any other, or none.
        """
        attempt = 1
        while True:
            try:
                status, body = await self._exchange(operation, url, await headers())
            except TooLargeError as cause:
                raise CallError(Outcome.FAILED, "TooLarge", str(cause), operation) from None
            except _NETWORK as cause:
                status, body = 599, type(cause).__name__.encode()
            if status == 200:
                return body
            if attempt == _ATTEMPTS or (status < 500 and status not in {408, 429}):
                raise _refusal(status, body, operation, permission)
            await asyncio.sleep(self._pause * 2.0**attempt)
            attempt += 1

    async def _exchange(self, operation: str, url: URL, headers: Mapping[str, str]) -> tuple[int, bytes]:
        self._usage.calls[operation] += 1
        asked = self.addresses.reached(url)
        timeout = aiohttp.ClientTimeout(total=60, sock_connect=10)
        # A session for each: these are few, and go to as many hosts. A redirect could carry the token elsewhere.
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=asked.host == url.host, auto_decompress=False) as session,
            session.get(asked, headers=headers, allow_redirects=False) as response,
        ):
            body = await self._allowance.read(response)
            self._usage.bytes_read += len(body)
            return response.status, body


async def _bearer(entry: Login) -> Mapping[str, str]:
    try:
        return {"Authorization": f"Bearer {await entry.token()}"}
    except UsageError:
        # The answer to a request without one says what is missing.
        return {}


def _refusal(status: int, body: bytes, operation: str, permission: str) -> CallError:
    named = _CODE.search(body[:4000])
    code = named[1].decode() if named else f"HTTP {status}"
    if status == 599:
        return CallError(Outcome.FAILED, "NetworkError", body.decode(), operation)
    if status in {401, 403}:
        return CallError(Outcome.DENIED, code, "", operation, permission)
    return CallError(Outcome.FAILED, code, "", operation)


def _listed(answer: bytes, container: URL) -> tuple[list[Blob], str]:
    """Return the blobs of one page and the marker of the next.

    Raises:
        CallError: the answer is not such a list.
    """
    try:
        if b"<!DOCTYPE" in answer or b"<!ENTITY" in answer:
            raise ValueError("the list declares entities")
        root = ElementTree.fromstring(answer)  # noqa: S314 - without entities, and bounded
        found = [_blob(each, container) for each in root.iterfind("Blobs/Blob")]
        return found, root.findtext("NextMarker") or ""
    except (ElementTree.ParseError, ValueError, TypeError, RecursionError, LookupError) as cause:
        message = f"the answer is not a list of blobs ({type(cause).__name__})"
        raise CallError(Outcome.FAILED, "UnexpectedShape", message, LIST_BLOBS) from cause


def _blob(element: ElementTree.Element, container: URL) -> Blob:
    name = element.findtext("Name") or ""
    stated = {each.tag: each.text or "" for each in element.iterfind("Properties/*")}
    changed = parsedate_to_datetime(stated["Last-Modified"])
    digest = _hex(stated.get("Content-MD5", ""))
    if not digest:
        seen = f"{container.host}{container.path}/{name} {stated['Etag']}"
        digest = hashlib.sha256(seen.encode()).hexdigest()
    return Blob(name, int(stated["Content-Length"]), changed, digest)


def _hex(md5: str) -> str:
    try:
        return base64.b64decode(md5, validate=True).hex()
    except (binascii.Error, ValueError):
        return ""
