"""The form that moves an exposure on, which can be undone."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bartizan.api.guard import state_of
from bartizan.api.routes.door import own_path
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.conflict import moved_meanwhile
from bartizan.portal.form import checked
from bartizan.portal.keeping.undoing import undoable
from bartizan.service.triage import ExposureMovedError
from bartizan.service.work.triaging import TRIAGE, move_undoably
from bartizan.state.access.nouns import Role

router = APIRouter(include_in_schema=False)


class TriageForm(PageForm):
    """A change of an exposure; ``was`` is ``=`` and what the page showed: an empty field counts as none."""

    resource: Text
    kind: Text
    text: Text = ""
    was: Text = ""


@router.post("/{workspace}/triage")
def move(request: Request, sent: Annotated[TriageForm, Form()]) -> Response:
    """Say something about an exposure, or as an analyst move it on or assign it."""
    caller = checked(request, sent.csrf, Role.VIEWER if sent.kind == "comment" else Role.ANALYST)
    own, seen = {"kind": sent.kind, "text": sent.text}, sent.was[1:] if sent.was else None
    try:
        by = (caller.person_id, caller.name)
        undo = move_undoably(state_of(request), caller.directory, sent.resource, **own, by=by, was=seen)
    except ExposureMovedError as error:
        fields = {"csrf": sent.csrf, "resource": sent.resource, **own, "was": f"={error.value}"}
        return moved_meanwhile(request.url.path, fields, error, own_path(sent.next))
    if not undo:
        return RedirectResponse(own_path(sent.next), 303)
    return undoable(request, sent.next, TRIAGE, undo)
