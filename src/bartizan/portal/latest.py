"""Which snapshot is the latest: an open page asks now and then, and offers what is new without moving a row."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from bartizan.api.guard import Viewer, state_of
from bartizan.service.reading import Snapshots

router = APIRouter(include_in_schema=False)


@router.get("/latest", response_class=PlainTextResponse)
def latest(request: Request, caller: Viewer) -> str:
    """Return the ID of the latest snapshot that readers in the caller's directory are given, empty for none."""
    snapshots: Snapshots = request.app.state.snapshots
    found = state_of(request).snapshot(caller.directory)
    if found and not snapshots.has_caught_up(caller.directory):
        return snapshots.given(caller.directory)
    return found.id if found else ""
