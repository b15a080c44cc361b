"""Take the last decision back, and make it again."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from htpy import Element, button, form

from bartizan.api.cookies import keep
from bartizan.api.decider import decider_of
from bartizan.api.guard import cookie_name, settings_of
from bartizan.api.problem import not_here
from bartizan.api.routes.door import own_path
from bartizan.portal.actions import PageForm
from bartizan.portal.components.states import notice
from bartizan.portal.decisions import hidden
from bartizan.portal.form import checked
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.work.deciding import undo
from bartizan.service.work.undoing import UNDO_LASTS
from bartizan.state.access.nouns import Role

router = APIRouter(include_in_schema=False)
_COOKIE = "undo"
"""Holds whether to undo or redo, what that is about, and the token; scripts do not see it."""
_REDO_LASTS = 60
"""Seconds for which a page offers to make again what was undone."""


@router.post("/{workspace}/undo")
def take_back(request: Request, sent: Annotated[PageForm, Form()]) -> Response:
    """Undo the last decision; the page that comes back offers to make it again."""
    return _turned(request, sent, "undo")


@router.post("/{workspace}/redo")
def make_again(request: Request, sent: Annotated[PageForm, Form()]) -> Response:
    """Make the decision again that was undone last; the page that comes back offers to undo it."""
    return _turned(request, sent, "redo")


def undoable(request: Request, to: str, what: str, token: str) -> Response:
    """Return the way back to a page, which will offer to undo what was decided."""
    return _offering(request, to, ("undo", what, token), int(UNDO_LASTS.total_seconds()))


def undo_notice(view: View) -> Element | None:
    """Return what was decided or undone last, with the way to turn that round."""
    way, what, token = _kept(view.request)
    if not token or not view.may(Role.ANALYST):
        return None
    said = f"{counted(int(what), 'finding')} decided on" if what.isdecimal() else "The exposure was changed"
    words = f"{said}; that was undone." if way == "redo" else f"{said}."
    turn = button(".button.small", type="submit")[way.capitalize()]
    return notice("info", form(".split", method="post", action=f"/{view.workspace}/{way}")[hidden(view), words, turn])


def _turned(request: Request, sent: PageForm, way: str) -> Response:
    caller = checked(request, sent.csrf, Role.ANALYST)
    kept, what, token = _kept(request)
    if kept != way:  # somebody pressed twice
        raise not_here()
    turned = undo(decider_of(settings_of(request), caller), token)
    if way == "redo":
        return undoable(request, sent.next, what, turned.redo)
    return _offering(request, sent.next, ("redo", what, turned.redo), _REDO_LASTS)


def _offering(request: Request, to: str, offered: tuple[str, str, str], seconds: int) -> Response:
    return keep(RedirectResponse(own_path(to), 303), settings_of(request), _COOKIE, ".".join(offered), seconds)


def _kept(request: Request) -> tuple[str, str, str]:
    """Return ``undo`` or ``redo``, what it is about, and the token; all empty where there is nothing."""
    way, _, rest = request.cookies.get(cookie_name(settings_of(request), _COOKIE), "").partition(".")
    what, _, token = rest.partition(".")
    return (way, what, token) if way in ("undo", "redo") else ("", "", "")
