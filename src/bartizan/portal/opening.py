"""Open what a page needs: its snapshot and who asks."""

from fastapi import Request

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import state_of
from bartizan.model import UsageError, now
from bartizan.portal.failure import nothing_here
from bartizan.portal.features import Feature, Workspace
from bartizan.portal.view import View
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from bartizan.state import State
from bartizan.state.access.directories import directories
from bartizan.state.access.people import roles


def viewed(
    request: Request, workspace: Workspace, feature: Feature, caller: ApiCaller, snapshot: Published | None
) -> View:
    """Return a request with all that a page is given."""
    state = state_of(request)
    return View(request, workspace, feature, caller, state, _own_directories(state, caller), snapshot)


def opened(request: Request, directory: str) -> Published | None:
    """Return the snapshot that the address names, the latest by default, None where nothing was scanned.

    Raises:
        ProblemError: the address names a snapshot that this directory does not have.
    """
    snapshots: Snapshots = request.app.state.snapshots
    at = request.query_params.get("at", "")
    try:
        return snapshots.open(directory, at)
    except UsageError:
        if at:
            raise nothing_here() from None
        return None


def age(published: Published) -> str:
    """Return how long ago a snapshot was published, in words."""
    minutes = int((now() - published.manifest.published_at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 2880 else f"{minutes // 1440} days ago"


def _own_directories(state: State, caller: ApiCaller) -> list[tuple[str, str]]:
    had = roles(state, caller.person_id)
    return [(each.id, each.name) for each in directories(state) if each.id in had]
