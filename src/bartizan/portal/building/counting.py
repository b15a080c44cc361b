"""The numbers beside the explorer's templates, which come after the page."""

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from bartizan.api.guard import Viewer
from bartizan.api.problem import not_here
from bartizan.api.stopping import answered
from bartizan.portal.components.templates import counted_templates
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.opening import opened, viewed

router = APIRouter(include_in_schema=False)


@router.get("/{workspace}/explorer/counts")
async def template_counts(workspace: Workspace, request: Request, caller: Viewer) -> Response:
    """Return the list of templates with what each finds; who goes away ends the counting."""
    published = await to_thread.run_sync(opened, request, caller.directory)
    if published is None:
        raise not_here()
    view = viewed(request, workspace, FEATURES["explorer"], caller, published)
    shown = await answered(request, published, lambda _: str(counted_templates(view)))
    return HTMLResponse(shown, headers={"Vary": "Cookie", "Cache-Control": "private, no-cache"})
