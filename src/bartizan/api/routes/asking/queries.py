"""Queries that ship or were saved: for oneself, which nobody else sees, or for the directory, which analysts may."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from bartizan.api.decider import decider_of
from bartizan.api.guard import Analyst, Served, Viewer, at_least
from bartizan.api.problem import not_here, responses
from bartizan.api.reading import At, opened
from bartizan.api.routes.asking.explore import ExploreQuestion
from bartizan.api.stopping import answered
from bartizan.contract.explore import KnownQuery, QueryCount
from bartizan.service.answers import query_counts as counting
from bartizan.service.answers.questions import known_queries
from bartizan.service.published import Published
from bartizan.service.work.deciding import Decider
from bartizan.service.work.saving import forget_query, save_query_for, saved_query_of, share_query
from bartizan.state.access.nouns import Role

router = APIRouter(prefix="/explore/queries", tags=["explore"], responses=responses(400, 401, 403, 404, 422, 503))
QueryKey = Annotated[str, Path(max_length=100, examples=["exposed_functions"])]


class QueryToSave(ExploreQuestion):
    """A query, the name to save it under, and whether only who saves it shall see it."""

    name: Annotated[str, Field(max_length=64, examples=["exposed_functions"])]
    is_private: bool = False


@router.get("")
def queries(caller: Viewer, served: Served) -> list[KnownQuery]:
    """Return the caller's own queries, those that this directory shares, and those that ship."""
    return known_queries(served.home, caller.directory, caller.person_id)


@router.get("/counts")
async def query_counts(
    request: Request, response: Response, caller: Viewer, served: Served, at: At = ""
) -> list[QueryCount]:
    """Return how many rows each of these queries finds; what cannot be judged, or not within seconds, is null."""
    published = await to_thread.run_sync(opened, request, caller, at)
    response.headers["X-Snapshot"] = published.manifest.id

    def work(published: Published) -> list[QueryCount]:
        return list(counting.query_counts(published, queries(caller, served)))

    return await answered(request, published, work)


@router.get("/{key}")
def query(key: QueryKey, caller: Viewer, served: Served) -> KnownQuery:
    """Return a query; somebody else's own one is not there."""
    return _found(decider_of(served, caller), key)


@router.post("", status_code=201)
def save(caller: Viewer, served: Served, body: QueryToSave) -> KnownQuery:
    """Save a query for oneself, or as an analyst for this directory, in place of the one there that had its name."""
    if not body.is_private:
        at_least(Role.ANALYST)(caller)
    return save_query_for(decider_of(served, caller), body.name, body.written.query, is_private=body.is_private)


@router.post("/{key}/share")
def share(key: QueryKey, caller: Analyst, served: Served) -> KnownQuery:
    """Make an own query one of this directory; it has another key from then on."""
    by = decider_of(served, caller)
    return share_query(by, _found(by, key))


@router.delete("/{key}", status_code=204)
def forget(key: QueryKey, caller: Viewer, served: Served) -> None:
    """Remove an own query, or as an analyst one of this directory."""
    by = decider_of(served, caller)
    found = _found(by, key)
    if not found.is_private:
        at_least(Role.ANALYST)(caller)
    forget_query(by, found)


def _found(by: Decider, key: str) -> KnownQuery:
    found = saved_query_of(by, key)
    if found is None:
        raise not_here()
    return found
