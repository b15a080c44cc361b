"""One SELECT over the tables of a snapshot, in a connection that can do nothing else."""

import math
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from bartizan.api.guard import Analyst
from bartizan.api.problem import ProblemError, responses
from bartizan.api.reading import LINES, At, as_bytes, opened
from bartizan.api.stopping import answered
from bartizan.service.listing import lines_of
from bartizan.service.published import Published
from bartizan.service.work.asking_sql import MOST_ROWS, BusyError, asked_sql
from bartizan.store.locked import MOST_LETTERS, LockedAnswer, QueryLimitError

router = APIRouter(prefix="/sql", tags=["explore"], responses=responses(400, 401, 403, 404, 422, 429, 503))
_LARGEST = 2**63
_DEAR = "This query takes more than it may."
_SQL = "select severity, count(*) as n from finding where status = 'fail' group by severity order by n desc"


class SqlQuestion(BaseModel):
    """A SELECT over the tables of a snapshot, by their names alone."""

    sql: Annotated[str, Field(min_length=1, max_length=MOST_LETTERS, examples=[_SQL])]
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="How many rows to return.")] = 1000


class SqlAnswer(BaseModel):
    """The rows of a query, each a list in the order of ``columns``; ``truncated``: there are more of them."""

    columns: Annotated[list[str], Field(examples=[["severity", "n"]])]
    types: Annotated[list[str], Field(examples=[["VARCHAR", "BIGINT"]])]
    rows: Annotated[list[list[Any]], Field(examples=[[["high", 12], ["low", 3]]])]
    truncated: bool
    snapshot: str


@router.post("", response_model=SqlAnswer)
async def sql(request: Request, caller: Analyst, body: SqlQuestion, at: At = "") -> Response:
    """Return the rows of one SELECT: within 10 seconds and 256 MB; CSV or JSON lines by ``Accept``."""
    media = next((media for media in LINES if media in request.headers.get("Accept", "")), "application/json")

    def work(published: Published) -> bytes:
        found = asked_sql(published.engine, body.sql, body.limit)
        return written(found, published.manifest.id, LINES.get(media, ""))

    published = await to_thread.run_sync(opened, request, caller, at)
    try:
        said = await answered(request, published, work)
    except BusyError as error:
        raise ProblemError(429, "Other queries run now.", "Try again in a moment.", {"Retry-After": "5"}) from error
    except QueryLimitError as error:
        raise ProblemError(400, _DEAR, str(error)) from error
    return Response(said, media_type=media, headers={"X-Snapshot": published.manifest.id, "Cache-Control": "no-store"})


def written(found: LockedAnswer, snapshot: str, kind: str) -> bytes:
    """Return an answer as ``csv`` or ``jsonl``, or as JSON where no kind is named."""
    rows = [[_plain(value) for value in row] for row in found.rows]
    if kind:
        return lines_of([dict(zip(found.columns, row, strict=True)) for row in rows], kind)
    answer = {"columns": found.columns, "types": found.types, "rows": rows}
    return as_bytes(answer | {"truncated": found.is_cut, "snapshot": snapshot})


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: what JSON has no word for as text."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return value.hex()
    is_number = (isinstance(value, int) and abs(value) < _LARGEST) or (
        isinstance(value, float) and math.isfinite(value)
    )
    return value if value is None or isinstance(value, str) or is_number else str(value)
