"""One recommendation and one advisory. After ``lists``, whose paths go first."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from bartizan.api.problem import responses
from bartizan.api.reading import Read, read_as
from bartizan.contract.detail import AdvisoryDetail, RecommendationDetail
from bartizan.service import detail

router = APIRouter(tags=["recommendations"], responses=responses(400, 401, 403, 404, 422))
RuleId = Annotated[str, Path(max_length=200, examples=["aws.lambda.public_function_url"])]
AdvisoryId = Annotated[str, Path(max_length=200, examples=["CVE-2021-44228"])]


@router.get("/recommendations/{rule_id}", responses=read_as(RecommendationDetail))
async def recommendation(rule_id: RuleId, read: Read) -> Response:
    """Return what is wrong and why, how the checks came out in each scope, and the fix."""
    return await read.answer(lambda each: detail.recommendation(each, rule_id))


@router.get("/advisories/{advisory_id}", responses=read_as(AdvisoryDetail))
async def advisory(advisory_id: AdvisoryId, read: Read) -> Response:
    """Return an advisory by its ID or CVE, the workloads that it is about, and how many were not assessed."""
    return await read.answer(lambda each: detail.advisory(each, advisory_id))
