"""A page as it is shown: opened with its snapshot, and with what stands above every page's content."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from htpy import Element, Node, a

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import state_of
from bartizan.portal import bulk
from bartizan.portal.cards.standing import standing_notice
from bartizan.portal.components.states import disabled_for, first_run, older_snapshot
from bartizan.portal.decisions import undo_notice
from bartizan.portal.features import MENU, Feature, Workspace
from bartizan.portal.frame.layout import response
from bartizan.portal.opening import age, is_old, opened, viewed
from bartizan.portal.view import Content, View
from bartizan.service.menu import menu_counts
from bartizan.service.triage import open_exposures
from bartizan.state.access.nouns import Role
from bartizan.state.work.feed import feed_mark

WITHOUT_SNAPSHOT = frozenset({"environment", "scope", "scans", "scan", "settings", "notifications"})
"""Pages that show something before anything was scanned."""
_DEMO, _INSTALL = "bartizan demo", "pip install 'bartizan[demo]'"


@contextmanager
def visited(request: Request, workspace: Workspace, feature: Feature, caller: ApiCaller) -> Iterator[View]:
    """Open a page's snapshot for as long as it is rendered."""
    mark = feed_mark(state_of(request), caller.directory)
    snapshot = opened(request, caller.directory)
    if snapshot and snapshot.is_behind:  # the page learns of the latest snapshot when that is prepared
        mark = replace(mark, snapshot=max(mark.snapshot - 1, 0))
    try:
        yield replace(viewed(request, workspace, feature, caller, snapshot), mark=str(mark))
    finally:
        if snapshot:
            snapshot.engine.close()


def rendered(view: View, show: Callable[[View], Content]) -> HTMLResponse:
    """Return a page whole: what it shows, below what all pages say."""
    if view.snapshot is None and view.feature.id not in WITHOUT_SNAPSHOT:
        content = Content(view.feature.label, _first_run(view))
    else:
        content = show(view)
        content = replace(content, body=[standing_notice(view), content.body])
    undo = bulk.undone_by(view.request) if view.may(Role.ANALYST) else ""
    return framed(view, content, undo_notice(view, undo) if undo else None)


def framed(view: View, content: Content, said: Node = None) -> HTMLResponse:
    """Return any content in the frame, with the menu's numbers, how old the data is and whether it is the latest."""
    counts: dict[str, Any] = {}
    above: list[Node] = [said]
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


def _first_run(view: View) -> Element:
    """Return the way to connect, for who may, and the command of the demo, which installs it where it is missing."""
    link = a(".button.primary", href=f"/{view.workspace}/environment")["Connect an account"]
    connect = link if view.may(Role.ADMIN) else disabled_for("admin", "Connect an account")
    return first_run(connect, _DEMO if find_spec("bartizan_demo") else f"{_INSTALL}\n{_DEMO}")
