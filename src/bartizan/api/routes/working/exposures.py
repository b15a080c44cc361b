"""Exposures: workloads with a way in, and how far people are with each."""

from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import Analyst, Viewer, at_least, state_of
from bartizan.api.once import Once
from bartizan.api.problem import ProblemError, responses
from bartizan.api.reading import At, opened
from bartizan.api.stopping import answered
from bartizan.contract.exposure import ExposureDetail, ExposureItem, ExposureMoved, ExposureTicket
from bartizan.service.answers import exposed
from bartizan.service.exporting.asking import TicketThereError
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from bartizan.state.triage import ExposureMovedError

router = APIRouter(prefix="/exposures", tags=["exposures"], responses=responses(400, 401, 403, 404, 422))
_EXAMPLE = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
Id = Annotated[str, Path(alias="id", max_length=2048, description="The workload's ID or key.", examples=[_EXAMPLE])]


Progress = Literal["new", "triaged", "in_work", "waiting", "done", "accepted"]


class ExposurePage(BaseModel):
    """A part of the queue, worst first."""

    items: list[ExposureItem]
    total: int
    snapshot: str


class QueueQuestion(BaseModel):
    """Which exposures: at some ``progress``, several of which may be named; with an empty ``assignee``, nobody's.

    Those that are resolved, as their last path is gone, are listed where ``progress`` names them. Those that are
    unverified stand on what the last scan could not read.
    """

    progress: list[Progress | Literal["resolved"]] = Field(default_factory=list, max_length=7)
    assignee: Annotated[str | None, Field(max_length=200)] = None
    is_unverified: bool | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0
    at: Annotated[str, Field(max_length=64, description="An older snapshot.")] = ""


class ExposureChange(BaseModel):
    """A change; ``was`` is the value that its author saw, without which it holds whatever was there."""

    kind: Literal["progress", "assignee", "comment"]
    text: Annotated[str, Field(max_length=4000, examples=["triaged"])] = ""
    was: Annotated[str | None, Field(max_length=4000, examples=["new"])] = None


class TicketWish(BaseModel):
    """The recommendation of which an issue is made, and the name of the tracker."""

    rule_id: Annotated[str, Field(max_length=200, examples=["aws.lambda.public_function_url"])]
    tracker: Annotated[str, Field(max_length=200, examples=["shop"])]


@router.get("")
async def exposures(
    request: Request, response: Response, caller: Viewer, question: Annotated[QueueQuestion, Query()]
) -> ExposurePage:
    """Return the queue of exposures."""
    state, snapshot = state_of(request), await to_thread.run_sync(opened, request, caller, question.at)
    response.headers["X-Snapshot"] = snapshot.manifest.id

    def work(published: Published) -> ExposurePage:
        asked = question.model_dump(exclude={"at"})
        found = exposed.listed_exposures(published, state, **asked)
        return ExposurePage(items=list(found.items), total=found.total, snapshot=published.manifest.id)

    return await answered(request, snapshot, work)


@router.get("/{id:path}")
async def exposure(request: Request, response: Response, caller: Viewer, id_: Id, at: At = "") -> ExposureDetail:
    """Return one exposure with all that people did with it."""
    state, snapshot = state_of(request), await to_thread.run_sync(opened, request, caller, at)
    response.headers["X-Snapshot"] = snapshot.manifest.id
    return await answered(request, snapshot, lambda each: exposed.exposure_detail(each, state, id_))


@router.post("/{id:path}/tickets", status_code=201, response_model=ExposureTicket, responses=responses(409))
async def open_ticket(request: Request, caller: Analyst, once: Once, id_: Id, body: TicketWish) -> Response:
    """Have the issue of a recommendation behind an exposure made; 409 where there is one, or one was asked for."""
    return await once.make(caller, 201, lambda: _asked(request, caller, id_, body))


@router.post("/{id:path}", status_code=201, response_model=ExposureMoved, responses=responses(409))
async def move(request: Request, caller: Viewer, once: Once, id_: Id, body: ExposureChange) -> Response:
    """Comment on an exposure, or as an analyst move it on or assign it; 409 where it is not any more what one saw."""
    if body.kind != "comment":
        at_least(Role.ANALYST)(caller)
    return await once.make(caller, 201, lambda: _moved(request, caller, id_, body))


def _asked(request: Request, caller: ApiCaller, id_: str, body: TicketWish) -> ExposureTicket:
    try:
        with opened(request, caller, "") as published:
            wish = body.model_dump()
            return exposed.exposure_ticket(published, state_of(request), id_, **wish, by=caller.name)
    except TicketThereError as error:
        raise ProblemError(409, "There is a ticket.", str(error)) from error


def _moved(request: Request, caller: ApiCaller, id_: str, body: ExposureChange) -> ExposureMoved:
    by = (caller.person_id, caller.name)
    try:
        with opened(request, caller, "") as published:
            return exposed.move_exposure(published, state_of(request), id_, **body.model_dump(), by=by)
    except ExposureMovedError as error:
        raise ProblemError(409, "Something changed meanwhile.", str(error)) from error
