"""Decisions about findings: exemptions, one or many at once, undoing them, and governance rules."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from bartizan.access.caller import ApiCaller
from bartizan.api.decider import decider_of
from bartizan.api.guard import Analyst, Served, Viewer
from bartizan.api.once import Once
from bartizan.api.problem import not_here, responses
from bartizan.api.reading import Read, opened, read_as
from bartizan.api.settings import ServeSettings
from bartizan.contract.decision import DecisionMade, ExemptionItem, GovernanceItem, UndoneDecision
from bartizan.model import ExemptionCategory
from bartizan.service import exempting, governing
from bartizan.service.published import Published
from bartizan.service.work import deciding

router = APIRouter(tags=["decisions"], responses=responses(400, 401, 403, 404, 409, 422))
T = TypeVar("T")
RuleId = Annotated[str, Path(alias="id", max_length=64)]
Version = Annotated[str, Field(max_length=64, examples=["0123456789abcdef"])]
_DAY = r"^(\d{4}-\d{2}-\d{2})?$"


class FindingChoice(BaseModel):
    """Which findings: by ``ids``, or all that match a filter and values, of which the caller saw ``expected``."""

    ids: Annotated[list[str], Field(max_length=deciding.MOST, examples=[["0123456789abcdef"]])] = Field(
        default_factory=list
    )
    filter: Annotated[str, Field(max_length=20_000, examples=["rule_id = aws.lambda.public_function_url"])] = ""
    values: Annotated[dict[str, list[str]], Field(max_length=50)] = Field(default_factory=dict)
    expected: Annotated[int | None, Field(ge=0)] = None

    @property
    def picked(self) -> deciding.PickedFindings:
        """The findings that are meant."""
        return deciding.PickedFindings(self.ids, self.filter, self.values, self.expected)


class NewExemptions(FindingChoice):
    """Findings to exempt; ``until`` is the last day (UTC), empty for no end."""

    category: ExemptionCategory
    justification: Annotated[str, Field(min_length=1, max_length=2000)]
    until: Annotated[str, Field(pattern=_DAY, examples=["2027-01-31"])] = ""


class ChangedExemption(BaseModel):
    """What of an exemption is to change; what is null stays. ``until`` is the last day (UTC), empty for no end."""

    category: ExemptionCategory | None = None
    justification: Annotated[str | None, Field(min_length=1, max_length=2000)] = None
    until: Annotated[str | None, Field(pattern=_DAY, examples=["2027-01-31"])] = None


class EndedExemptions(FindingChoice):
    """Exemptions to end: by their own IDs, or those of findings."""

    exemptions: Annotated[list[str], Field(max_length=deciding.MOST)] = Field(default_factory=list)


class UndoToken(BaseModel):
    """What a decision was answered with."""

    token: Annotated[str, Field(min_length=1, max_length=200)]


class NewGovernanceRule(BaseModel):
    """Who owns the findings that match, and by when they are due."""

    due_days: Annotated[int, Field(ge=0, le=3650)]
    owner: Annotated[str, Field(max_length=200, examples=["team-shop"])] = ""
    owner_tag: Annotated[str, Field(max_length=200, examples=["owner"])] = ""
    severity: str = ""
    risk_level: str = ""
    category: str = ""
    scope: Annotated[str, Field(max_length=200)] = ""
    rule: Annotated[str, Field(max_length=200)] = ""
    priority: Annotated[int, Field(ge=1, le=10_000)] = 100
    has_grace: bool = False


class ChangedGovernanceRule(NewGovernanceRule):
    """All values of a governance rule, and the ``version`` of it that was seen; empty changes whatever there is."""

    was: Version = ""


@router.get("/exemptions", responses=read_as(list[ExemptionItem]))
async def exemptions(caller: Viewer, read: Read, served: Served, every: Annotated[bool, Query()] = False) -> Response:
    """Return the exemptions in force, or all with expired and removed ones, and the findings that each holds."""
    return await read.answer(lambda each: deciding.listed_exemptions(each, decider_of(served, caller), every=every))


@router.post("/exemptions", status_code=201, response_model=DecisionMade)
async def exempt(caller: Analyst, read: Read, served: Served, once: Once, body: NewExemptions) -> Response:
    """Exempt findings; 409 where the filter does not match as many as expected."""

    def change(published: Published) -> DecisionMade:
        by = decider_of(served, caller)
        said = {"justification": body.justification, "until": body.until}
        return deciding.exempt_many(published, by, body.picked, category=body.category, **said)

    return await once.make(caller, 201, lambda: _on(read, caller, change))


@router.patch("/exemptions/{id}")
def amend(id_: RuleId, caller: Analyst, served: Served, body: ChangedExemption) -> ExemptionItem:
    """Change why and until when findings are exempt: another takes its place. 409 where it is not in force any more."""
    if id_ not in {each.exemption.id for each in _exemptions(served, caller)}:
        raise not_here()
    said = body.model_dump(exclude_none=True)
    made = exempting.amend_exemption(served.home, id_, said, caller.name, directory=caller.directory).exemption.id
    (found,) = (each for each in _exemptions(served, caller) if each.exemption.id == made)
    own = vars(found.exemption)
    values = {name: own[name] for name in ExemptionItem.model_fields if name in own}
    return ExemptionItem(**values | {"state": found.state, "findings": found.findings})


def _exemptions(served: ServeSettings, caller: ApiCaller) -> list[exempting.ExemptionInForce]:
    return exempting.exemptions(served.home, every=True, directory=caller.directory)


@router.post("/exemptions/end", response_model=DecisionMade)
async def end(caller: Analyst, read: Read, served: Served, once: Once, body: EndedExemptions) -> Response:
    """End exemptions; they stay in the list of all and in the audit log."""

    def change(published: Published) -> DecisionMade:
        return deciding.end_many(published, decider_of(served, caller), body.picked, body.exemptions)

    return await once.make(caller, 200, lambda: _on(read, caller, change))


@router.post("/undo")
def undo(caller: Analyst, served: Served, body: UndoToken) -> UndoneDecision:
    """Take one of the caller's own decisions back, once and within ten minutes; ``redo`` makes it again."""
    return deciding.undo(decider_of(served, caller), body.token)


