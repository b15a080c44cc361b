"""The queue that an account's events come to: messages are taken, and deleted once they were dealt with."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from botocore.session import Session

from bartizan.collect.aws.engine.scope import assumed, own_account
from bartizan.collect.aws.transport.client import Client
from bartizan.collect.aws.transport.credentials import Chain
from bartizan.collect.aws.transport.endpoint import Endpoints
from bartizan.collect.aws.transport.http import Wire
from bartizan.collect.aws.transport.models import load_models_quickly
from bartizan.collect.aws.transport.operation import Body, Operations
from bartizan.collect.aws.transport.pace import AwsPatience
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.queue import QueueDepth, QueueMessage
from bartizan.collect.shared.quota import Quotas
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import BartizanError, Usage, UsageError

OPERATIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessageBatch", "sqs:GetQueueAttributes")
PERMISSIONS = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
"""What the principal needs on the queue; deleting a batch is the action of deleting one."""
_MOST = 10
_WAIT = 20
"""Seconds that SQS holds a question open at most, until there is a message."""
_HOST = re.compile(r"(?:sqs\.([a-z0-9-]+)\.amazonaws\.com|([a-z0-9-]+)\.queue\.amazonaws\.com)(?:\.cn)?")
_URL = re.compile(r"https?://([A-Za-z0-9.-]+)(?::\d+)?/(\d{12})/[A-Za-z0-9_-]{1,80}(?:\.fifo)?")
_DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class QueueAddress:
    """Where a queue is: its URL, and the account and region that the URL names; no region at an emulator."""

    url: str
    account: str
    region: str = ""

    @classmethod
    def parse(cls, url: str) -> "QueueAddress":
        """Return what a URL says.

        Raises:
            UsageError: it is not the URL of a queue.
        """
        found = _URL.fullmatch(url)
        if found is None:
            example = "https://sqs.eu-west-1.amazonaws.com/111122223333/bartizan-events"
            raise UsageError(f"{url!r} is not the URL of a queue, such as {example}")
        host = _HOST.fullmatch(found[1])
        return cls(url, found[2], (host[1] or host[2]) if host else "")


@dataclass(frozen=True)
class SqsQueue:
    """A queue that can be read."""

    address: QueueAddress
    client: Client
    region: str

    async def receive(self, wait: int = _WAIT) -> list[QueueMessage]:
        """Return up to ten messages, after at most ``wait`` seconds; they come again unless they are deleted.

        Raises:
            CallError: the queue cannot be read.
        """
        asked = {"MaxNumberOfMessages": _MOST, "WaitTimeSeconds": wait}
        answer = await self._asked("sqs:ReceiveMessage", asked)
        return [
            QueueMessage(str(each.get("Body") or ""), each["ReceiptHandle"])
            for each in answer.get("Messages") or ()
            if each.get("ReceiptHandle")
        ]

    async def delete(self, messages: Sequence[QueueMessage]) -> None:
        """Delete messages of one answer. One that is not deleted comes again, and does no harm.

        Raises:
            CallError: they cannot be deleted.
        """
        entries = [{"Id": str(n), "ReceiptHandle": each.receipt} for n, each in enumerate(messages)]
        if entries:
            await self._asked("sqs:DeleteMessageBatch", {"Entries": entries})

    async def peek(self) -> None:
        """Take a message and leave it to be taken at once by others.

        Raises:
            CallError: the queue cannot be read.
        """
        await self._asked("sqs:ReceiveMessage", {"MaxNumberOfMessages": 1, "VisibilityTimeout": 0})

    async def depth(self) -> QueueDepth:
        """Return how many messages wait.

        Raises:
            CallError: that may not be asked.
        """
        answer = await self._asked(
            "sqs:GetQueueAttributes", {"AttributeNames": ["ApproximateNumberOfMessages", "QueueArn"]}
        )
        told = str((answer.get("Attributes") or {}).get("ApproximateNumberOfMessages", ""))
        return QueueDepth(int(told) if told.isdecimal() else 0)

    async def _asked(self, operation: str, params: Body) -> Body:
        return await self.client.call(operation, {"QueueUrl": self.address.url, **params}, self.region)


@asynccontextmanager
async def opened_queue(target: AwsTarget, url: str) -> AsyncIterator[SqsQueue]:
    """Give the queue of a target, in the name of the role that the target has in the queue's account.

    Raises:
        UsageError: there are no credentials, or AWS does not take them.
        BartizanError: the role cannot be assumed.
    """
    address = QueueAddress.parse(url)
    patience = AwsPatience(read=_WAIT + 10)
    session = Session(profile=target.profile)
    load_models_quickly(session, (*OPERATIONS, "sts:GetCallerIdentity", "sts:AssumeRole"))
    endpoints = Endpoints(session, target.endpoint_url)
    region = address.region or next(iter(target.regions), _DEFAULT_REGION)
    async with Wire(Usage(), patience) as wire:
        chain = Chain(session)
        await chain.check()
        client = Client(wire, Operations(session), endpoints, Quotas(None), chain, patience)
        client.scope = await own_account(client, region)
        yield SqsQueue(address, await _entered(client, target, address, region), region)


async def _entered(client: Client, target: AwsTarget, address: QueueAddress, region: str) -> Client:
    """Return a client in the account of the queue."""
    role = next((arn for arn in target.role_arns if arn.split(":")[4] == address.account), "")
    if not role and target.organization_role and address.account != client.scope:
        partition = client.endpoints.partition(region)
        role = f"arn:{partition}:iam::{address.account}:role/{target.organization_role}"
    if not role:
        return client
    found = assumed(client, role, region, target.external_id)
    try:
        await found.credentials.current()
    except CallError as error:
        raise BartizanError(f"the role {role} cannot be assumed, so its events are not read: {error.detail}") from error
    return found
