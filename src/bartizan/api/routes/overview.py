"""The overview, the search over all that a snapshot names, what could not be read, and what can be proved."""

from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Query, Response

from bartizan.api.guard import Served
from bartizan.api.problem import responses
from bartizan.api.reading import Read, as_bytes, read_as
from bartizan.contract import ControlResult
from bartizan.contract.overview import CoverageGap, EstateOverview
from bartizan.contract.search import SearchResult
from bartizan.service import gaps as service_gaps
from bartizan.service import overview as service_overview
from bartizan.service import search as service_search
from bartizan.service.answers.controls import controls
from bartizan.service.answers.questions import known_queries

router = APIRouter(tags=["overview"], responses=responses(400, 401, 403, 404, 422))


@router.get("/overview", responses=read_as(EstateOverview))
async def overview(read: Read) -> Response:
    """Return counts, score, the worst workloads and the best fixes, with what is unknown beside each number."""
    return await read.answer(service_overview.overview)


@router.get("/search", responses=read_as(SearchResult))
async def search(
    read: Read,
    served: Served,
    q: Annotated[str, Query(max_length=200, description="A part of a name or an ID.", examples=["orders"])] = "",
    most: Annotated[int, Query(ge=1, le=50, description="Hits of each kind.")] = service_search.MOST,
) -> Response:
    """Return workloads, other resources, rules, advisories, packages, identities and queries that are called so."""
    caller = read.caller
    queries = await to_thread.run_sync(known_queries, served.home, caller.directory, caller.person_id)
    # They change without the snapshot, and who searches has some that others have not.
    own = as_bytes([each.model_dump() for each in queries]).decode()
    return await read.answer(lambda published: service_search.search(published, q, queries, most), also=own)


@router.get("/coverage/gaps", responses=read_as(list[CoverageGap]))
async def gaps(read: Read) -> Response:
    """Return each question that was not answered, with the statement that closes it."""
    return await read.answer(service_gaps.gaps)


@router.get("/compliance", responses=read_as(list[ControlResult]))
async def compliance(
    read: Read,
    framework: Annotated[str, Query(max_length=100, description="Only this one.", examples=["nist-800-53"])] = "",
    status: Literal["failed", "passed", "not_evaluated", ""] = "",
    scope: Annotated[
        list[str] | None,
        Query(max_length=200, description="Only these accounts or subscriptions.", examples=[["111122223333"]]),
    ] = None,
) -> Response:
    """Return the controls of published frameworks, each with the checks that passed, failed or could not be made."""
    return await read.answer(lambda published: controls(published, framework, status, scope or ()))
