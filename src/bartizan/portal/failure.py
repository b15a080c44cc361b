"""Errors as pages: the door where access is missing, and what went wrong elsewhere. The API keeps its problems."""

from urllib.parse import quote, unquote, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from htpy import Element, Node, a, button, div, form, h1, li, main, p, ul
from htpy import input as input_
from starlette.exceptions import HTTPException

from bartizan.access.caller import ApiCaller
from bartizan.api.cookies import keep
from bartizan.api.guard import anybody, cookie_name, settings_of, state_of
from bartizan.api.problem import NO_ACCESS, Problem, ProblemError, of_error
from bartizan.api.problem import answer as problem_answer
from bartizan.api.routes.door import own_path
from bartizan.model import BartizanError
from bartizan.portal.components.states import problem as problem_card
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.frame.layout import brand, document
from bartizan.portal.links import address
from bartizan.state.access.people import directories_of

_TRIED = "tried"
"""The cookie that names the page that was tried in another directory."""
_LISTS = frozenset(f"/{workspace}{each.path}" for workspace in Workspace for each in FEATURES.values())
_OF_API = ("/api/", "/healthz", "/readyz", "/metrics", "/static/")


def install(app: FastAPI) -> None:
    """Answer errors of pages with pages."""
    for kind in (ProblemError, HTTPException, RequestValidationError, BartizanError, Exception):
        app.add_exception_handler(kind, _answer)


async def _answer(request: Request, error: Exception) -> Response:
    if request.url.path.startswith(_OF_API):
        return await problem_answer(request, error)
    found = of_error(error)
    if found.status == 401:
        return RedirectResponse(address("/signin", [("next", await _page_of(request))]), 303)
    if found.status == 404:
        return _list_instead(request) or denied(request, anybody(request))
    return _failed(request, found)


def asked_address(request: Request) -> str:
    """Return the path that was asked for with its query, as addresses write them."""
    return address(quote(request.url.path, safe="/~"), request.query_params.multi_items())


async def _page_of(request: Request) -> str:
    """Return the page that was asked for, of a form the one that it was sent from: a script there has its text."""
    if request.method != "POST":
        return asked_address(request)
    return own_path(str((await request.form()).get("next", "/")))


def tried(response: Response, request: Request, to: str) -> Response:
    """Have the list of an object shown where its page, to which the response leads, is not there: for one minute."""
    return keep(response, settings_of(request), _TRIED, quote(unquote(urlsplit(to).path), safe="/~"), 60)


def _list_instead(request: Request) -> Response | None:
    """Return the way to the list of what is not there, if it was only tried as somebody changed the directory."""
    path = quote(request.url.path, safe="/~")
    listed = "/".join(path.split("/")[:3])
    if request.cookies.get(cookie_name(settings_of(request), _TRIED)) != path or listed not in _LISTS:
        return None
    return keep(RedirectResponse(listed, 303), settings_of(request), _TRIED, "", 0)


def denied(request: Request, caller: ApiCaller | None) -> Response:
    """Return the page about what the caller has no access to, which says nothing about what that is."""
    own: list[tuple[str, str]] = []
    if caller:
        had = directories_of(state_of(request), caller.person_id)
        own = [(each.id, each.name) for each, _ in had if each.id != caller.directory]
    path = asked_address(request)
    shown = boxed(
        NO_ACCESS,
        p["You may be signed in as someone without access, or in another directory than the one the link is from."],
        p[a(".button.primary", href=address("/signin", [("next", path)]))["Sign in as someone else"]],
        _change(own, caller.csrf if caller else "", path),
        p[a(".link", href="/")["Back to the overview"]] if caller else None,
    )
    return HTMLResponse(str(shown), 404)


def boxed(heading: str, *content: Node, theme: str = "", class_: str = "") -> Element:
    """Return a page that is one box: for who is not inside yet."""
    box = div(f".card.box{class_}")[brand(), h1[heading], content]
    return document(heading, theme, main(".door", id="main", tabindex="-1")[box])


def _change(own: list[tuple[str, str]], csrf: str, path: str) -> Element | None:
    if not own:
        return None
    choices = (
        li[
            form(method="post", action="/directories")[
                input_(type="hidden", name="csrf", value=csrf),
                input_(type="hidden", name="directory", value=id_),
                input_(type="hidden", name="next", value=path),
                button(".button", type="submit")[name],
            ]
        ]
        for id_, name in own
    )
    return div[p["Change directory:"], ul(".plain")[choices]]


def _failed(request: Request, found: Problem) -> Response:
    again = asked_address(request)
    shown = boxed(
        "This did not work.",
        problem_card(found.title, found.detail, again, trace=found.trace),
        p[a(".link", href="/")["Overview"]],
    )
    return HTMLResponse(str(shown), found.status)
