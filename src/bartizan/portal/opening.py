"""Open what a page needs: its snapshot and who asks."""

import datetime

from fastapi import Request

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import state_of
from bartizan.api.problem import not_here
from bartizan.model import now
from bartizan.portal.features import Feature, Workspace
from bartizan.portal.view import View
from bartizan.service.answers.scopes.standing import late_before
from bartizan.service.published import Published
from bartizan.service.reading import NoSnapshotError, Snapshots
from bartizan.state import State
from bartizan.state.access.people import directories_of


def viewed(
    request: Request, workspace: Workspace, feature: Feature, caller: ApiCaller, snapshot: Published | None
) -> View:
    """Return a request with all that a page is given."""
    state = state_of(request)
    own = [(each.id, each.name) for each, _ in directories_of(state, caller.person_id)]
    return View(request, workspace, feature, caller, state, own, snapshot)


def opened(request: Request, directory: str) -> Published | None:
    """Return the snapshot that the address names, the latest by default, None where nothing was scanned.

    Raises:
        ProblemError: the address names a snapshot that this directory does not have.
    """
    snapshots: Snapshots = request.app.state.snapshots
    at = request.query_params.get("at", "")
    try:
        return snapshots.open(directory, at)
    except NoSnapshotError:
        if at:
            raise not_here() from None
        return None


def existing(request: Request, directory: str) -> Published:
    """Return what ``opened`` does, for what needs a snapshot.

    Raises:
        ProblemError: nothing was scanned, or the directory does not have the snapshot that the address names.
    """
    published = opened(request, directory)
    if published is None:
        raise not_here()
    return published


def is_old(published: Published, state: State) -> bool:
    """Whether a snapshot is older than twice the longest time after which one of the directory's connectors is due."""
    return published.manifest.published_at < late_before(state, published.manifest.directory, now())


def age(published: Published) -> str:
    """Return how long ago a snapshot was published, in words."""
    return ago(published.manifest.published_at)


def ago(at: datetime.datetime) -> str:
    """Return how long ago something was, in words."""
    minutes = int((now() - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 2880 else f"{minutes // 1440} days ago"
