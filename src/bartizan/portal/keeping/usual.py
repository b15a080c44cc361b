"""Forms by which somebody keeps what a page shows them: the columns of a list, the scopes that it is about."""

from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import state_of
from bartizan.api.problem import not_here
from bartizan.api.routes.door import own_path
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.features import Workspace
from bartizan.portal.form import checked
from bartizan.portal.links import address
from bartizan.portal.view import View
from bartizan.service.work.views import COLUMNS, WIDTH
from bartizan.state.access.nouns import Role
from bartizan.state.kept.usual import keep_usual
from bartizan.state.kept.views import PAGES, ViewOwner

router = APIRouter(include_in_schema=False)
SCOPE = "scope"
_OF_ADDRESS = dict.fromkeys(("overview", "compliance"), SCOPE)
"""What pages keep that narrows what they count: it stands in the address, so that a link shows everyone the same."""


class ColumnsForm(PageForm):
    """The columns of a page and their widths, as a part of an address's query; none forgets them."""

    page: Text
    query: Annotated[str, Field(max_length=8000)] = ""


class ScopesForm(PageForm):
    """The scopes that a page is about, all of them where there are none."""

    page: Literal["overview", "compliance"] = "overview"
    scope: list[Text] = Field(default_factory=list)


@router.post("/{workspace}/usual/columns")
def keep_columns(request: Request, sent: Annotated[ColumnsForm, Form()]) -> Response:
    """Keep the columns of a page, which need not stand in its address then."""
    if sent.page not in PAGES:
        raise not_here()
    caller = checked(request, sent.csrf, Role.VIEWER)
    kept = [pair for pair in parse_qsl(sent.query) if pair[0] in (COLUMNS, WIDTH)]
    keep_usual(state_of(request), _owner(caller, sent.page), urlencode(kept))
    path, _, query = own_path(sent.next).partition("?")
    rest = [pair for pair in parse_qsl(query) if pair[0] not in (COLUMNS, WIDTH)]
    return RedirectResponse(address(path, rest), 303)


@router.post("/{workspace}/usual/scopes")
def keep_scopes(workspace: Workspace, request: Request, sent: Annotated[ScopesForm, Form()]) -> Response:
    """Keep the scopes of a page, and show them."""
    caller = checked(request, sent.csrf, Role.VIEWER)
    pairs = [(SCOPE, each) for each in dict.fromkeys(sent.scope)]
    keep_usual(state_of(request), _owner(caller, sent.page), urlencode(pairs))
    kept = [pair for pair in parse_qsl(own_path(sent.next).partition("?")[2]) if pair[0] != SCOPE]
    return RedirectResponse(address(f"/{workspace}/{sent.page}", [*kept, *pairs]), 303)


def kept_address(view: View) -> str:
    """Return where a page is that is narrowed as its visitor keeps it, empty where the address says it, or nothing."""
    name = _OF_ADDRESS.get(view.feature.id)
    if name is None or any(each == name for each, _ in view.query):
        return ""
    kept = [pair for pair in view.usual if pair[0] == name]
    return address(view.path, [*view.query, *kept]) if kept else ""


def _owner(caller: ApiCaller, page: str) -> ViewOwner:
    return ViewOwner(caller.directory, caller.person_id, page)
