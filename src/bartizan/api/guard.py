"""Who may call what: the caller of each request, the role that a route needs, and the token that changes need."""

import hmac
from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant

from bartizan.access.caller import ApiCaller, who
from bartizan.api.problem import ProblemError, not_here
from bartizan.api.settings import ServeSettings
from bartizan.base.home import DIRECTORY
from bartizan.state import State
from bartizan.state.access.nouns import Role

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
_ASKED_BY_PAGES = ("/api/v1/events", "/latest")
"""What an open page asks without anyone at it: a session idles all the same."""
_LOCAL = ApiCaller("local", "Local", DIRECTORY, Role.ADMIN, "token")


def settings_of(request: Request) -> ServeSettings:
    """Return how this application is served."""
    settings: ServeSettings = request.app.state.settings
    return settings


def state_of(request: Request) -> State:
    """Return the state that this application works on."""
    state: State = request.app.state.state
    return state


def cookie_name(settings: ServeSettings, what: str = "session") -> str:
    """Return a cookie's name; over TLS browsers make sure that no other host and no path sets it."""
    return f"__Host-bartizan-{what}" if settings.is_tls else f"bartizan-{what}"


def anybody(request: Request) -> ApiCaller | None:
    """Return who calls, None for nobody.

    Raises:
        ProblemError: a token was sent and is not in force.
    """
    settings = settings_of(request)
    if settings.is_open:
        return _LOCAL
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        caller = who(state_of(request), token=token.strip()) if scheme.lower() == "bearer" else None
        if caller is None:
            raise _unknown()
        return caller
    is_use = not request.url.path.endswith(_ASKED_BY_PAGES)
    return who(state_of(request), cookie=request.cookies.get(cookie_name(settings), ""), is_use=is_use)


def signed_in(request: Request, caller: Annotated[ApiCaller | None, Depends(anybody)]) -> ApiCaller:
    """Return who calls, whatever they may do here.

    Raises:
        ProblemError: nobody does, or a change comes without the session's CSRF token.
    """
    if caller is None:
        raise _unknown()
    if caller.via == "session" and request.method not in SAFE:
        sent = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(sent.encode(), caller.csrf.encode()):
            raise ProblemError(403, "This change was not asked for on this page.", f"Send {CSRF_HEADER}.")
    return caller


def at_least(role: Role) -> Callable[[ApiCaller], ApiCaller]:
    """Return a dependency that admits those who may do what a role may."""

    def check(caller: Annotated[ApiCaller, Depends(signed_in)]) -> ApiCaller:
        if caller.role is None:
            raise not_here()
        if not caller.may(role):
            raise ProblemError(403, f"This needs the role {role}.", f"You are {caller.role} in this directory.")
        return caller

    check.role = role  # type: ignore[attr-defined]
    return check


def role_needed(dependant: Dependant) -> str:
    """Return the role that a route needs: empty for anybody, ``any`` for all who signed in."""
    calls = list(_calls(dependant))
    if role := next(filter(None, (getattr(call, "role", None) for call in calls)), None):
        return str(role)
    return "any" if signed_in in calls else ""


def _calls(dependant: Dependant) -> Iterator[object]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)


Viewer = Annotated[ApiCaller, Depends(at_least(Role.VIEWER))]
Analyst = Annotated[ApiCaller, Depends(at_least(Role.ANALYST))]
Admin = Annotated[ApiCaller, Depends(at_least(Role.ADMIN))]
SignedIn = Annotated[ApiCaller, Depends(signed_in)]
InState = Annotated[State, Depends(state_of)]
Served = Annotated[ServeSettings, Depends(settings_of)]


def _unknown() -> ProblemError:
    return ProblemError(401, "Sign in first.", headers={"WWW-Authenticate": "Bearer"})