@router.get("/governance")
def governance(caller: Viewer, served: Served) -> list[GovernanceItem]:
    """Return the governance rules in force, in the order in which they are tried."""
    return [_item(each) for each in governing.governance_rules(served.home, directory=caller.directory)]


@router.post("/governance", status_code=201, response_model=GovernanceItem)
async def govern(caller: Analyst, served: Served, once: Once, body: NewGovernanceRule) -> Response:
    """Add a governance rule; it holds at once, for findings that are there already too."""
    request = governing.GovernanceRequest(**body.model_dump(), by=caller.name)
    return await once.make(
        caller, 201, lambda: _item(governing.govern(served.home, request, directory=caller.directory))
    )


@router.put("/governance/{id}")
def regovern(id_: RuleId, caller: Analyst, served: Served, body: ChangedGovernanceRule) -> GovernanceItem:
    """Give a governance rule other values; 409 where it is not as it was seen any more."""
    _check_governance(id_, caller, served)
    request = governing.GovernanceRequest(**body.model_dump(exclude={"was"}), by=caller.name)
    return _item(governing.change_governance(served.home, id_, request, body.was, directory=caller.directory))


@router.delete("/governance/{id}", status_code=204)
def ungovern(id_: RuleId, caller: Analyst, served: Served, was: Version = "") -> None:
    """End a governance rule; it stays in the audit log. 409 where it is not as it was seen any more."""
    _check_governance(id_, caller, served)
    governing.end_governance_rule(served.home, id_, caller.name, was, directory=caller.directory)


def _check_governance(id_: str, caller: ApiCaller, served: ServeSettings) -> None:
    if id_ not in {each.id for each in governing.governance_rules(served.home, directory=caller.directory)}:
        raise not_here()


def _on(read: Read, caller: ApiCaller, change: Callable[[Published], T]) -> T:
    """Return what a change to the findings of the latest snapshot brings."""
    with opened(read.request, caller, "") as published:
        return change(published)


def _item(rule: object) -> GovernanceItem:
    return GovernanceItem(**{name: getattr(rule, name) for name in GovernanceItem.model_fields})
