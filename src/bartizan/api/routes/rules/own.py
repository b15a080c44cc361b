"""Rules that a directory makes of queries: listed, judged, tried, kept for the next scan, removed."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from bartizan.api.guard import Admin, Served, Viewer
from bartizan.api.problem import not_here, responses
from bartizan.api.reading import Read, opened, read_as
from bartizan.assess.rule import Category
from bartizan.contract.kept import OwnRuleCheck, OwnRuleDetail, OwnRuleItem
from bartizan.explore.rules.as_rule import RuleWords
from bartizan.model import Severity
from bartizan.service.answers import own_rules as answers
from bartizan.service.published import Published
from bartizan.service.rules import own

router = APIRouter(prefix="/rules/own", tags=["rules"], responses=responses(400, 401, 403, 404, 422))
OwnRuleId = Annotated[str, Path(max_length=80, examples=["own.open_functions"])]
_Title = Annotated[str, Field(max_length=1000, examples=["Function that anybody may call"])]
_Prose = Annotated[str, Field(max_length=4000, examples=["Anybody on the internet can call it, at your cost."])]
_Fix = Annotated[str, Field(max_length=4000, examples=["Ask for a signature, or take the URL away."])]


class NewOwnRule(BaseModel):
    """A query, what it finds fails, and what it does not say of a rule."""

    query: Annotated[str, Field(max_length=20_000, examples=["find aws_lambda_function where exposure = internet"])]
    title: _Title = ""
    severity: Severity = Severity.MEDIUM
    category: Category = "access_control"
    rationale: _Prose = ""
    remediation: _Fix = ""

    @property
    def words(self) -> RuleWords:
        """What the query does not say."""
        return RuleWords(self.title.strip(), self.severity.value, self.category, self.rationale, self.remediation)


class RuleToCheck(NewOwnRule):
    """A rule to try under an ID."""

    id: Annotated[str, Field(max_length=80, examples=["own.open_functions"])]


@router.get("")
def own_rules(caller: Viewer, served: Served) -> list[OwnRuleItem]:
    """Return the rules that this directory made of queries, and why the next scan leaves one out, if it does."""
    return list(answers.listed_own_rules(served.home, directory=caller.directory))


@router.post("/check", responses=read_as(OwnRuleCheck))
async def check_own_rule(read: Read, asked: RuleToCheck) -> Response:
    """Return what a rule would say of the snapshot, its file, and what is wrong with it; nothing is kept."""
    return await read.answer(lambda each: answers.tried_rule(each, asked.query, asked.id, asked.words))


@router.get("/{rule_id}", responses=read_as(OwnRuleDetail))
async def own_rule(rule_id: OwnRuleId, read: Read) -> Response:
    """Return a rule with its file and its verdicts on the snapshot."""

    def work(published: Published) -> OwnRuleDetail:
        found = answers.own_rule(published, rule_id)
        if found is None:
            raise not_here()
        return found

    return await read.answer(work)


@router.put("/{rule_id}")
def keep_own_rule(rule_id: OwnRuleId, caller: Admin, request: Request, body: NewOwnRule) -> OwnRuleDetail:
    """Keep a rule for the next scan, in place of the one that has its ID; the audit log keeps that one."""
    name = answers.name_of(rule_id)
    with opened(request, caller, "") as published:
        own.make_rule(published, body.query, name, body.words, caller.name)
        made = answers.own_rule(published, rule_id)
    if made is None:  # somebody removed it since
        raise not_here()
    return made


@router.delete("/{rule_id}", status_code=204)
def remove_own_rule(rule_id: OwnRuleId, caller: Admin, served: Served) -> None:
    """Remove a rule; its findings end with the next scan."""
    if not own.remove_rule(served.home, rule_id, caller.name, directory=caller.directory):
        raise not_here()
