"""The storage queue that a subscription's events come to: messages are got, and deleted once they were dealt with.

Source: https://learn.microsoft.com/rest/api/storageservices/queue-service-rest-api
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from xml.etree import ElementTree

import aiohttp
from yarl import URL

from bartizan.collect.azure.code.address import Addresses
from bartizan.collect.azure.code.deployment_site import STORAGE_SCOPE
from bartizan.collect.azure.transport.client import arm_address
from bartizan.collect.azure.transport.clouds import cloud
from bartizan.collect.azure.transport.login import TOKEN_VARIABLE, Login, brief_login, is_loopback
from bartizan.collect.shared.bounded import Allowance, TooLargeError
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.queue import QueueDepth, QueueMessage
from bartizan.collect.shared.target import AzureTarget
from bartizan.model import Outcome, UsageError

_QUEUES = "Microsoft.Storage/storageAccounts/queueServices/queues"
_READ, _PROCESS = f"{_QUEUES}/read", f"{_QUEUES}/messages/process/action"
PERMISSIONS = (_PROCESS, _READ)
"""What the principal needs on the queue; the roles Storage Queue Data Message Processor and Reader have them."""
_URL = re.compile(r"https://([a-z0-9]{3,24}\.)queue\.([a-z.]+)/([a-z0-9][a-z0-9-]{2,62})")
_EMULATED = re.compile(
    r"https://(?:127\.0\.0\.1|localhost|\[::1\])(?::(\d{1,5}))?/[a-z0-9]{3,24}/[a-z0-9][a-z0-9-]{2,62}"
)
"""On an emulator such as Azurite the account is the first part of the path."""
_VERSION = {"x-ms-version": "2021-12-02"}
_MOST, _HIDDEN = 32, 60
_LOOK = 5
"""Seconds between questions to an empty queue: none is held open."""
_TIMEOUT = aiohttp.ClientTimeout(total=60, sock_connect=10)
_CODE = re.compile(rb"<Code>(\w{1,80})</Code>")
_WHY = re.compile(rb"<AuthenticationErrorDetail>([^<]{1,300})</AuthenticationErrorDetail>")
_RESOURCE = STORAGE_SCOPE.removesuffix("/.default")
_TOKEN_REFUSED = frozenset({"AuthenticationFailed", "InvalidAuthenticationInfo", "NoAuthenticationInformation"})
"""What is said of a token; of a permission that is lacking, AuthorizationPermissionMismatch is said."""
_GONE = frozenset({"MessageNotFound", "PopReceiptMismatch"})
"""Of a message to delete: the queue was cleared, or another reader has the message since."""


def queue_address(text: str, target: AzureTarget) -> URL:
    """Return the URL of a storage queue in a target's cloud, the only one that is given a token.

    Where the target's Resource Manager is an emulator on this machine, the queue may be one, too.

    Raises:
        UsageError: it is none.
    """
    emulated = _EMULATED.fullmatch(text) if is_loopback(arm_address(target)) else None
    if emulated and int(emulated[1] or 443) < 65536:
        return URL(text)
    found = _URL.fullmatch(text)
    domains = [each.partition(".")[2] for each in cloud(target.cloud).blobs]
    if found is None or found[2] not in domains:
        raise UsageError(f"{text!r} is not the URL of a queue, such as https://shop.queue.core.windows.net/events")
    return URL(text)


@dataclass(frozen=True)
class StorageQueue:
    """A queue that can be read."""

    url: URL
    addresses: Addresses
    login: Login
    session: aiohttp.ClientSession
    allowance: Allowance

    async def receive(self, wait: int = _LOOK) -> list[QueueMessage]:
        """Return up to 32 messages; where there are none, after a few seconds.

        Raises:
            CallError: the queue cannot be read.
        """
        query = {"numofmessages": str(_MOST), "visibilitytimeout": str(_HIDDEN)}
        body, _ = await self._asked("GET", self.url / "messages" % query, _PROCESS, "queue:GetMessages")
        messages = list(_messages(body))
        if not messages:
            await asyncio.sleep(min(wait, _LOOK))
        return messages

    async def delete(self, messages: Sequence[QueueMessage]) -> None:
        """Delete messages. One that is not deleted comes again, and does no harm; nor does one that is gone.

        Raises:
            CallError: one cannot be deleted.
        """
        await asyncio.gather(*map(self._delete, messages))

    async def _delete(self, message: QueueMessage) -> None:
        url = self.url / "messages" / message.id % {"popreceipt": message.receipt}
        try:
            await self._asked("DELETE", url, _PROCESS, "queue:DeleteMessage")
        except CallError as error:
            if error.code not in _GONE:
                raise

    async def peek(self) -> None:
        """Try to get a message, and leave it to others after a second.

        Raises:
            CallError: the queue cannot be read.
        """
        query = {"numofmessages": "1", "visibilitytimeout": "1"}
        await self._asked("GET", self.url / "messages" % query, _PROCESS, "queue:GetMessages")

    async def depth(self) -> QueueDepth:
        """Return how many messages wait.

        Raises:
            CallError: that may not be asked.
        """
        _, headers = await self._asked("GET", self.url % {"comp": "metadata"}, _READ, "queue:GetQueueMetadata")
        said = headers.get("x-ms-approximate-messages-count", "")
        return QueueDepth(int(said) if said.isdecimal() else 0)

    async def _asked(self, method: str, url: URL, permission: str, operation: str) -> tuple[bytes, Mapping[str, str]]:
        try:
            headers = {**_VERSION, "Authorization": f"Bearer {await self.login.token()}"}
            asked = url if is_loopback(url) else self.addresses.reached(url)
            async with self.session.request(method, asked, headers=headers, allow_redirects=False) as response:
                body = await self.allowance.read(response)
        except (aiohttp.ClientError, OSError, TimeoutError, TooLargeError) as error:
            raise CallError(Outcome.FAILED, "NoAnswer", str(error) or type(error).__name__, operation) from error
        if 200 <= response.status < 300:
            return body, response.headers
        raise _refusal(response.status, body, operation, permission)


def _refusal(status: int, body: bytes, operation: str, permission: str) -> CallError:
    named = _CODE.search(body[:4000])
    code = named[1].decode() if named else f"HTTP {status}"
    if code in _TOKEN_REFUSED:
        why = _WHY.search(body[:4000])
        said = f" ({why[1].decode(errors='replace').rstrip('.')})" if why else ""
        advice = f"it takes one of its own tenant for {_RESOURCE}: check the tenant, or an emulator's {TOKEN_VARIABLE}"
        return CallError(Outcome.FAILED, code, f"the storage account refused the token{said}; {advice}", operation)
    if code == "QueueNotFound":
        advice = "create the queue, or name another with `bartizan connect azure NAME --events-queue URL`"
        return CallError(Outcome.FAILED, code, advice, operation)
    outcome = Outcome.DENIED if status in {401, 403} else Outcome.FAILED
    return CallError(outcome, code, "", operation, permission)


@asynccontextmanager
async def opened_storage_queue(target: AzureTarget, url: str) -> AsyncIterator[StorageQueue]:
    """Give the queue of a target.

    Raises:
        UsageError: there are no credentials, or it is no address of a queue.
    """
    place, arm = cloud(target.cloud), arm_address(target)
    authority = "" if target.cloud == AzureTarget.cloud else place.authority
    entry = brief_login(arm, STORAGE_SCOPE, authority, target.login)
    addresses = Addresses(place, arm)
    queue = queue_address(url, target)
    # Proxies come from the environment, except for an emulator on this machine.
    is_proxied = not (is_loopback(arm) or is_loopback(queue))
    async with aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=is_proxied, auto_decompress=False) as session:
        yield StorageQueue(queue, addresses, entry, session, Allowance())


def _messages(body: bytes) -> Iterable[QueueMessage]:
    """Yield the messages of an answer.

    Raises:
        CallError: it is not a list of them.
    """
    try:
        if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
            raise ValueError("the list declares entities")
        root = ElementTree.fromstring(body.removeprefix(b"\xef\xbb\xbf"))  # noqa: S314 - bounded, without entities
        if root.tag != "QueueMessagesList":
            raise ValueError(root.tag)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        reason = "the answer is not a list of messages"
        raise CallError(Outcome.FAILED, "UnexpectedShape", reason, "queue:GetMessages") from error
    for each in root.iterfind("QueueMessage"):
        text, id_, receipt = (each.findtext(name) or "" for name in ("MessageText", "MessageId", "PopReceipt"))
        if id_ and receipt:
            yield QueueMessage(text, receipt, id_)
