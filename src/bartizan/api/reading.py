"""Reads of a snapshot: the caller's directory and ``at`` say which; answers bear its ID and a tag, a revisit a 304."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

import orjson
from anyio import to_thread
from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import Viewer
from bartizan.api.problem import ProblemError, not_here
from bartizan.api.stopping import answered
from bartizan.contract import Page
from bartizan.service.published import Published
from bartizan.service.reading import NoSnapshotError, Snapshots

At = Annotated[str, Query(max_length=64, description="An older snapshot.")]


class SnapshotRead:
    """The snapshot that a request asks for."""

    def __init__(self, request: Request, caller: Viewer, at: At = "") -> None:
        self.request = request
        self.caller = caller
        self.at = at

    async def answer(
        self, work: Callable[[Published], Any], media: str = "application/json", also: str = ""
    ) -> Response:
        """Return what work on the snapshot brings, as JSON unless it is bytes; 304 where the client has it already.

        ``also`` is what the answer depends on besides, which no decision and no word of the address says.
        """
        published = await to_thread.run_sync(opened, self.request, self.caller, self.at)
        tag = tag_of(published, self.request, also)
        if tag in self.request.headers.get("If-None-Match", ""):
            published.engine.close()
            return Response(status_code=304, headers=headers_of(published, tag))
        body = await answered(self.request, published, lambda each: as_bytes(work(each)))
        return Response(body, media_type=media, headers=headers_of(published, tag))


LINES = {"text/csv": "csv", "application/x-ndjson": "jsonl", "application/jsonl": "jsonl"}
"""Media types of lists that are a row a line."""
Read = Annotated[SnapshotRead, Depends()]


def read_as(model: Any, **more: Any) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of the answers of a read."""
    return {200: {"model": model, **more}, 304: {"description": "Nothing changed"}}


def opened(request: Request, caller: ApiCaller, at: str) -> Published:
    """Return a snapshot of the caller's directory.

    Raises:
        ProblemError: there is none.
    """
    snapshots: Snapshots = request.app.state.snapshots
    try:
        return snapshots.open(caller.directory, at)
    except NoSnapshotError as error:
        raise not_here() if at else ProblemError(404, "No scan yet.", "Connect an account and scan it.") from error


def tag_of(published: Published, request: Request, also: str = "") -> str:
    """Return the strong ETag of an answer: of the snapshot, the decisions, what was asked and what else counts."""
    asked = f"{published.revision} {request.url.path}?{request.url.query} {request.headers.get('accept', '')} {also}"
    return f'"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'


def headers_of(published: Published, tag: str) -> dict[str, str]:
    """Return the headers of an answer about a snapshot."""
    return {"ETag": tag, "X-Snapshot": published.manifest.id, "Cache-Control": "private, no-cache"}


def as_bytes(found: Any) -> bytes:
    """Return models, and lists of them, as JSON; what JSON has no word for as text. Bytes stay."""
    if isinstance(found, bytes):
        return found
    return orjson.dumps(found, default=_plain, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def _plain(value: object) -> Any:
    if isinstance(value, Page):
        return {"items": value.items, "total": value.total}
    return value.model_dump() if isinstance(value, BaseModel) else str(value)
