"""Scans: start, list, follow and stop them, check one resource again, and the snapshots that they published."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from bartizan.access.caller import ApiCaller
from bartizan.api.decider import decider_of
from bartizan.api.guard import Analyst, InState, Served, Viewer
from bartizan.api.once import Once
from bartizan.api.problem import responses
from bartizan.api.reading import opened
from bartizan.api.settings import ServeSettings
from bartizan.api.streams import BEAT, HEADERS, HEARTBEAT, MEDIA_TYPE, sent
from bartizan.contract.scan import ScanEventItem, ScanItem, SnapshotItem
from bartizan.service import connecting, resource_page
from bartizan.service.work import scanning
from bartizan.service.work.deciding import Decider
from bartizan.state.work.runs import OVER, ScanRun, events, published_snapshots, runs

router = APIRouter(tags=["scans"], responses=responses(400, 401, 403, 404, 409, 422))
_LOOK = 0.5
Id = Annotated[str, Path(alias="id", max_length=64)]


class NewScan(BaseModel):
    """What to scan: a connector by its name, or all of them."""

    connector: Annotated[str, Field(max_length=63, examples=["production"])] = ""


class ScanPage(BaseModel):
    """A part of the scans that were asked for, and how many there are."""

    items: list[ScanItem]
    total: int


class CheckRequest(BaseModel):
    """The resource to read again."""

    resource: Annotated[str, Field(min_length=1, max_length=2048, examples=["0123456789abcdef"])]


@router.get("/scans")
def scans(
    caller: Viewer,
    state: InState,
    served: Served,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> ScanPage:
    """Return the scans that were asked for, newest first."""
    found, total = runs(state, caller.directory, limit, offset)
    return ScanPage(items=_items(served, caller, found), total=total)


@router.post("/scans", status_code=202, response_model=ScanItem)
async def start(caller: Analyst, served: Served, once: Once, body: NewScan) -> Response:
    """Start a scan; follow its events."""
    by = decider_of(served, caller)
    return await once.make(caller, 202, lambda: _item(served, caller, scanning.start(by, body.connector)))


@router.post("/scans/check", status_code=202, response_model=ScanItem)
async def check(caller: Analyst, served: Served, once: Once, body: CheckRequest, request: Request) -> Response:
    """Read again what changed of the account or subscription of a resource."""

    def change() -> ScanItem:
        published = opened(request, caller, "")
        with published:
            found = resource_page.find(published, body.resource)
            scope = resource_page.scope_of(published, found)
        return _item(served, caller, scanning.check_again(decider_of(served, caller), found.id, scope))

    return await once.make(caller, 202, change)


@router.get("/scans/{id}")
def scan(id_: Id, caller: Viewer, served: Served) -> ScanItem:
    """Return a scan."""
    return _item(served, caller, scanning.one(decider_of(served, caller), id_))


@router.delete("/scans/{id}", status_code=202)
def cancel(id_: Id, caller: Analyst, served: Served) -> ScanItem:
    """Stop a scan; what it published before stands."""
    return _item(served, caller, scanning.cancel(decider_of(served, caller), id_))


@router.get("/scans/{id}/events", responses={200: {"model": ScanEventItem, "content": {"text/event-stream": {}}}})
def follow(
    request: Request,
    id_: Id,
    caller: Viewer,
    served: Served,
    last: Annotated[str, Header(alias="Last-Event-ID", max_length=20)] = "",
) -> StreamingResponse:
    """Return what happens in a scan as server-sent events, from its beginning or after an event, to its end."""
    by = decider_of(served, caller)
    scanning.one(by, id_)
    after = int(last) if last.isascii() and last.isdigit() else 0
    return StreamingResponse(_stream(request, by, id_, after), media_type=MEDIA_TYPE, headers=HEADERS)


@router.get("/snapshots")
def snapshots(caller: Viewer, state: InState, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[SnapshotItem]:
    """Return the snapshots that can be read with ``at``, newest first."""
    return [SnapshotItem(**vars(each)) for each in published_snapshots(state, caller.directory, limit)]


async def _stream(request: Request, by: Decider, id_: str, after: int) -> AsyncIterator[bytes]:
    state, quiet = by.state, 0.0
    while True:
        run = await to_thread.run_sync(scanning.one, by, id_)
        found = await to_thread.run_sync(events, state, id_, after)
        for each in found:
            after = each.n
            yield sent(each.kind, each.n, vars(each))
        # Its end is stored before the event that tells it.
        if run.status in OVER and found and found[-1].kind == run.status:
            return
        if (run.status in OVER and not found and quiet) or request.app.state.is_stopping():
            return
        quiet = 0.0 if found else quiet + _LOOK
        if quiet and quiet % BEAT == 0:
            yield HEARTBEAT
        await asyncio.sleep(_LOOK)


def _items(served: ServeSettings, caller: ApiCaller, found: list[ScanRun]) -> list[ScanItem]:
    known = {each.id: each.name for each in connecting.listed(served.home, directory=caller.directory)}
    names = [name for name in ScanItem.model_fields if name not in {"connector", "snapshot"}]
    return [
        ScanItem(
            **{name: getattr(each, name) for name in names},
            connector=known.get(each.connector_id, ""),
            snapshot=each.snapshot_id,
        )
        for each in found
    ]


def _item(served: ServeSettings, caller: ApiCaller, found: ScanRun) -> ScanItem:
    return _items(served, caller, [found])[0]
