"""The explorer: questions as text or JSON, their answers as rows, CSV, JSON lines or a graph."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from bartizan.api.guard import Served, Viewer
from bartizan.api.problem import not_here, responses
from bartizan.api.reading import LINES, At, Read, opened, read_as
from bartizan.api.stopping import answered
from bartizan.contract.explore import (
    ExploreAnswer,
    ExploreGraph,
    ExploreLine,
    ExploreWord,
    KnownQuery,
    NearMiss,
    ParsedQuery,
    QueryCount,
)
from bartizan.explore.parse import Written
from bartizan.explore.tree import Query as QueryTree
from bartizan.service import exploring
from bartizan.service.answers import query_counts as counting
from bartizan.service.answers import questions
from bartizan.service.listing import lines_of
from bartizan.service.published import Published

router = APIRouter(prefix="/explore", tags=["explore"], responses=responses(400, 401, 403, 404, 422, 503))
_TEXT = "find aws_lambda_function where exposure = internet"
_TREE = {"find": "aws_lambda_function", "where": {"column": "exposure", "value": "internet"}}


class YamlResponse(Response):
    """YAML, with the media type that OpenAPI names."""

    media_type = "text/yaml"


class ExploreQuestion(BaseModel):
    """A query as text, as a tree, or by the name of a template."""

    text: Annotated[str, Field(max_length=20_000, examples=[_TEXT])] = ""
    tree: Annotated[dict[str, Any] | None, Field(examples=[_TREE])] = None
    template: Annotated[str, Field(max_length=64)] = ""

    @property
    def written(self) -> Written:
        """The query."""
        return questions.question(self.text, self.tree, self.template)


class QueryToSave(ExploreQuestion):
    """A query and the name to save it under."""

    name: Annotated[str, Field(max_length=64, examples=["exposed_functions"])]


@router.post("", responses=read_as(ExploreAnswer))
async def explore(read: Read, asked: ExploreQuestion, request: Request) -> Response:
    """Return the rows of a query, at most 10,000; CSV or JSON lines by ``Accept``."""
    media = next((media for media in LINES if media in request.headers.get("Accept", "")), "")
    if not media:
        return await read.answer(lambda each: questions.answer(each, asked.written))

    def work(published: Published) -> bytes:
        return lines_of(questions.answer(published, asked.written).rows, LINES[media])

    return await read.answer(work, media)


@router.post("/counts", responses=read_as(list[ExploreLine]))
async def counts(read: Read, asked: ExploreQuestion) -> Response:
    """Return how many rows are left after each line of a query."""
    return await read.answer(lambda each: questions.left_after_lines(each, asked.written))


@router.post("/near-misses", responses=read_as(list[NearMiss]))
async def near_misses(read: Read, asked: ExploreQuestion) -> Response:
    """Return what fails by one or two lines."""
    return await read.answer(lambda each: questions.nearly(each, asked.written))


@router.post("/graph", responses=read_as(ExploreGraph))
async def graph(read: Read, asked: ExploreQuestion) -> Response:
    """Return what a query found with what its relations lead to."""
    return await read.answer(lambda each: questions.as_graph(each, asked.written))


@router.post("/rule", response_class=YamlResponse, responses=read_as(str))
async def rule(read: Read, asked: ExploreQuestion) -> Response:
    """Return the YAML of a rule that fails what a query finds."""
    return await read.answer(lambda each: questions.rule_text(each, asked.written).encode(), "text/yaml")


@router.post("/parse")
def parse(_: Viewer, asked: ExploreQuestion) -> ParsedQuery:
    """Return a query as canonical text and as a tree."""
    return questions.parsed(asked.written)


@router.get("/schema", responses={200: {"content": {"application/json": {"example": {"title": "Query"}}}}})
def schema(_: Viewer) -> dict[str, Any]:
    """Return the JSON schema of trees."""
    return QueryTree.model_json_schema(by_alias=True)


@router.get("/words", responses=read_as(list[ExploreWord]))
async def words(read: Read, type_: Annotated[str, Query(alias="type", max_length=100)] = "") -> Response:
    """Return what a query may name: types, relations and insights, or of a type its columns."""
    return await read.answer(lambda each: questions.words_of(each, type_))


@router.get("/queries")
def queries(caller: Viewer, served: Served) -> list[KnownQuery]:
    """Return the queries that ship, and those saved in this directory."""
    return questions.known_queries(served.home, caller.directory)


@router.get("/queries/counts")
async def query_counts(
    request: Request, response: Response, caller: Viewer, served: Served, at: At = ""
) -> list[QueryCount]:
    """Return how many rows each of these queries finds; what cannot be judged, or not within seconds, is null."""
    published = await to_thread.run_sync(opened, request, caller, at)
    response.headers["X-Snapshot"] = published.manifest.id

    def work(published: Published) -> list[QueryCount]:
        return list(counting.query_counts(published, questions.known_queries(served.home, caller.directory)))

    return await answered(request, published, work)


@router.post("/queries", status_code=201)
def save(caller: Viewer, served: Served, body: QueryToSave) -> KnownQuery:
    """Save a query in this directory, in place of the one that had its name."""
    kept = exploring.save(served.home, body.name, body.written.query, caller.name, directory=caller.directory)
    return questions.known_query(kept)


@router.delete("/queries/{name}", status_code=204)
def forget(name: Annotated[str, Path(max_length=64)], caller: Viewer, served: Served) -> None:
    """Remove a saved query."""
    if name not in {each.name for each in exploring.saved(served.home, directory=caller.directory)}:
        raise not_here()
    exploring.forget(served.home, name, caller.name, directory=caller.directory)
