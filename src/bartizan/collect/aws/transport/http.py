"""The one HTTP session that all AWS calls share."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from socket import EAI_NONAME, gaierror
from types import TracebackType
from typing import Self
from urllib.request import getproxies, proxy_bypass

import aiohttp
from botocore.credentials import ReadOnlyCredentials
from yarl import URL

from bartizan.collect.aws.transport.endpoint import Endpoint
from bartizan.collect.aws.transport.errors import NO_ANSWER, NO_HOST
from bartizan.collect.aws.transport.operation import Body, Operation
from bartizan.collect.aws.transport.pace import AwsPatience
from bartizan.collect.aws.transport.signing import signed
from bartizan.collect.shared.bounded import Allowance
from bartizan.model import Usage

_TOTAL = 120
"""Seconds for one whole answer: an endpoint that drips one byte at a time does not hold a scan for ever."""

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers and body; status 0 or less with the reason as body where nothing came.

    Headers are found whatever their case.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """Sends signed requests over kept-alive connections and counts them."""

    def __init__(self, usage: Usage, patience: AwsPatience, allowance: Allowance | None = None) -> None:
        self.usage = usage
        self._allowance = allowance or Allowance()
        self._timeout = aiohttp.ClientTimeout(total=_TOTAL, sock_connect=patience.connect, sock_read=patience.read)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # No limit on connections here: each account has its own. Proxies are looked up below, once per host:
        # aiohttp's own trust_env asks for them in a thread, twice for every request.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300),
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    async def send(
        self, operation: Operation, params: Body, endpoint: Endpoint, credentials: ReadOnlyCredentials, scope: str = ""
    ) -> Answer:
        """Sign and send one request and return what came back, an answer with status 0 where nothing did.

        Raises:
            TooLargeError: more came than may be read, of this answer or of all about a scope.
        """
        if self._session is None:
            raise RuntimeError("a Wire is used as a context manager")
        request = signed(operation.request(params), endpoint, credentials)
        self.usage.calls[operation.name] += 1
        try:
            async with self._session.request(
                request.method,
                URL(request.url, encoded=True),
                headers=request.headers,
                data=request.body,
                allow_redirects=False,
                proxy=_proxy(endpoint.url),
            ) as response:
                content = await self._allowance.read(response, scope)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            reason = str(error) or type(error).__name__
            return Answer(NO_HOST if is_no_host(error) else NO_ANSWER, {}, reason.encode(errors="replace"))
        self.usage.bytes_read += len(content)
        return Answer(response.status, response.headers, content)


def is_no_host(error: Exception) -> bool:
    """Return whether a request failed because its host has no address, and not because that could not be looked up."""
    found = error.os_error if isinstance(error, aiohttp.ClientConnectorDNSError) else None
    return isinstance(found, gaierror) and found.errno == EAI_NONAME


@cache
def _proxy(url: str) -> str | None:
    """Return the proxy that the environment names for an endpoint; None where it names none, or on this machine."""
    parts = URL(url)
    if parts.host in _LOOPBACK:
        return None
    return None if proxy_bypass(f"{parts.host}:{parts.port}") else getproxies().get(parts.scheme)
