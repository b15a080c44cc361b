"""Which snapshot is the latest: an open page asks now and then, and offers what is new without moving a row."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from bartizan.api.guard import Viewer, state_of

router = APIRouter(include_in_schema=False)


@router.get("/latest", response_class=PlainTextResponse)
def latest(request: Request, caller: Viewer) -> str:
    """Return the ID of the latest snapshot of the caller's directory, empty where there is none."""
    found = state_of(request).snapshot(caller.directory)
    return found.id if found else ""
