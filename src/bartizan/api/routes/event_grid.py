"""Events of Azure's resources that Event Grid posts: who holds the key of a connector's webhook may post to it.

No session is asked for: the key is in the address, and where the connector names an application, a token of Entra ID
that was given to Event Grid comes with each delivery.
"""

import asyncio
import logging
import re
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from bartizan.access.issuer_keys import SignInError
from bartizan.api.guard import InState, state_of
from bartizan.api.posted import PostedEvents
from bartizan.api.problem import ProblemError, responses
from bartizan.connect.target import authority
from bartizan.service.work.webhook import admitted
from bartizan.state.onboarding.nouns import EVENTS_APP, Connector
from bartizan.watch.delivery import LARGEST, read_delivery

router = APIRouter(prefix="/event-grid", tags=["events"], responses=responses(400, 401, 403, 413, 429))
_log = logging.getLogger("bartizan.events")
_ORIGIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.IGNORECASE)
_SECONDS_TO_READ = 20
_PER_MINUTE = "12000"
Id = Annotated[str, Path(max_length=16)]
Key = Annotated[str, Query(max_length=128, description="What `bartizan connect azure --events-webhook` printed.")]
Authorization = Annotated[str, Header(max_length=20_000)]


@router.options("/{connector}", status_code=200, response_class=Response)
async def allow(
    connector: Id,
    request: Request,
    key: Key = "",
    origin: Annotated[str, Header(alias="WebHook-Request-Origin", max_length=253)] = "",
) -> Response:
    """Answer the question of CloudEvents' senders whether they may post here."""
    await _admitted(request, connector, key)
    if not _ORIGIN.fullmatch(origin):
        raise ProblemError(400, "Nobody asks to post here.", "Send WebHook-Request-Origin, the sender's domain.")
    return Response(headers={"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": _PER_MINUTE})


@router.post("/{connector}", status_code=200, response_class=Response)
async def take(
    connector: Id, request: Request, state: InState, key: Key = "", authorization: Authorization = ""
) -> Response:
    """Take events, or answer the question of Event Grid whether they are wanted."""
    found = await _admitted(request, connector, key)
    posted = _posted(request)
    if wait := posted.rate.wait(found.id):
        raise ProblemError(429, "Too many deliveries.", "Post again later.", {"Retry-After": str(int(wait) + 1)})
    async with posted.reading:
        delivery = read_delivery(await _body(request))
    if delivery is None:
        raise ProblemError(400, "This is neither an event nor a list of events.")
    intake = posted.of(state, found.id)
    if delivery.code:
        if not await to_thread.run_sync(intake.agree, found, delivery):
            raise ProblemError(403, "This subscription's events are not wanted here.")
        return JSONResponse({"validationResponse": delivery.code})
    await _check_token(posted, found, authorization)
    await to_thread.run_sync(intake.take, found, delivery)
    return Response()


async def _admitted(request: Request, connector: str, key: str) -> Connector:
    found = await to_thread.run_sync(admitted, state_of(request), connector, key)
    if found is None:
        raise ProblemError(401, "This key allows no events.", "Make one: bartizan connect azure NAME --events-webhook")
    return found


def _posted(request: Request) -> PostedEvents:
    posted: PostedEvents = request.app.state.posted
    return posted


async def _body(request: Request) -> bytes:
    """Return the body of a request, of bounded size and within bounded time."""
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS_TO_READ):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST:
                    raise ProblemError(413, "This is too large.", f"Post at most {LARGEST:,} bytes.")
    except TimeoutError as error:
        raise ProblemError(408, "This takes too long.", "Post it again.") from error
    return bytes(body)


async def _check_token(posted: PostedEvents, connector: Connector, authorization: str) -> None:
    app = connector.settings.get(EVENTS_APP)
    if not app:
        return
    scheme, _, token = authorization.partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise SignInError("a delivery came without a token")
        await posted.tokens(app, authority(connector)).check(token.strip())
    except SignInError as error:
        _log.warning("a delivery for %s is refused: %s", connector.name, error)
        raise ProblemError(401, "This delivery lacks a token for the webhook's application.") from error
