"""The AWS emulator: an asyncio HTTP/1.1 server before moto that names, counts, paces and, on demand, spoils each call.

werkzeug's development server ends every connection after one answer, which triples a client's CPU; this one keeps
them. Operations that moto lacks, or answers unlike AWS, have an answer of our own that reads moto's state.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from multidict import CIMultiDict

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer, error_answer, refusal, throttled
from bartizan_demo.emulators.aws.front.call import Call, Sent, name_call
from bartizan_demo.emulators.aws.front.kept_answers import KeptAnswers
from bartizan_demo.emulators.aws.front.nulls import with_nulls
from bartizan_demo.emulators.aws.front.pages import without_end
from bartizan_demo.emulators.aws.front.quota import LambdaQuotas
from bartizan_demo.emulators.aws.front.wsgi import WsgiApp, run_wsgi
from bartizan_demo.emulators.shared.broken_answers import cut, silence
from bartizan_demo.emulators.shared.control import PREFIX, Control
from bartizan_demo.emulators.shared.faults import Action, Fault, Faults
from bartizan_demo.emulators.shared.lies import LIES, lie

Native = Callable[[Call], EmulatedAnswer | None]
"""An answer of our own; None leaves the call to moto. Raises AwsError."""

After = Callable[[Call, EmulatedAnswer], EmulatedAnswer]
"""Completes what moto answered to a call."""


@dataclass
class Accounts:
    """Who signs with what: the account and the ARN behind an access key."""

    account_of: Callable[[str], str]
    caller_of: Callable[[str], str]
    regions: frozenset[str]


@dataclass
class AwsFront:
    """The server's parts; ``start`` runs them on a free loopback port."""

    moto: WsgiApp
    accounts: Accounts
    natives: Mapping[str, Native]
    after: Mapping[str, After]
    standing: Iterable[Fault] = ()
    quotas: LambdaQuotas = field(default_factory=LambdaQuotas)

    def __post_init__(self) -> None:
        self.control = Control(faults=Faults(self.standing), on_quota=self.quotas.reset)
        self._kept = KeptAnswers()
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="moto")

    async def start(self) -> "RunningAws":
        """Listen on a free loopback port and return how to reach and to end it."""
        runner = web.ServerRunner(
            web.Server(self._answer, access_log=None, request_factory=_request), shutdown_timeout=0.1
        )
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        return RunningAws(f"http://{host}:{port}", runner)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith(PREFIX):
            return await self.control.answer(request)
        path, _, query = request.raw_path.partition("?")
        sent = Sent(request.method, path, query, request.headers, await request.read())
        call = name_call(sent, self.accounts.account_of)
        self.control.calls[call.name] += 1
        if self.control.latency:
            await asyncio.sleep(self.control.latency)
        fault = self.control.faults.match(call.name, call.target)
        if fault is not None:
            return await self._spoil(fault, call, sent, request)
        return _response(await self._well(call, sent))

    async def _well(self, call: Call, sent: Sent) -> EmulatedAnswer:
        """Return what AWS would answer when nothing is made to go wrong."""
        try:
            self._admit(call)
        except AwsError as error:
            return error_answer(call, error)
        return await self._kept.of(call, sent, self.accounts.caller_of(call.access_key), self._made)

    async def _made(self, call: Call, sent: Sent) -> EmulatedAnswer:
        return with_nulls(call, await self._answered(call, sent))

    async def _answered(self, call: Call, sent: Sent) -> EmulatedAnswer:
        try:
            native = self.natives.get(call.name)
            answer = native(call) if native else None
            if answer is None:
                loop = asyncio.get_running_loop()
                answer = await loop.run_in_executor(self._threads, run_wsgi, self.moto, call, sent)
                after = self.after.get(call.name)
                return after(call, answer) if after else answer
        except AwsError as error:
            return error_answer(call, error)
        return answer

    def _admit(self, call: Call) -> None:
        """Refuse what AWS refuses before it looks at the operation; raises AwsError."""
        if call.service == "unsigned":
            raise AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", 403)
        if call.service in _REGIONAL and call.region not in self.accounts.regions:
            raise AwsError("UnrecognizedClientException", "The security token included in the request is invalid.", 403)
        wait = self.quotas.wait(call) if self.control.quota.get("lambda") else 0.0
        if wait:
            raise throttled(call, wait)

    async def _spoil(self, fault: Fault, call: Call, sent: Sent, request: web.BaseRequest) -> web.StreamResponse:
        if fault.action is Action.TIMEOUT:
            return await silence(request)
        if fault.action in LIES:
            told = lie(fault.action, (await self._well(call, sent)).body)
            return _response(EmulatedAnswer(200, told.body, dict(told.headers)))
        if fault.action in {Action.TURNING, Action.ENDLESS}:
            return _response(without_end(call, fault.action, await self._well(call, sent)))
        if fault.action in {Action.CUT, Action.MALFORMED}:
            answer = await self._well(call, sent)
            if fault.action is Action.CUT:
                return await cut(request, answer.status, answer.headers, answer.body)
            return _response(
                EmulatedAnswer(fault.status or 200, answer.body[: len(answer.body) // 2] or b"{", answer.headers)
            )
        error = refusal(call, fault.action, self.accounts.caller_of(call.access_key))
        error.code, error.status = fault.code or error.code, fault.status or error.status
        return _response(error_answer(call, error))


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    """Return the request object the server hands on; packages that are uploaded are larger than aiohttp's one MiB."""
    return web.BaseRequest(
        message, payload, protocol, writer, task, asyncio.get_running_loop(), client_max_size=_LARGEST
    )


_LARGEST = 128 * 1024 * 1024
_REGIONAL = {"lambda", "apigateway", "apigatewayv2", "ec2"}


@dataclass
class RunningAws:
    """A running emulator: its address, and the way to end it."""

    url: str
    runner: web.ServerRunner

    async def close(self) -> None:
        """Stop listening and end every connection."""
        await self.runner.cleanup()


def _response(answer: EmulatedAnswer) -> web.Response:
    return web.Response(status=answer.status, body=answer.body, headers=CIMultiDict(answer.headers))
