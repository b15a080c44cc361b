"""What people keep: their own views of lists with columns and widths, and what is attested of controls."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import Analyst, InState, Viewer
from bartizan.api.problem import not_here, responses
from bartizan.contract.kept import AttestationItem, SavedViewItem
from bartizan.service.work import attesting, views
from bartizan.state.kept.views import PAGES, ViewOwner, forget_view, keep_view, saved_views

router = APIRouter(tags=["kept"], responses=responses(400, 401, 403, 404, 422))
PageId = Annotated[str, Path(max_length=32, examples=["inventory"])]
ViewName = Annotated[str, Path(max_length=60, examples=["Open to the internet"])]
FrameworkId = Annotated[str, Path(max_length=64, examples=["nist-800-53"])]
ControlId = Annotated[str, Path(max_length=64, examples=["AC-2"])]
_Heading = Annotated[str, Field(min_length=1, max_length=60)]


class NewView(BaseModel):
    """What a view shows: filters and sorting as the address has them, and columns by heading; none stands for all."""

    query: Annotated[str, Field(max_length=4000, examples=["exposure=internet&sort=name"])] = ""
    columns: Annotated[list[_Heading], Field(max_length=40, examples=[["Risk", "Name", "Exposure"]])] = []
    widths: Annotated[dict[_Heading, Annotated[int, Field(ge=40, le=1200)]], Field(max_length=40)] = {}


class NewAttestation(BaseModel):
    """Whether a control is met, and what was looked at."""

    is_met: bool
    statement: Annotated[str, Field(min_length=1, max_length=2000, examples=["The policy was read."])]


@router.get("/views/{page}")
def page_views(page: PageId, caller: Viewer, state: InState) -> list[SavedViewItem]:
    """Return the caller's own views of a page."""
    return [views.as_item(page, each) for each in saved_views(state, _owner(caller, page))]


@router.put("/views/{page}/{name}")
def put_view(page: PageId, name: ViewName, caller: Viewer, state: InState, body: NewView) -> SavedViewItem:
    """Keep a view of a page, in place of the one that had its name."""
    view = views.as_view(name.strip(), body.query, body.columns, body.widths)
    keep_view(state, _owner(caller, page), view)
    return views.as_item(page, view)


@router.delete("/views/{page}/{name}", status_code=204)
def delete_view(page: PageId, name: ViewName, caller: Viewer, state: InState) -> None:
    """Forget a view."""
    owner = _owner(caller, page)
    if name not in {each.name for each in saved_views(state, owner)}:
        raise not_here()
    forget_view(state, owner, name)


@router.get("/attestations/{framework}")
def framework_attestations(framework: FrameworkId, caller: Viewer, state: InState) -> list[AttestationItem]:
    """Return what is attested of a framework's controls."""
    found = attesting.attested(state, caller.directory, framework)
    if found is None:
        raise not_here()
    return found


@router.put("/attestations/{framework}/{control}")
def put_attestation(
    framework: FrameworkId, control: ControlId, caller: Analyst, state: InState, body: NewAttestation
) -> AttestationItem:
    """Attest a control; the latest word counts, and the audit log keeps those before."""
    said = attesting.AttestedWords(framework, control, body.is_met, body.statement)
    made = attesting.attest_by(state, caller.directory, said, caller.name)
    if made is None:
        raise not_here()
    return made


def _owner(caller: ApiCaller, page: str) -> ViewOwner:
    if page not in PAGES:
        raise not_here()
    return ViewOwner(caller.directory, caller.person_id, page)
