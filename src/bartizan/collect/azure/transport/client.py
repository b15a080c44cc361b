"""The only code that speaks HTTP to Azure: quotas, tokens, retries, and what an answer means."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import isfinite
from typing import Any

import aiohttp
import orjson
from yarl import URL

from bartizan.collect.azure.transport.arm_id import subscription_of
from bartizan.collect.azure.transport.clouds import cloud
from bartizan.collect.azure.transport.login import Login, is_loopback, login
from bartizan.collect.azure.transport.patience import ArmPatience
from bartizan.collect.azure.transport.refusal import refusal
from bartizan.collect.shared.bounded import Allowance, TooLargeError
from bartizan.collect.shared.endless import ENDLESS, Turns
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.glimpse import glimpse
from bartizan.collect.shared.quota import Bucket, Quotas
from bartizan.collect.shared.target import AzureTarget
from bartizan.model import Outcome, Usage, UsageError

READS = (25.0, 250.0)
"""Requests a second and burst of ARM reads, per subscription and principal.

Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
"""
ACTIONS = (25.0, 250.0)
"""The same for POST actions such as listing app settings. Azure counts them apart from reads, 12,000 an hour by its
answers' headers; paced like reads, a scan does not spend the hour's allowance at once."""
GRAPH = (3.0, 15.0)
"""The same for Resource Graph: 15 queries in 5 seconds per user."""
DIRECTORY = (100.0, 200.0)
"""The same for Microsoft Graph: a third of what the smallest tenants may ask of it in ten seconds.

Source: https://learn.microsoft.com/graph/throttling-limits
"""
_LONGEST_PATIENCE = 12
"""How often over a call may wait out its patience with throttling while others in its bucket still get through."""
_PRINTABLE = re.compile(r"[!-~]+")
_NETWORK = (aiohttp.ClientError, OSError)


@dataclass(frozen=True)
class ArmCall:
    """One kind of request: what it is called in reports and which permission it needs."""

    operation: str
    permission: str = ""
    method: str = "GET"


class _Again(Exception):  # noqa: N818 not an error: one attempt that did not count
    """The attempt brought nothing, but another may; ``error`` is what to say if there is none left."""

    def __init__(self, error: CallError, attempts: int, pause: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.attempts = attempts
        self.pause = pause


class ArmClient:
    """Asks Azure Resource Manager with one connection pool, one login and shared token buckets."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: URL,
        *,
        entry: Login,
        quotas: Quotas,
        usage: Usage,
        patience: ArmPatience,
        directory: tuple[URL, Login] | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        self.url = str(url).rstrip("/")
        self._directory_url, directory_entry = directory or (url, entry)
        self._logins = {self._directory_url.origin(): directory_entry, url.origin(): entry}
        self._passed: dict[Bucket, float] = {}
        self._session = session
        self._quotas = quotas
        self._usage = usage
        self._patience = patience
        self._allowance = allowance or Allowance(largest=patience.largest_answer)

    def address(self, path: str, api_version: str, condition: str = "") -> URL:
        """Return the URL of a path, and of a query before the version, that are percent-encoded already."""
        query = f"{condition}&api-version={api_version}" if condition else f"api-version={api_version}"
        return URL(f"{self.url}{path}?{query}", encoded=True)

    def directory_address(self, path: str) -> URL:
        """Return the URL of a path of Microsoft Graph, such as ``/v1.0/groups``, percent-encoded already."""
        return URL(f"{str(self._directory_url).rstrip('/')}{path}", encoded=True)

    async def ask(self, call: ArmCall, target: URL, body: object = None) -> Any:
        """Return the parsed JSON of a 200 answer.

        Raises:
            CallError: no answer, or one that says no; see :func:`refusal`.
            UsageError: there is no valid token any more.
        """
        if target.origin() not in self._logins:
            raise CallError(
                Outcome.FAILED, "ForeignAddress", f"refused to send a token to {target.host}", call.operation
            )
        bucket = self._bucket(call, target)
        loop = asyncio.get_running_loop()
        started = loop.time()
        made = 0
        while True:
            await bucket.acquire()
            try:
                answer = await self._attempt(call, target, body, bucket)
                self._passed[bucket] = loop.time()
                return answer
            except _Again as again:
                made += again.pause is None
                if made >= again.attempts or self._is_hopeless(started, loop.time(), bucket):
                    raise again.error from None
                await asyncio.sleep(self._pause(made) if again.pause is None else again.pause)

    def _is_hopeless(self, started: float, at: float, bucket: Bucket) -> bool:
        """Return whether a throttled call has waited enough; while others get through, its turn will come."""
        patience = self._patience.throttled_seconds
        is_stuck = at - max(started, self._passed.get(bucket, started)) > patience
        return is_stuck or at - started > _LONGEST_PATIENCE * patience

    async def pages(self, call: ArmCall, target: URL) -> AsyncIterator[list[Any]]:
        """Yield the ``value`` of each page of a list. Raises CallError part-way where a page cannot be read."""
        turns = Turns(self._patience.most_pages)
        turns.endless(str(target).encode())
        while True:
            answer = await self.ask(call, target)
            value = answer.get("value") if isinstance(answer, dict) else None
            if not isinstance(value, list):
                raise CallError(Outcome.FAILED, "UnexpectedShape", "the answer is not a list", call.operation)
            yield value
            link = answer.get("nextLink") or answer.get("@odata.nextLink")
            if not link:
                return
            target = self._next(call, link)
            if why := turns.endless(str(target).encode()):
                raise CallError(Outcome.FAILED, ENDLESS, why, call.operation)

    def _next(self, call: ArmCall, link: object) -> URL:
        try:
            # Taken as it stands, so it must be what may stand in a request line.
            if isinstance(link, str) and _PRINTABLE.fullmatch(link):
                url = URL(link, encoded=True)
                url.origin()  # raises for a relative one
                return url
        except (ValueError, IndexError):  # the latter is what yarl makes of "[]@"
            pass
        raise CallError(Outcome.FAILED, "BadNextLink", "nextLink is no absolute URL", call.operation)

    def _bucket(self, call: ArmCall, target: URL) -> Bucket:
        if target.path.lower().startswith("/providers/microsoft.resourcegraph/"):
            return self._quotas.bucket(("", "Resource Graph"), *GRAPH)
        if target.origin() == self._directory_url.origin() and target.path.startswith("/v1.0/"):
            return self._quotas.bucket(("", "Microsoft Graph"), *DIRECTORY)
        key = (subscription_of(target.path), "reads" if call.method == "GET" else "actions")
        return self._quotas.bucket(key, *(READS if call.method == "GET" else ACTIONS))

    async def _attempt(self, call: ArmCall, target: URL, body: object, bucket: Bucket) -> Any:
        entry = self._logins[target.origin()]
        token = await entry.token()
        self._usage.calls[call.operation] += 1
        try:
            status, headers, raw = await self._exchange(call, target, token, body)
        except TooLargeError as cause:
            raise CallError(Outcome.FAILED, "TooLarge", str(cause), call.operation) from None
        except TimeoutError:
            error = CallError(Outcome.FAILED, "TimeOut", "no answer in time", call.operation)
            raise _Again(error, self._patience.timeouts) from None
        except _NETWORK as cause:
            error = CallError(Outcome.FAILED, "NetworkError", f"{type(cause).__name__}: {cause}", call.operation)
            raise _Again(error, self._patience.attempts) from None
        if status == 200:
            return _parsed(raw, call, headers)
        error = refusal(status, _parsed_or_none(raw), call.operation, call.permission)
        if status == 429 or (status == 503 and "Retry-After" in headers):
            bucket.penalise(_retry_after(headers, 5.0))
            raise _Again(error, self._patience.attempts, pause=0.0)
        if status == 401 and await entry.renew(token):
            raise _Again(error, 2)
        if status >= 500 or status == 408:
            raise _Again(error, self._patience.attempts)
        if error.outcome is Outcome.DENIED:
            said = subscription_of(target.path), error.detail
            self._usage.denied.setdefault((error.permission, call.operation), said)
        raise error

    async def _exchange(
        self, call: ArmCall, target: URL, token: str, body: object
    ) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        data = None if body is None else orjson.dumps(body)
        if data is not None:
            headers["Content-Type"] = "application/json"
        # A redirect could carry the token to another host; ARM never sends one for these calls.
        request = self._session.request(call.method, target, headers=headers, data=data, allow_redirects=False)
        async with request as response:
            raw = await self._allowance.read(response, subscription_of(target.path))
            self._usage.bytes_read += len(raw)
            return response.status, response.headers, raw

    def _pause(self, made: int) -> float:
        return self._patience.pause_seconds * 2.0 ** (made - 1) * random.uniform(0.5, 1.5)  # noqa: S311 no secret


