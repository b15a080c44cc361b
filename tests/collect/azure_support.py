"""What the Azure collector's tests share: one run of it, and servers that answer in ways that Azure never should."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from yarl import URL

from bartizan.collect.azure import collect
from bartizan.collect.azure.transport.client import ArmClient
from bartizan.collect.azure.transport.login import FixedToken, Login
from bartizan.collect.azure.transport.patience import ArmPatience
from bartizan.collect.shared.quota import Quotas
from bartizan.collect.shared.target import AzureTarget
from bartizan.model import SELF, Observation, Usage

QUICK = ArmPatience(answer_seconds=1.0, connect_seconds=1.0, throttled_seconds=30.0, pause_seconds=0.01)
SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"


@dataclass
class Collected:
    """All observations of one run, and what it cost."""

    observations: list[Observation] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)

    def of(self, kind: str, aspect: str, ending: str = "") -> list[Observation]:
        return [o for o in self.observations if (o.kind, o.aspect) == (kind, aspect) and o.id.endswith(ending)]

    def outcomes(self, kind: str, aspect: str) -> set[str]:
        return {o.outcome.value for o in self.of(kind, aspect)}

    def ids(self, kind: str) -> set[str]:
        return {o.id for o in self.of(kind, SELF)}

    def unread(self) -> set[tuple[str, str, str]]:
        return {(o.kind, o.id, o.aspect) for o in self.observations if o.outcome.value in {"denied", "failed"}}

    @property
    def text(self) -> str:
        return json.dumps([[o.id, o.body, o.detail, o.permission] for o in self.observations])


async def collected(
    url: str, *subscriptions: str, share: float | None = None, patience: ArmPatience = QUICK
) -> Collected:
    result = Collected()
    target = AzureTarget(subscriptions=subscriptions, arm_url=url, quota_share=share)
    await collect(target, result.observations.append, result.usage, patience=patience)
    return result


async def control(url: str, method: str, what: str, body: Any = None) -> Any:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{url}/_bartizan/{what}", json=body) as sent,
    ):
        assert sent.status == 200
        return await sent.json()


async def faults(url: str, *wanted: dict[str, Any]) -> None:
    await control(url, "POST", "faults", list(wanted))


Handler = Callable[[web.Request], Any]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """A server on loopback that answers every request with one handler: a JSON value, or a response of its own."""

    async def answer(request: web.Request) -> web.StreamResponse:
        made = handler(request)
        made = await made if asyncio.iscoroutine(made) else made
        return made if isinstance(made, web.StreamResponse) else web.json_response(made)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def client(url: str, entry: Login | None = None, patience: ArmPatience = QUICK) -> AsyncIterator[ArmClient]:
    timeout = aiohttp.ClientTimeout(total=patience.answer_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield ArmClient(
            session,
            URL(url),
            entry=entry or FixedToken("t"),
            quotas=Quotas(None),
            usage=Usage(),
            patience=patience,
        )
