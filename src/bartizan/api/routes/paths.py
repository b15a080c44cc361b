"""Attack paths: one of them, their map, and what fixes would end. After ``lists``, whose paths go first."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from bartizan.api.problem import responses
from bartizan.api.reading import Read, read_as
from bartizan.contract.path_map import PathDetail, PathMap
from bartizan.contract.paths import ChokePoint, WhatIf
from bartizan.service import attack
from bartizan.service.answers.path_map import FOLD, path_detail, path_map

router = APIRouter(prefix="/attack-paths", tags=["attack-paths"], responses=responses(400, 401, 403, 404, 422))
_EXAMPLE = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
Node = Annotated[str, Query(max_length=2048, description="An ID or a name.", examples=[_EXAMPLE])]
Named = Annotated[list[Annotated[str, Field(max_length=2048)]], Field(max_length=50)]


class FixesToTry(BaseModel):
    """What is thought to be fixed, all of it at once: rules on all resources, findings, and nodes that are gone."""

    rules: Named = Field(default_factory=list, examples=[["aws.lambda.public_function_url"]])
    findings: Named = Field(default_factory=list)
    nodes: Named = Field(default_factory=list)


class WhatIfPage(BaseModel):
    """Every path with its outcome, those that are gone first."""

    items: list[WhatIf]
    total: int


class PlanPage(BaseModel):
    """Rules, each the best once those before it are fixed."""

    items: list[ChokePoint]
    total: int


@router.get("/map", responses=read_as(PathMap))
async def map_(
    read: Read,
    entry: Node = "",
    target: Node = "",
    fold: Annotated[int, Query(ge=2, le=200, description="Cards that are drawn at most.")] = FOLD,
) -> Response:
    """Return paths from left to right; what is alike is one card, and what is too much to draw is counted."""
    return await read.answer(lambda each: path_map(each, entry=entry, target=target, fold=fold))


@router.get("/plan", responses=read_as(PlanPage))
async def plan(read: Read, most: Annotated[int, Query(ge=1, le=20)] = 5) -> Response:
    """Return the rules to fix one after another, and how many paths each ends."""
    return await read.answer(lambda each: attack.plan(each, most))


@router.post("/what-if", responses=read_as(WhatIfPage))
async def what_if(read: Read, fixes: FixesToTry) -> Response:
    """Return which paths are gone and which are left once all that is named is fixed; nothing is changed."""
    asked = {"rules": fixes.rules, "nodes": fixes.nodes, "findings": fixes.findings}
    return await read.answer(lambda each: attack.what_if(each, **asked))


@router.get("/{id}", responses=read_as(PathDetail))
async def path(id_: Annotated[str, Path(alias="id", max_length=64)], read: Read) -> Response:
    """Return one attack path with its map and the fixes that end it."""
    return await read.answer(lambda each: path_detail(each, id_))
