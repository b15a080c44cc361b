"""The explorer: questions as text or JSON, their answers as rows, CSV, JSON lines or a graph."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from bartizan.api.guard import Viewer
from bartizan.api.problem import responses
from bartizan.api.reading import LINES, Read, read_as
from bartizan.contract.explore import (
    ExploreAnswer,
    ExploreGraph,
    ExploreLine,
    ExploreWord,
    NearMiss,
    ParsedQuery,
)
from bartizan.explore.parse import Written
from bartizan.explore.tree import Query as QueryTree
from bartizan.service.answers import questions
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


@router.post("", responses=read_as(ExploreAnswer))
async def explore(read: Read, asked: ExploreQuestion, request: Request) -> Response:
    """Return the rows of a query, at most 10,000; all of them as CSV or JSON lines by ``Accept``."""
    media = next((media for media in LINES if media in request.headers.get("Accept", "")), "")
    if not media:
        return await read.answer(lambda each: questions.answer(each, asked.written))

    def work(published: Published) -> bytes:
        return b"".join(questions.all_lines(published, asked.written, LINES[media]))

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
