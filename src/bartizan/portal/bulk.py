"""Exempt findings, one or many at once."""

from typing import Annotated, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from bartizan.access.caller import ApiCaller
from bartizan.api.decider import decider_of
from bartizan.api.guard import settings_of
from bartizan.api.routes.door import own_path
from bartizan.model import ExemptionCategory
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.components.filters.shown import asked_in
from bartizan.portal.form import checked
from bartizan.portal.keeping.undoing import undoable
from bartizan.portal.opening import opened
from bartizan.report.listing.ask import ListFilter
from bartizan.service.exempting import ExemptionRequest
from bartizan.service.exporting.fixing import MEDIA_TYPE, fixes
from bartizan.service.work.deciding import Decider, PickedFindings, exempt_many, exempt_undoably
from bartizan.state.access.nouns import Role

router = APIRouter(include_in_schema=False)


class ExemptionForm(PageForm):
    """What is exempt, why, and until when."""

    rule: Text
    resource: Text
    scope: Text
    width: Literal["resource", "rule"]
    category: ExemptionCategory
    reason: Text
    until: Text = ""


class TickedForm(PageForm):
    """The findings that are ticked."""

    finding: list[Text] = Field(default_factory=list)


class ManyForm(TickedForm):
    """Findings to exempt: those that are ticked, or all of a rule with a status and how many were seen.

    ``narrowing`` is what the list of these was filtered by, as a query.
    """

    which: Literal["ticked", "all"] = "ticked"
    rule: Text
    status: Text
    expected: int
    narrowing: Annotated[str, Field(max_length=20_000)] = ""
    category: ExemptionCategory
    reason: Text
    until: Text = ""


@router.post("/{workspace}/exempt")
def exempt(request: Request, sent: Annotated[ExemptionForm, Form()]) -> Response:
    """Exempt a resource of a rule, or the whole rule; the page that comes back offers to undo it."""
    caller = checked(request, sent.csrf, Role.ANALYST)
    is_one = sent.width == "resource"
    wanted = ExemptionRequest(
        sent.category,
        sent.reason,
        rule=sent.rule,
        resource=sent.resource if is_one else "",
        scope=sent.scope if is_one else "",
        everywhere=not is_one,
        until=sent.until,
        by=caller.name,
    )
    made = exempt_undoably(decider(request, caller), wanted)
    return undoable(request, sent.next, str(made.findings), made.undo)


@router.post("/{workspace}/exempt/many")
def exempt_several(request: Request, sent: Annotated[ManyForm, Form()]) -> Response:
    """Exempt findings; the page that comes back offers to undo it."""
    caller = checked(request, sent.csrf, Role.ANALYST)
    published = opened(request, caller.directory)
    if published is None:
        return RedirectResponse(own_path(sent.next), 303)
    with published:
        made = exempt_many(
            published, decider(request, caller), _picked(sent), category=sent.category, justification=sent.reason,
            until=sent.until,
        )  # fmt: skip
    return undoable(request, sent.next, str(made.findings), made.undo)


@router.post("/{workspace}/fixes")
def fix_several(request: Request, sent: Annotated[TickedForm, Form()]) -> Response:
    """Return the fixes of the findings that are ticked as a script of bash; nothing is run."""
    caller = checked(request, sent.csrf, Role.VIEWER)
    published = opened(request, caller.directory)
    if published is None or not sent.finding:
        return RedirectResponse(own_path(sent.next), 303)
    with published:
        script = fixes(published, ListFilter(values={"id": sent.finding}))
    return Response(script, media_type=MEDIA_TYPE, headers={"Content-Disposition": 'attachment; filename="fixes.sh"'})


def decider(request: Request, caller: ApiCaller) -> Decider:
    """Return who decides, for the service."""
    return decider_of(settings_of(request), caller)


def _picked(sent: ManyForm) -> PickedFindings:
    if sent.which == "all":
        asked = asked_in(parse_qsl(sent.narrowing), {"rule_id": [sent.rule], "status": [sent.status]})
        return PickedFindings(filter=asked.filter, values=asked.values, text=asked.text, expected=sent.expected)
    return PickedFindings(ids=sent.finding)