@asynccontextmanager
async def connected(target: AzureTarget, usage: Usage, patience: ArmPatience) -> AsyncIterator[ArmClient]:
    """Open a client for a target and close it again.

    Raises:
        UsageError: the ARM address or the way to log in is unusable.
    """
    place = cloud(target.cloud)
    url = arm_address(target)
    authority = "" if target.cloud == AzureTarget.cloud else place.authority
    entry = login(url, authority, target.login)
    # An emulator on this machine is all of Azure.
    directory = (
        (url, entry) if is_loopback(url) else (URL(place.graph), login(URL(place.graph), authority, target.login))
    )
    timeout = aiohttp.ClientTimeout(total=patience.answer_seconds, sock_connect=patience.connect_seconds)
    # Proxies come from the environment, except for an emulator on this machine.
    session = aiohttp.ClientSession(timeout=timeout, trust_env=not is_loopback(url), auto_decompress=False)
    try:
        async with session:
            shared = Quotas(target.quota_share, spent=usage.quotas)
            yield ArmClient(
                session, url, entry=entry, quotas=shared, usage=usage, patience=patience, directory=directory
            )
    finally:
        await entry.close()
        await directory[1].close()


def arm_address(target: AzureTarget) -> URL:
    """Return the address of a target's Resource Manager.

    Raises:
        UsageError: it is none.
    """
    try:
        url = URL(target.arm_url or cloud(target.cloud).arm)
        if url.scheme in {"http", "https"} and url.host and not url.user:
            return url.origin()
    except ValueError:
        pass
    raise UsageError("--arm-url must look like https://management.azure.com") from None


def _parsed(raw: bytes, call: ArmCall, headers: Mapping[str, str]) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        message = f"the answer is not JSON ({glimpse(raw, headers.get('Content-Type', ''))})"
        raise CallError(Outcome.FAILED, "MalformedAnswer", message, call.operation) from None


def _parsed_or_none(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


def _retry_after(headers: Mapping[str, str], otherwise: float) -> float:
    """Return the seconds that a throttled answer asks for, between a tenth and 120."""
    try:
        seconds = float(headers.get("Retry-After", otherwise))
    except ValueError:
        seconds = otherwise
    return min(max(seconds, 0.1), 120.0) if isfinite(seconds) else otherwise
