"""The ARM emulator: an asyncio HTTP server that names, counts, paces and, on demand, spoils each call.

It answers ARM and Resource Graph, and on the same port the login and Graph endpoints. Source of the order in which
a request is refused: token, api-version, quota, permission, existence, as Azure does.
"""

import asyncio
import math
import ssl
import uuid
from dataclasses import dataclass
from itertools import count

import orjson
from aiohttp import web
from multidict import CIMultiDict

from bartizan_demo.emulators.azure.activity_log import LOG, ActivityLog
from bartizan_demo.emulators.azure.address import Address, address
from bartizan_demo.emulators.azure.directory import role_management
from bartizan_demo.emulators.azure.errors import ArmError, forbidden, query_throttled, throttled
from bartizan_demo.emulators.azure.estate import TENANT_ID
from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.login import LIFETIME, Directory, batch_answer, discovery, graph_answer
from bartizan_demo.emulators.azure.nouns import AzureEstate
from bartizan_demo.emulators.azure.packages import HOSTS, AppPackages
from bartizan_demo.emulators.azure.quota import ArmQuotas
from bartizan_demo.emulators.azure.resource_graph import ResourceGraph
from bartizan_demo.emulators.azure.routes import ROUTES, Body, ItemList
from bartizan_demo.emulators.azure.site import site
from bartizan_demo.emulators.shared.broken_answers import cut, silence
from bartizan_demo.emulators.shared.control import PREFIX, Control
from bartizan_demo.emulators.shared.faults import Action, Fault, Faults
from bartizan_demo.emulators.shared.lies import LIES, lie

_LOGIN = ("oauth2/v2.0/token", "v2.0/.well-known/openid-configuration")

QUERY = "arm:POST Microsoft.ResourceGraph/resources"
"""What the operation of Resource Graph is called in faults and counts."""
CHANGE = "arm:PATCH Microsoft.Web/sites"
"""The one change that can be made: to properties of an app."""


@dataclass
class RunningArm:
    """A running emulator: its address, how to log in, whose subscriptions it has, and the way to end it."""

    url: str
    token: str
    subscriptions: list[str]
    directory: Directory
    runner: web.ServerRunner
    tenant: str = TENANT_ID

    async def close(self) -> None:
        """Stop listening and end every connection."""
        await self.runner.cleanup()


