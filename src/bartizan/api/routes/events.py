"""What happens in a directory as it happens: snapshots, decisions and scans, one stream for each open page."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import Viewer, anybody, state_of
from bartizan.api.problem import ProblemError, responses
from bartizan.api.streams import BEAT, HEADERS, HEARTBEAT, MEDIA_TYPE, OpenStreams, sent
from bartizan.contract.events import DecisionChanged, ScanProgress, SnapshotPublished
from bartizan.service.reading import Snapshots
from bartizan.state.work.feed import FeedMark, FeedPart, ScanMark, feed_after, feed_mark
from bartizan.state.work.runs import OVER

router = APIRouter(prefix="/events", tags=["events"], responses=responses(400, 401, 403, 404, 422, 429))
_LOOK = 1.0
_CHECK = 2.0
"""Seconds between looks at whether the caller may still read here."""
_EXAMPLE = 'id: 4-17\nevent: snapshot\ndata: {"snapshot":"20260101-120000-ab12","status":"complete"}\n\n'


@router.get(
    "",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Events `snapshot`, `state` and `scan`, whose data are "
            "SnapshotPublished, DecisionChanged and ScanProgress.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE}},
        }
    },
)
def follow(
    request: Request,
    caller: Viewer,
    seconds: Annotated[int, Query(ge=0, le=3600, description="How long to stay; 0 for what there is now.")] = 600,
    after: Annotated[str, Query(max_length=40, description="As Last-Event-ID, for the first time.")] = "",
    last: Annotated[str, Header(alias="Last-Event-ID", max_length=40)] = "",
) -> StreamingResponse:
    """Return what happens in the caller's directory from now on, or after the event that was seen last.

    The stream ends when the time is up, and when the caller may no longer read here; a client comes back by itself.
    """
    streams: OpenStreams = request.app.state.streams
    if streams.is_full(caller.person_id):
        raise ProblemError(429, "Too many streams are open.", "Close some pages.", {"Retry-After": "15"})
    since = FeedMark.parse(last or after) or feed_mark(state_of(request), caller.directory)
    return StreamingResponse(_stream(request, caller, since, seconds), media_type=MEDIA_TYPE, headers=HEADERS)


async def _stream(request: Request, caller: ApiCaller, since: FeedMark, seconds: int) -> AsyncIterator[bytes]:
    started = spoke = checked = time.monotonic()
    seen: dict[str, ScanMark] = {}
    with request.app.state.streams.one(caller.person_id):
        yield HEARTBEAT  # the client learns at once that it is connected
        while True:
            part = await to_thread.run_sync(_after, request, caller.directory, since)
            for event in _events(part, seen):
                yield event
                spoke = time.monotonic()
            since, at = part.mark, time.monotonic()
            if at - started >= seconds or request.app.state.is_stopping():
                return
            if at - checked >= _CHECK:
                checked = at
                if not await to_thread.run_sync(_may_still, request, caller):
                    return
            if at - spoke >= BEAT:
                spoke = at
                yield HEARTBEAT
            await asyncio.sleep(min(_LOOK, max(0.0, started + seconds - at)))


def _after(request: Request, directory: str, since: FeedMark) -> FeedPart:
    """Return what changed after a mark; a snapshot is announced when readers are given it."""
    part = feed_after(state_of(request), directory, since)
    snapshots: Snapshots = request.app.state.snapshots
    if part.snapshot and not snapshots.has_caught_up(directory):
        return replace(part, mark=replace(part.mark, snapshot=since.snapshot), snapshot=None)
    return part


def _events(part: FeedPart, seen: dict[str, ScanMark]) -> Iterator[bytes]:
    if found := part.snapshot:
        published = SnapshotPublished(snapshot=found.id, published_at=found.published_at, status=found.status)
        yield sent("snapshot", part.mark, published.model_dump())
    for kind in part.decisions:
        yield sent("state", part.mark, DecisionChanged(changed=kind).model_dump())
    is_first = not seen
    for scan in part.scans:
        if seen.get(scan.id) != scan and not (is_first and scan.status in OVER):
            yield sent("scan", part.mark, ScanProgress(**vars(scan)).model_dump())
    seen.update({scan.id: scan for scan in part.scans})


def _may_still(request: Request, caller: ApiCaller) -> bool:
    """Return whether the caller still may read in the directory that the stream is about."""
    try:
        found = anybody(request)
    except ProblemError:
        return False
    return found is not None and found.role is not None and found.directory == caller.directory
