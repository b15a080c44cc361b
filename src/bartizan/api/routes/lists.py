"""Every list of a snapshot: pages, facets, CSV and JSON lines, all with the same filters."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import orjson
from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from bartizan.api.guard import Viewer
from bartizan.api.problem import ProblemError, responses
from bartizan.api.reading import LINES, headers_of, opened, read_as, tag_of
from bartizan.api.stopping import answered
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.beside_facets import FacetValue
from bartizan.service import listing
from bartizan.service.exporting.fixing import MEDIA_TYPE, fixes
from bartizan.service.published import Published

router = APIRouter(tags=["lists"], responses=responses(400, 401, 403, 404, 422))
MOST_ROWS = 100_000_000
_SCRIPT = {"schema": {"type": "string"}, "example": "#!/usr/bin/env bash\nset -euo pipefail\n"}
_OWN = frozenset({"filter", "q", "sort", "fields", "limit", "offset", "cursor", "at", "field", "facet_q", "format"})


class ScriptResponse(Response):
    """A script, with the media type that OpenAPI names."""

    media_type = MEDIA_TYPE


class ListPage(BaseModel):
    """A part of a list: ``total`` rows match, of ``unknown`` more it is not known; ``next`` is the next cursor."""

    items: list[dict[str, Any]]
    total: int
    unknown: int
    next: str | None
    snapshot: str


class Facet(BaseModel):
    """How many rows have a value; null is for those where it could not be read."""

    value: str | int | float | bool | None
    count: int


class ListQuestion(BaseModel):
    """What is asked of a list; any column may be named as well, ``severity=high&severity=critical`` for one of both."""

    filter: Annotated[str, Field(max_length=20_000, description="An expression such as `exposure = internet`.")] = ""
    q: Annotated[str, Field(max_length=200, description="A text to look for in names.")] = ""
    at: Annotated[str, Field(max_length=64, description="An older snapshot.")] = ""


class PageQuestion(ListQuestion):
    """Which part of a list is wanted, and what of its rows."""

    sort: Annotated[str, Field(max_length=500, description="Columns with commas between; `-name` descends.")] = ""
    fields: Annotated[str, Field(max_length=500, description="Columns with commas between.")] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=MOST_ROWS)] = 0
    cursor: Annotated[str, Field(max_length=200, description="Where the part before ended.")] = ""


class FacetQuestion(ListQuestion):
    """Whose values are counted."""

    field: Annotated[str, Field(max_length=100, description="The column whose values are counted.")]
    facet_q: Annotated[str, Field(max_length=200, description="A text that the values hold.")] = ""


def _add(name: str, path: str) -> None:
    """Add the routes of one list."""

    async def page(request: Request, caller: Viewer, question: Annotated[PageQuestion, Query()]) -> Response:
        at, offset = _resumed(question)
        published = await to_thread.run_sync(opened, request, caller, at)
        tag = tag_of(published, request)
        if tag in request.headers.get("If-None-Match", ""):
            published.engine.close()
            return Response(status_code=304, headers=headers_of(published, tag))
        asked, keys, shown = asked_of(request, question), _split(question.sort), _split(question.fields)
        media = next((media for media in LINES if media in request.headers.get("Accept", "")), "")
        if media:
            with _closed_on_error(published):  # what is wrong is said before the first line
                listing.rows(published, name, asked, sort=keys, fields=shown, limit=1)
            lines = listing.as_lines(published, name, asked, LINES[media], sort=keys, fields=shown)
            return StreamingResponse(closing(published, lines), media_type=media, headers=headers_of(published, tag))

        def work(published: Published) -> bytes:
            found = listing.rows(published, name, asked, sort=keys, fields=shown, limit=question.limit, offset=offset)
            end = offset + len(found.items)
            next_ = _cursor(published, end) if found.items and end < found.total + found.unknown else None
            answer = {"items": found.items, "total": found.total, "unknown": found.unknown, "next": next_}
            return orjson.dumps(answer | {"snapshot": published.manifest.id})

        body = await answered(request, published, work)
        return Response(body, media_type="application/json", headers=headers_of(published, tag))

    async def count(
        request: Request, response: Response, caller: Viewer, question: Annotated[FacetQuestion, Query()]
    ) -> list[Facet]:
        asked, field = asked_of(request, question), question.field
        published = await to_thread.run_sync(opened, request, caller, question.at)
        response.headers["X-Snapshot"] = published.manifest.id

        def work(published: Published) -> list[FacetValue]:
            return listing.facets(published, name, field, asked, question.facet_q)

        found = await answered(request, published, work)
        return [Facet(value=_plain(each.value), count=each.count) for each in found]

    plural = name.replace("_", " ")
    _route(path, page, name, f"Return {plural}, a page at a time; CSV or JSON lines by `Accept`.", ListPage)
    _route(f"{path}/facets", count, f"{name}_facets", f"Count {plural} by the values of a column.", list[Facet])


def _route(path: str, function: Callable[..., Any], name: str, summary: str, model: Any) -> None:
    router.add_api_route(path, function, name=name, summary=summary, responses=read_as(model))


def asked_of(request: Request, question: ListQuestion) -> ListFilter:
    """Return what a request asks of a list: any name that is no parameter's own is a column."""
    named = {name: request.query_params.getlist(name) for name in request.query_params if name not in _OWN}
    return ListFilter(question.filter, named, question.q)


def _split(keys: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.split(",") if key.strip())


def _cursor(published: Published, offset: int) -> str:
    return base64.urlsafe_b64encode(f"{published.manifest.id} {offset}".encode()).decode()


def _resumed(question: PageQuestion) -> tuple[str, int]:
    """Return the snapshot and the place that a cursor goes on from: what was published since does not move rows."""
    if not question.cursor:
        return question.at, question.offset
    try:
        snapshot, place = base64.urlsafe_b64decode(question.cursor).decode().split(" ")
        return snapshot, min(int(place), MOST_ROWS)
    except ValueError as error:
        raise ProblemError(400, "This cannot be done as asked.", "The cursor is none that was given.") from error


@contextmanager
def _closed_on_error(published: Published) -> Iterator[None]:
    try:
        yield
    except BaseException:
        published.engine.close()
        raise


def closing(published: Published, lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield lines, and close the snapshot that they come from with the last, or when nobody reads on."""
    with published:
        yield from lines


def _plain(value: object) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


@router.get("/findings/fix-script", response_class=ScriptResponse, responses={200: {"content": {MEDIA_TYPE: _SCRIPT}}})
async def fix_script(request: Request, caller: Viewer, question: Annotated[ListQuestion, Query()]) -> Response:
    """Return the fixes of the failing findings that match as a script of bash to review, of the worst thousand."""
    published = await to_thread.run_sync(opened, request, caller, question.at)
    asked, headers = asked_of(request, question), {"X-Snapshot": published.manifest.id}
    script = await answered(request, published, lambda published: fixes(published, asked))
    return ScriptResponse(script, headers=headers)


for _name in listing.NAMES:
    _add(_name, f"/{'resources' if _name == 'inventory' else _name.replace('_', '-')}")
