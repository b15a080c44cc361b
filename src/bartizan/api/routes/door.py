"""Sign in at an identity provider: away to it, and back with its answer."""

import logging
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from bartizan.access.arriving import arrived
from bartizan.access.issuer_keys import SignInError
from bartizan.access.oidc import Issuer
from bartizan.api.cookies import keep, keep_session
from bartizan.api.guard import InState, Served, cookie_name
from bartizan.api.problem import ProblemError, not_here, responses

router = APIRouter(prefix="/sign-in", tags=["session"], responses=responses(400, 401, 404, 422))
_log = logging.getLogger("bartizan.door")
_COOKIE = "sign-in"
_SECONDS = 600


@router.get("")
def issuers(served: Served) -> list[str]:
    """Return the names of the identity providers."""
    return [issuer.name for issuer in served.issuers]


@router.get("/{name}", status_code=303, response_class=RedirectResponse)
async def go(
    name: str, request: Request, state: InState, served: Served, to: Annotated[str, Query(alias="next")] = "/"
) -> Response:
    """Send the browser to an identity provider; ``next`` is the path to come back to."""
    issuer = _issuer(request, name)
    try:
        address, secret = await issuer.begin(state, _back(served, name), own_path(to))
    except SignInError as error:
        raise _refused(error) from error
    return keep(RedirectResponse(address, 303), served, _COOKIE, secret, _SECONDS)


@router.get("/{name}/callback", status_code=303, response_class=RedirectResponse)
async def back(name: str, request: Request, state: InState, served: Served) -> Response:
    """Take the identity provider's answer and begin a session."""
    issuer = _issuer(request, name)
    cookie = request.cookies.get(cookie_name(served, _COOKIE), "")
    try:
        claims, next_ = await issuer.finish(state, _back(served, name), dict(request.query_params), cookie)
    except SignInError as error:
        raise _refused(error) from error
    found = arrived(state, issuer.settings, claims)
    if found is None:
        raise _refused(SignInError("this person was disabled"))
    response = keep_session(RedirectResponse(next_, 303), served, found.cookie)
    return keep(response, served, _COOKIE, "", 0)


def own_path(path: str) -> str:
    """Return a path of this site, or its root where something else was given."""
    parts = urlsplit(path)
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if is_own and path.isprintable() and "\\" not in path else "/"


def _issuer(request: Request, name: str) -> Issuer:
    known: dict[str, Issuer] = request.app.state.issuers
    if name not in known:
        raise not_here()
    return known[name]


def _back(served: Served, name: str) -> str:
    return f"{served.public_url}/api/v1/sign-in/{name}/callback"


def _refused(error: SignInError) -> ProblemError:
    _log.warning("sign-in refused: %s", error)
    return ProblemError(401, "This did not sign you in.", "Try again, or ask an admin.")
