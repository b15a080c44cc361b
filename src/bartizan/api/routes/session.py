"""Who calls, in which directory; signing in and out, and changing directory."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from bartizan.access.owner import set_password, sign_in_with_link, sign_in_with_password
from bartizan.access.signing_in import SignedIn as NewSession
from bartizan.access.signing_in import changed_directory, signed_out
from bartizan.api.client import client_address
from bartizan.api.cookies import drop_session, keep_session
from bartizan.api.guard import InState, Served, SignedIn, cookie_name
from bartizan.api.limits import Limit
from bartizan.api.problem import ProblemError, not_here, responses
from bartizan.state.access.people import directories_of

router = APIRouter(prefix="/session", tags=["session"], responses=responses(400, 401, 403, 422, 429))
Secret = Annotated[str, Field(min_length=1, max_length=1024)]


class OwnDirectory(BaseModel):
    """A directory of the caller's, with their role there."""

    id: str
    name: str
    role: str


class CurrentSession(BaseModel):
    """Who calls. ``csrf`` goes into the header X-CSRF-Token of each change; it is empty for tokens."""

    person_id: str
    name: str
    directory: str
    role: str | None
    csrf: str
    directories: list[OwnDirectory]


class LinkSecret(BaseModel):
    """The secret of a one-time link."""

    secret: Secret


class Password(BaseModel):
    """A password."""

    password: Secret


class DirectoryChoice(BaseModel):
    """A directory to change to."""

    directory: Annotated[str, Field(min_length=1, max_length=64)]


@router.get("")
def session(caller: SignedIn, state: InState) -> CurrentSession:
    """Return who calls and the directories they may change to."""
    had = directories_of(state, caller.person_id)
    own = [OwnDirectory(id=each.id, name=each.name, role=role) for each, role in had]
    return CurrentSession(**_of(caller), directories=own)


@router.post("/link", status_code=204)
def by_link(body: LinkSecret, request: Request, state: InState, served: Served) -> Response:
    """Sign the owner in by the link that the first start printed; it is used up."""
    _limit(request)
    return _begun(sign_in_with_link(state, body.secret), served)


@router.post("/password", status_code=204)
def by_password(body: Password, request: Request, state: InState, served: Served) -> Response:
    """Sign the owner in by password."""
    _limit(request)
    return _begun(sign_in_with_password(state, body.password), served)


@router.put("/password", status_code=204)
def choose_password(body: Password, caller: SignedIn, state: InState) -> None:
    """Set the owner's password."""
    set_password(state, caller.person_id, body.password)


@router.post("/directory", status_code=204, responses=responses(404))
def change_directory(
    body: DirectoryChoice, request: Request, caller: SignedIn, state: InState, served: Served
) -> Response:
    """Change to another of the caller's directories; the session gets another cookie and CSRF token."""
    cookie = request.cookies.get(cookie_name(served), "")
    changed = changed_directory(state, cookie, caller.person_id, body.directory) if caller.via == "session" else None
    if changed is None:
        raise not_here()
    return keep_session(Response(status_code=204), served, changed.cookie)


@router.delete("", status_code=204)
def sign_out(request: Request, _: SignedIn, state: InState, served: Served) -> Response:
    """Sign out."""
    signed_out(state, request.cookies.get(cookie_name(served), ""))
    return drop_session(Response(status_code=204), served)


def _begun(found: NewSession | None, served: Served) -> Response:
    if found is None:
        raise ProblemError(401, "This did not sign you in.", "It is wrong, was used before or is out of date.")
    return keep_session(Response(status_code=204), served, found.cookie)


def _limit(request: Request) -> None:
    sign_ins: Limit = request.app.state.sign_ins
    wait = sign_ins.wait(client_address(request))
    if wait:
        raise ProblemError(429, "Too many tries.", f"Wait {wait:.0f} s.", {"Retry-After": f"{wait:.0f}"})


def _of(caller: SignedIn) -> dict[str, Any]:
    names = ("person_id", "name", "directory", "role", "csrf")
    return {name: getattr(caller, name) for name in names}
