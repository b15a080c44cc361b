"""One recommendation and one advisory, and the parameters of rules. After ``lists``, whose paths go first."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field, StrictInt

from bartizan.api.guard import Admin, Served, Viewer
from bartizan.api.problem import not_here, responses
from bartizan.api.reading import Read, read_as
from bartizan.contract.detail import AdvisoryDetail, RecommendationDetail, RuleEvent
from bartizan.contract.kept import ParameterValue, RuleParameters
from bartizan.service import detail
from bartizan.service.changes.rule_history import rule_history
from bartizan.service.published import Published
from bartizan.service.rules import parameters as setting

router = APIRouter(tags=["recommendations"], responses=responses(400, 401, 403, 404, 422))
RuleId = Annotated[str, Path(max_length=200, examples=["aws.lambda.public_function_url"])]
SetRuleId = Annotated[str, Path(max_length=200, examples=["aws.lambda.long_timeout_exposed"])]
AdvisoryId = Annotated[str, Path(max_length=200, examples=["CVE-2021-44228"])]
_Text = Annotated[str, Field(max_length=1000)]


class NewParameters(BaseModel):
    """Values of a rule's parameters by name; those that are left out get their defaults."""

    values: Annotated[
        dict[_Text, Annotated[list[_Text], Field(max_length=1000)] | StrictInt | _Text],
        Field(max_length=50, examples=[{"longest_exposed_timeout_seconds": 30}]),
    ]


@router.get("/recommendations/{rule_id}", responses=read_as(RecommendationDetail))
async def recommendation(rule_id: RuleId, read: Read) -> Response:
    """Return what is wrong and why, how the checks came out in each scope, and the fix."""
    return await read.answer(lambda each: detail.recommendation(each, rule_id))


@router.get("/recommendations/{rule_id}/history", responses=read_as(list[RuleEvent]))
async def recommendation_history(rule_id: RuleId, read: Read) -> Response:
    """Return when resources began to fail and were resolved, and what was decided of the rule, newest first."""

    def work(published: Published) -> list[RuleEvent]:
        detail.recommendation(published, rule_id)  # refuses what is no rule
        return rule_history(published, rule_id)

    return await read.answer(work)


@router.get("/advisories/{advisory_id}", responses=read_as(AdvisoryDetail))
async def advisory(advisory_id: AdvisoryId, read: Read) -> Response:
    """Return an advisory by its ID or CVE, the workloads that it is about, and how many were not assessed."""
    return await read.answer(lambda each: detail.advisory(each, advisory_id))


@router.get("/rules/parameters")
def parameters(caller: Viewer, served: Served) -> list[RuleParameters]:
    """Return the rules that have parameters, with what the next scan judges by."""
    return setting.listed_parameters(served.home, directory=caller.directory)


@router.get("/rules/{rule_id}/parameters")
def rule_parameters(rule_id: SetRuleId, caller: Viewer, served: Served) -> RuleParameters:
    """Return the parameters of a rule, their defaults and bounds."""
    with _known():
        return setting.parameters_of(served.home, rule_id, directory=caller.directory)


@router.put("/rules/{rule_id}/parameters")
def set_parameters(rule_id: SetRuleId, caller: Admin, served: Served, body: NewParameters) -> RuleParameters:
    """Set the parameters of a rule for the next scan; the audit log keeps what they were."""
    values: dict[str, ParameterValue] = dict(body.values)
    with _known():
        return setting.set_parameters(served.home, rule_id, values, caller.name, directory=caller.directory)


@router.delete("/rules/{rule_id}/parameters")
def reset_parameters(rule_id: SetRuleId, caller: Admin, served: Served) -> RuleParameters:
    """Give the parameters of a rule their defaults again."""
    with _known():
        return setting.reset_parameters(served.home, rule_id, caller.name, directory=caller.directory)


@contextmanager
def _known() -> Iterator[None]:
    try:
        yield
    except setting.NoParametersError as error:
        raise not_here() from error
