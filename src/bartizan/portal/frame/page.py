"""A page as it is shown: opened with its snapshot, and with what stands above every page's content."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from htpy import Node

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import state_of
from bartizan.api.problem import Problem, of_error
from bartizan.model import BartizanError
from bartizan.portal.cards.standing import standing_notice
from bartizan.portal.components.states import older_snapshot
from bartizan.portal.features import MENU, Feature, Workspace
from bartizan.portal.frame.layout import response, rows_response
from bartizan.portal.frame.without import WITHOUT_SNAPSHOT, in_place, refused, unread_notice, unreadable
from bartizan.portal.keeping.undoing import undo_notice
from bartizan.portal.opening import age, is_old, opened, viewed
from bartizan.portal.view import Content, View
from bartizan.service.menu import menu_counts
from bartizan.service.published import Published
from bartizan.service.triage import open_exposures
from bartizan.state.failure import StateError
from bartizan.state.work.feed import feed_mark


@contextmanager
def visited(request: Request, workspace: Workspace, feature: Feature, caller: ApiCaller) -> Iterator[View]:
    """Open a page's snapshot for as long as it is rendered; a page says where that cannot be opened."""
    mark = feed_mark(state_of(request), caller.directory)
    snapshot, unread = _opened(request, caller.directory)
    if snapshot and snapshot.is_behind:  # the page learns of the latest snapshot when that is prepared
        mark = replace(mark, snapshot=max(mark.snapshot - 1, 0))
    try:
        yield replace(viewed(request, workspace, feature, caller, snapshot), mark=str(mark), unread=unread)
    finally:
        if snapshot:
            snapshot.engine.close()


def _opened(request: Request, directory: str) -> tuple[Published | None, Problem | None]:
    try:
        return opened(request, directory), None
    except BartizanError as error:
        return None, unreadable(error)


def rendered(view: View, show: Callable[[View], Content]) -> HTMLResponse:
    """Return a page whole: what it shows, below what all pages say; what went wrong stands where its content would."""
    try:
        return _rendered(view, show)
    except StateError:
        raise
    except BartizanError as error:
        found = of_error(error)
        if found.status == 404:
            raise
        if found.status < 500:
            answer = framed(view, refused(view, found))
        elif view.snapshot:
            return rendered(replace(view, snapshot=None, unread=found), show)
        else:
            raise
        answer.status_code = found.status
        return answer


def _rendered(view: View, show: Callable[[View], Content]) -> HTMLResponse:
    content = in_place(view) or show(view)
    if view.wants_rows:
        return rows_response(content)
    content = replace(content, body=[standing_notice(view), content.body])
    answer = framed(view, content, undo_notice(view))
    if view.unread and view.feature.id not in WITHOUT_SNAPSHOT:
        answer.status_code = view.unread.status
    return answer


def framed(view: View, content: Content, said: Node = None) -> HTMLResponse:
    """Return any content in the frame, with the menu's numbers, how old the data is and whether it is the latest."""
    counts: dict[str, Any] = {"age": "unknown"} if view.unread else {}
    above: list[Node] = [said, unread_notice(view)]
    if view.snapshot:
        counts = {
            **menu_counts(view.snapshot),
            "age": age(view.snapshot),
            "is_old": is_old(view.snapshot, view.state),
        }
        if "queue" in MENU[view.workspace]:
            counts["queue"] = open_exposures(view.snapshot, view.state, view.caller.directory)
        if view.asked("at"):
            above.append(older_snapshot(view.asked("at"), view.here(at=None)))
    return response(view, replace(content, body=[*above, content.body]), counts)
