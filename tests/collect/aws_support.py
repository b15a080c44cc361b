"""What the AWS tests share: one collection with its observations, and a small server that answers as told."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import botocore.session
from aiohttp import web
from botocore.credentials import ReadOnlyCredentials

from bartizan.collect.aws.run import collect
from bartizan.collect.aws.transport.client import Client
from bartizan.collect.aws.transport.endpoint import Endpoints
from bartizan.collect.aws.transport.http import Wire
from bartizan.collect.aws.transport.operation import Operations
from bartizan.collect.aws.transport.pace import AwsPatience
from bartizan.collect.shared.quota import Quotas
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import Observation, Usage

ACCOUNT = "111122223333"
QUICK = AwsPatience(connect=2, read=1.5, attempts=3, throttled=2.5, backoff=0.01, longest_backoff=0.05)
PATIENT = AwsPatience(read=20, backoff=0.01, longest_backoff=0.05)
"""For tests without stalls: an emulator that has just started takes its time over the first answers."""


@dataclass
class Collected:
    """The observations of one run and what it used."""

    observations: list[Observation]
    usage: Usage

    def of(self, kind: str, aspect: str) -> list[Observation]:
        return [o for o in self.observations if (o.kind, o.aspect) == (kind, aspect)]

    def of_operation(self, operation: str) -> list[Observation]:
        return [o for o in self.observations if o.operation == operation]

    def ids(self, kind: str) -> set[str]:
        return {o.id for o in self.of(kind, "self")}

    def outcomes(self, kind: str, aspect: str) -> Counter[str]:
        return Counter(str(o.outcome) for o in self.of(kind, aspect))


async def collected(target: AwsTarget, patience: AwsPatience = PATIENT) -> Collected:
    observations: list[Observation] = []
    usage = Usage()
    await collect(replace(target, quota_share=None), observations.append, usage, patience=patience)
    assert dict(usage.answered) == dict(usage.planned)
    return Collected(observations, usage)


class Fixed:
    """Credentials that never change."""

    async def current(self) -> ReadOnlyCredentials:
        return ReadOnlyCredentials(ACCOUNT, "not" + "-a-secret", None)


Answering = Callable[[web.Request], Awaitable[web.Response]]


@asynccontextmanager
async def served(answer: Answering, patience: AwsPatience = QUICK) -> AsyncIterator[tuple[Client, Usage]]:
    """Run a server that answers every request as told, and give a client of it."""

    async def bare(request: web.BaseRequest) -> web.StreamResponse:
        return await answer(request)  # type: ignore[arg-type]

    runner = web.ServerRunner(web.Server(bare), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    usage = Usage()
    session = botocore.session.Session()
    endpoints = Endpoints(session, f"http://127.0.0.1:{runner.addresses[0][1]}")
    async with Wire(usage, patience) as wire:
        yield Client(wire, Operations(session), endpoints, Quotas(None), Fixed(), patience, ACCOUNT), usage
    await runner.cleanup()
