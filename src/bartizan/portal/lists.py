"""Lists as CSV: exactly what a page's filters leave."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import Viewer
from bartizan.api.problem import not_here
from bartizan.api.routes.lists import closing
from bartizan.base.bundled import bundled
from bartizan.base.framework import frameworks
from bartizan.portal.components.filters.shown import asked as asked_of
from bartizan.portal.components.filters.shown import asked_in
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.pages.queued.asked import queue_rows
from bartizan.portal.view import View
from bartizan.report.formats.spreadsheet import csv_text
from bartizan.report.views.compliance import compliance
from bartizan.service import listing
from bartizan.service.answers.owed import by_owner
from bartizan.service.answers.vulnerable import GROUPINGS, WHOLE
from bartizan.service.exporting.fixing import MEDIA_TYPE, fixes
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from bartizan.state.kept.attestations import Attestation, attestations

router = APIRouter(include_in_schema=False)
CSV = "text/csv; charset=utf-8"


@router.get("/{workspace}/lists/{name}.csv")
def as_csv(workspace: Workspace, name: str, request: Request, caller: Viewer) -> Response:
    """Return all rows that match as CSV."""
    if name not in listing.NAMES:
        raise not_here()
    published = _opened(request, caller)
    view = View(request, workspace, FEATURES["inventory"], caller, request.app.state.state, (), published)
    sort = tuple(key for key in view.asked("sort").split(",") if key)
    lines = listing.as_lines(published, name, asked_of(view), "csv", sort=sort)
    return StreamingResponse(closing(published, lines), media_type=CSV)


@router.get("/{workspace}/lists/findings.sh")
def as_script(request: Request, caller: Viewer) -> Response:
    """Return the fixes of the failing findings that match as a script of bash."""
    with _opened(request, caller) as published:
        return Response(fixes(published, asked_in(request.query_params.multi_items())), media_type=MEDIA_TYPE)


@router.get("/{workspace}/vulnerabilities/{grouping}.csv")
def groups_as_csv(grouping: str, request: Request, caller: Viewer) -> Response:
    """Return all groups of the vulnerabilities that match as CSV, in the order of their tab."""
    if grouping not in GROUPINGS:
        raise not_here()
    with _opened(request, caller) as published:
        asked = asked_in(request.query_params.multi_items())
        found = GROUPINGS[grouping](published, asked, most=None, sort=request.query_params.get("sort", ""))
        rows = [{name: value for name, value in row.items() if name not in WHOLE} for row in found.rows]
        return Response(csv_text(rows), media_type=CSV)


@router.get("/{workspace}/queue.csv")
def queue_as_csv(workspace: Workspace, request: Request, caller: Viewer) -> Response:
    """Return the exposures that match as CSV, in the order of the queue."""
    with _opened(request, caller) as published:
        view = View(request, workspace, FEATURES["queue"], caller, request.app.state.state, (), published)
        return Response(csv_text(queue_rows(view)), media_type=CSV)


@router.get("/{workspace}/recommendations/owners.csv")
def owners_as_csv(request: Request, caller: Viewer) -> Response:
    """Return what each owner has to fix as CSV; what is nobody's has an empty owner."""
    with _opened(request, caller) as published:
        return Response(csv_text(by_owner(published)), media_type=CSV)


class ControlQuestion(BaseModel):
    """Which controls are wanted: of a framework, of some scopes alone, and of one status."""

    framework: str
    scope: list[str] = Field(default_factory=list)
    status: str = ""
    at: str = ""


@router.get("/{workspace}/compliance.csv")
def controls_as_csv(request: Request, caller: Viewer, asked: Annotated[ControlQuestion, Query()]) -> Response:
    """Return the controls of a framework as CSV, each with its counts and the rules that answer it."""
    known = frameworks([bundled("rules")])
    if asked.framework not in known:
        raise not_here()
    with _opened(request, caller) as published:
        rows = compliance(published.engine, known, asked.framework, asked.scope)
        said = attestations(request.app.state.state, caller.directory, asked.framework)
        wanted = [row | _word(said.get(row["control"])) for row in rows if asked.status in ("", row["status"])]
        return Response(csv_text(wanted), media_type=CSV)


def _opened(request: Request, caller: ApiCaller) -> Published:
    snapshots: Snapshots = request.app.state.snapshots
    return snapshots.open(caller.directory, request.query_params.get("at", ""))


def _word(said: Attestation | None) -> dict[str, str]:
    """Return what somebody attests of a control, as columns."""
    if said is None:
        return dict.fromkeys(("attested", "statement", "attested_by", "attested_at"), "")
    word = "met" if said.is_met else "not_met"
    at = said.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"attested": word, "statement": said.statement, "attested_by": said.author, "attested_at": at}
