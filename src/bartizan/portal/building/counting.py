"""Numbers that come after their page: those beside the explorer's templates, and what changed since the last scan."""

from collections.abc import Callable

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from htpy import Element

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import Viewer
from bartizan.api.stopping import answered
from bartizan.portal.components.tables.since_scan import counted_changes
from bartizan.portal.components.templates import counted_templates
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.opening import existing, viewed
from bartizan.portal.view import View

router = APIRouter(include_in_schema=False)


@router.get("/{workspace}/explorer/counts")
async def template_counts(workspace: Workspace, request: Request, caller: Viewer) -> Response:
    """Return the list of templates with what each finds; who goes away ends the counting."""
    return await _counted(workspace, request, caller, "explorer", counted_templates)


@router.get("/{workspace}/overview/changes")
async def scan_changes(workspace: Workspace, request: Request, caller: Viewer) -> Response:
    """Return what changed since the scan before the one that is shown."""
    return await _counted(workspace, request, caller, "overview", counted_changes)


async def _counted(
    workspace: Workspace, request: Request, caller: ApiCaller, feature: str, show: Callable[[View], Element]
) -> Response:
    published = await to_thread.run_sync(existing, request, caller.directory)
    view = viewed(request, workspace, FEATURES[feature], caller, published)
    shown = await answered(request, published, lambda _: str(show(view)))
    return HTMLResponse(shown, headers={"Vary": "Cookie", "Cache-Control": "private, no-cache"})