async def start_arm(estate: AzureEstate, tls: ssl.SSLContext | None = None) -> RunningArm:
    """Listen on a free loopback port with an estate, over TLS where a context is given."""
    front = _Front(estate)
    runner = web.ServerRunner(web.Server(front.answer, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    host, port = runner.addresses[0][:2]
    front.url = f"{'https' if tls else 'http'}://{host}:{port}"
    directory = front.directory
    return RunningArm(front.url, directory.issue(86400), [*front.index.subscriptions], directory, runner)


@dataclass(frozen=True)
class _Call:
    name: str
    target: str
    address: Address
    method: str
    body: bytes

    @property
    def is_login(self) -> bool:
        return self.address.type.startswith("login/")

    @property
    def is_arm(self) -> bool:
        return not self.is_login and not self.address.type.startswith("graph/")


@dataclass
class _Answer:
    status: int
    body: bytes
    headers: dict[str, str]


class _Front:
    """What the server is made of."""

    def __init__(self, estate: AzureEstate) -> None:
        self.url = ""
        self.index = Index(estate)
        self.graph = ResourceGraph(self.index)
        self.directory = Directory()
        self.quotas = ArmQuotas()
        self.control = Control(faults=Faults(self._lacking()), on_quota=self.quotas.reset)
        self.packages = AppPackages(self.index, self.directory)
        self._made: dict[str, bytes] = {}
        self._log = ActivityLog()
        self._numbers = count()

    def _lacking(self) -> list[Fault]:
        return [
            Fault(operation, Action.DENY, resource=f"/subscriptions/{each.id}")
            for each in self.index.estate.subscriptions
            for operation in each.lacks
        ]

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith(PREFIX):
            return await self.control.answer(request)
        body = await request.read()
        if request.path.startswith(HOSTS):
            return await self.packages.answer(request, self.control)
        call = _named(request.method, request.rel_url.path, body)
        self.control.calls[call.name] += 1
        if self.control.latency:
            await asyncio.sleep(self.control.latency)
        fault = self.control.faults.match(call.name, call.target)
        if fault is not None and fault.action is Action.TIMEOUT:
            return await silence(request)
        answer = self._spoiled(fault, call, request) if fault else self._answer(call, request)
        if fault is not None and fault.action is Action.CUT:
            return await cut(request, answer.status, answer.headers, answer.body)
        return web.Response(status=answer.status, body=answer.body, headers=CIMultiDict(answer.headers))

    def _answer(self, call: _Call, request: web.BaseRequest, refusal: ArmError | None = None) -> _Answer:
        try:
            self._admit(call, request)
            if refusal:
                raise refusal
            status, body = self._body(call, request)
            return _Answer(status, body, self._headers(call))
        except ArmError as error:
            told = {"error": error.code, "error_description": error.message} if call.is_login else error.body
            return _Answer(error.status, orjson.dumps(told), {**self._headers(call), **error.headers})

    def _admit(self, call: _Call, request: web.BaseRequest) -> None:
        if call.is_login:
            return
        self.directory.check(request.headers.get("Authorization"))
        if not call.is_arm:
            return
        if "api-version" not in request.query:
            message = "The api-version query parameter (?api-version=) is required for all requests."
            raise ArmError(400, "MissingApiVersionParameter", message)
        if self.control.quota.get("arm"):
            self._pace(call)

    def _pace(self, call: _Call) -> None:
        if call.name == QUERY:
            if wait := self.quotas.query():
                raise query_throttled(math.ceil(wait))
        elif wait := self.quotas.take(call.address.subscription, call.method):
            raise throttled(call.address.subscription, math.ceil(wait))

    def _body(self, call: _Call, request: web.BaseRequest) -> tuple[int, bytes]:
        if call.name == QUERY:
            return 200, orjson.dumps(self.graph.answer(_posted(call.body)))
        if call.name == CHANGE:
            self._change(call)
            return 200, orjson.dumps(site(self.index, self.index.app(call.address)))
        if not call.is_arm:
            status, body = self._directory_answer(call, request)
            return status, orjson.dumps(body)
        key = f"{call.method} {request.host} {request.path_qs}"
        if key not in self._made:
            self._made[key] = orjson.dumps(self._resource(call, request))
        return 200, self._made[key]

    def _change(self, call: _Call) -> None:
        self.index = self.index.with_site(call.address, _posted(call.body).get("properties") or {})
        self.graph = ResourceGraph(self.index)
        self._made.clear()
        self._log.note("Microsoft.Web/sites/write", call.target)

    def _resource(self, call: _Call, request: web.BaseRequest) -> Body:
        if call.name == LOG:
            wanted = request.query.get("$filter", "")
            return self._page(ItemList(self._log.entries(call.address.subscription, wanted)), request)
        route = ROUTES.get(f"{call.method} {call.address.type}")
        if route is None:
            message = f"The resource type '{call.address.type}' could not be found for {call.method}."
            raise ArmError(404, "InvalidResourceType", message)
        found = route(self.index, call.address, request.query.get("$filter", ""))
        return self._page(found, request) if isinstance(found, ItemList) else found

    def _page(self, listing: ItemList, request: web.BaseRequest) -> Body:
        skip = request.query.get("$skiptoken", "0")
        start = int(skip) if skip.isdigit() else 0
        end = start + self.index.estate.page_size
        page: Body = {"value": listing.items[start:end]}
        if end >= len(listing.items):
            return {**page, **dict.fromkeys(listing.ends)}
        link = request.rel_url.update_query({"$skiptoken": str(end)})
        # The host that was asked, as clients refuse to follow a link to another one with their token.
        return {**page, **dict.fromkeys(listing.ends), "nextLink": f"{request.scheme}://{request.host}{link}"}

    def _directory_answer(self, call: _Call, request: web.BaseRequest) -> tuple[int, Body]:
        tenant, *words = request.path.strip("/").split("/")
        if call.is_login and call.method == "POST":
            return self.directory.token(call.body, float(self.control.quota.get("token_seconds", LIFETIME)))
        if call.is_login:
            return 200, discovery(self.url, tenant)
        if words == ["$batch"]:
            return 200, batch_answer(self.index, self.url, _posted(call.body).get("requests") or [])
        if words[:2] == ["roleManagement", "directory"]:
            link = f"{request.scheme}://{request.host}{request.rel_url.without_query_params('$skiptoken')}"
            return 200, role_management(self.index, words[-1], request.query.get("$skiptoken", "0"), link)
        return 200, graph_answer(self.index, self.url, words)

    def _spoiled(self, fault: Fault, call: _Call, request: web.BaseRequest) -> _Answer:
        """Return what a call answers when it is made to go wrong; a cut one is cut by the caller."""
        if fault.action in LIES:
            told = lie(fault.action, self._answer(call, request).body)
            return _Answer(200, told.body, dict(told.headers))
        if fault.action in {Action.TURNING, Action.ENDLESS}:
            return self._without_end(fault.action, call, request)
        if fault.action in {Action.CUT, Action.MALFORMED}:
            answer = self._answer(call, request)
            half = answer.body[: len(answer.body) // 2] or b"{"
            is_cut = fault.action is Action.CUT
            return answer if is_cut else _Answer(fault.status or 200, half, answer.headers)
        error = _refusal(fault.action, call, self.directory.principal)
        error.code, error.status = fault.code or error.code, fault.status or error.status
        return self._answer(call, request, error)

    def _without_end(self, action: Action, call: _Call, request: web.BaseRequest) -> _Answer:
        """Return an answer that says there is a page after it, an earlier one or one more; others stay as they are."""
        answer = self._answer(call, request)
        told = orjson.loads(answer.body)
        number = next(self._numbers)
        number = number % 2 if action is Action.TURNING else number
        if answer.status == 200 and isinstance(told, dict) and "value" in told:
            link = request.rel_url.update_query({"$page": str(number)})
            told["nextLink"] = f"{request.scheme}://{request.host}{link}"
        elif answer.status == 200 and isinstance(told, dict) and "data" in told:
            told["$skipToken"] = f"page-{number}"
        return _Answer(answer.status, orjson.dumps(told), answer.headers)

    def _headers(self, call: _Call) -> dict[str, str]:
        request_id = str(uuid.uuid4())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "x-ms-request-id": request_id,
            "x-ms-correlation-request-id": request_id,
            "x-ms-routing-request-id": f"WESTEUROPE:{request_id}",
        }
        if call.name == QUERY:
            left = str(self.quotas.queries_left())
            headers["x-ms-ratelimit-remaining-tenant-resource-requests"] = left
            return {**headers, "x-ms-user-quota-remaining": left, "x-ms-user-quota-resets-after": "00:00:05"}
        if call.is_arm:
            kind = "subscription-reads" if call.method == "GET" else "subscription-resource-requests"
            left = str(self.quotas.left(call.address.subscription, call.method))
            headers[f"x-ms-ratelimit-remaining-{kind}"] = left
        return headers


def _named(method: str, path: str, body: bytes) -> _Call:
    words = path.strip("/").split("/")
    if words[0] == "v1.0":
        where = Address(f"graph/{'/'.join(words[1::2])}", scope=path)
    elif "/".join(words[1:]) in _LOGIN:
        where = Address(f"login/{'/'.join(words[1:])}", scope=path)
    else:
        where = address(path)
    target = f"{path} {body.decode(errors='replace')}" if where.type.startswith("Microsoft.ResourceGraph") else path
    return _Call(f"arm:{method} {where.type}", target, where, method, body)


def _posted(body: bytes) -> Body:
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError:
        request = None
    if not isinstance(request, dict):
        raise ArmError(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.")
    return request


def _refusal(action: Action, call: _Call, principal: str) -> ArmError:
    if action is Action.DENY and call.address.type.startswith("graph/"):
        return ArmError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    if action is Action.DENY:
        scope = call.address.scope.removesuffix("/list")
        return forbidden(call.address.permission, scope, principal)
    if action is Action.THROTTLE:
        return query_throttled(1) if call.name == QUERY else throttled(call.address.subscription, 1)
    return ArmError(500, "InternalServerError", "Encountered internal server error.")
