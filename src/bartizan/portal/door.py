"""Signing in and out, changing directory and theme: forms, which work without scripts but for the one-time link."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from htpy import Element, a, button, form, label, p
from htpy import input as input_

from bartizan.access.owner import has_password, sign_in_with_link, sign_in_with_password
from bartizan.access.signing_in import SignedIn as NewSession
from bartizan.access.signing_in import changed_directory, signed_out
from bartizan.api.client import client_address
from bartizan.api.cookies import drop_session, keep_session
from bartizan.api.guard import SignedIn, cookie_name, settings_of, state_of
from bartizan.api.limits import Limit
from bartizan.api.problem import not_here
from bartizan.api.routes.door import own_path
from bartizan.portal.failure import boxed, tried
from bartizan.portal.form import checked
from bartizan.portal.frame.directories import directory_list
from bartizan.portal.links import address
from bartizan.portal.view import DENSITY, THEME
from bartizan.state.access.people import directories_of

router = APIRouter(include_in_schema=False)
_TRIES = Limit(tries=10, seconds=6)
_WRONG = "That did not sign you in: it is wrong, was used before or is out of date."
Text = Annotated[str, Form(max_length=2000)]
YEAR = 31_536_000


@router.get("/signin")
def sign_in(request: Request, next: str = "/", wrong: bool = False) -> Response:  # noqa: A002
    """Return the page to sign in at."""
    to, settings = own_path(next), settings_of(request)
    issuers = [
        p[
            a(".button.primary.wide", href=address(f"/api/v1/sign-in/{each.name}", [("next", to)]))[
                f"Sign in with {each.name}"
            ]
        ]
        for each in settings.issuers
    ]
    shown = boxed(
        "Sign in",
        p(".notice.notice-high", role="alert")[_WRONG] if wrong else None,
        issuers,
        _password(to) if has_password(state_of(request)) else None,
        _link(to),
    )
    return HTMLResponse(str(shown))


@router.post("/signin/link")
def by_link(request: Request, secret: Text = "", next: Text = "/") -> Response:  # noqa: A002
    """Sign the owner in by the link that the first start printed."""
    return _begun(request, None if _is_late(request) else sign_in_with_link(state_of(request), secret), next)


@router.post("/signin/password")
def by_password(request: Request, password: Text = "", next: Text = "/") -> Response:  # noqa: A002
    """Sign the owner in by password."""
    return _begun(request, None if _is_late(request) else sign_in_with_password(state_of(request), password), next)


@router.post("/sign-out")
def sign_out(request: Request, csrf: Text = "") -> Response:
    """End the session; nothing that was shown may be shown again by the browser."""
    checked(request, csrf)
    signed_out(state_of(request), request.cookies.get(cookie_name(settings_of(request)), ""))
    response = drop_session(RedirectResponse("/signin", 303), settings_of(request))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.get("/directories")
def directories(request: Request, caller: SignedIn, next: str = "/", q: str = "") -> Response:  # noqa: A002
    """Return the page on which the caller changes to another of their directories."""
    own = [(each.id, each.name) for each, _ in directories_of(state_of(request), caller.person_id)]
    to = own_path(next)
    back = p[a(".link", href=to)["Back"]]
    shown = boxed("Change directory", directory_list(own, caller.directory, caller.csrf, to, q.strip()[:200]), back)
    return HTMLResponse(str(shown))


@router.post("/directories")
def change(request: Request, csrf: Text = "", directory: Text = "", next: Text = "/") -> Response:  # noqa: A002
    """Change to another of the caller's directories, and try the same page there, else the list that it is of."""
    caller = checked(request, csrf)
    cookie = request.cookies.get(cookie_name(settings_of(request)), "")
    found = (
        changed_directory(state_of(request), cookie, caller.person_id, directory) if caller.via == "session" else None
    )
    if found is None:
        raise not_here()
    to = own_path(next)
    return keep_session(tried(RedirectResponse(to, 303), request, to), settings_of(request), found.cookie)


@router.post("/theme")
def theme(request: Request, csrf: Text = "", theme: Text = "", next: Text = "/") -> Response:  # noqa: A002
    """Keep the theme in a cookie, so that pages are drawn in it from the first paint."""
    checked(request, csrf)
    response = RedirectResponse(own_path(next), 303)
    wanted = theme if theme in ("light", "dark") else ""
    response.set_cookie(THEME, wanted, max_age=YEAR, secure=settings_of(request).is_tls, httponly=True, samesite="lax")
    return response


@router.post("/density")
def density(request: Request, csrf: Text = "", density: Text = "", next: Text = "/") -> Response:  # noqa: A002
    """Keep how high rows are in a cookie."""
    checked(request, csrf)
    response = RedirectResponse(own_path(next), 303)
    wanted = "cosy" if density == "cosy" else ""
    is_tls = settings_of(request).is_tls
    response.set_cookie(DENSITY, wanted, max_age=YEAR, secure=is_tls, httponly=True, samesite="lax")
    return response


def _password(to: str) -> Element:
    return form(method="post", action="/signin/password")[
        input_(type="hidden", name="next", value=to),
        label(for_="password")["Owner's password"],
        input_(type="password", id="password", name="password", required=True, autocomplete="current-password"),
        button(".button.primary.wide", type="submit")["Sign in"],
    ]


def _link(to: str) -> Element:
    """Return the form that a one-time link's fragment fills in; it may be pasted as well."""
    return form(method="post", action="/signin/link", data_link_form="")[
        input_(type="hidden", name="next", value=to),
        label(for_="secret")["Secret of a one-time link, which `bartizan serve` prints"],
        input_(type="password", id="secret", name="secret", required=True, autocomplete="off"),
        button(".button.wide", type="submit")["Use the link"],
    ]


def _begun(request: Request, found: NewSession | None, next_: str) -> Response:
    if found is None:
        return RedirectResponse(address("/signin", [("next", own_path(next_)), ("wrong", "1")]), 303)
    return keep_session(RedirectResponse(own_path(next_), 303), settings_of(request), found.cookie)


def _is_late(request: Request) -> bool:
    return _TRIES.wait(client_address(request)) > 0
