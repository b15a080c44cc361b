"""Forms by which roles are given and taken, and tokens made and revoked."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field

from bartizan.access.tokens import LONGEST_DAYS, make_token
from bartizan.api.guard import state_of
from bartizan.api.problem import not_here
from bartizan.api.routes.door import own_path
from bartizan.model import visible
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.cards.members import made_token
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.form import checked
from bartizan.portal.layout import page
from bartizan.portal.opening import viewed
from bartizan.state.access.nouns import Role
from bartizan.state.access.people import grant_role, members, remove_member
from bartizan.state.access.tokens import revoke_token, tokens

router = APIRouter(include_in_schema=False)


class PersonForm(PageForm):
    """Somebody with a role here."""

    person: Text


class RoleForm(PersonForm):
    """The role that they are given."""

    role: Role


class TokenForm(PageForm):
    """A token to make."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    role: Role = Role.VIEWER
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = 90


class RevokeForm(PageForm):
    """The token to revoke."""

    token: Text


@router.post("/{workspace}/people/role")
def give_role(request: Request, sent: Annotated[RoleForm, Form()]) -> Response:
    """Give a person another role."""
    directory, by = _known(request, sent)
    grant_role(state_of(request), directory, sent.person, sent.role, by)
    return RedirectResponse(own_path(sent.next), 303)


@router.post("/{workspace}/people/remove")
def remove(request: Request, sent: Annotated[PersonForm, Form()]) -> Response:
    """Take a person's role away, with their sessions and tokens of this directory."""
    directory, by = _known(request, sent)
    remove_member(state_of(request), directory, sent.person, by)
    return RedirectResponse(own_path(sent.next), 303)


@router.post("/{workspace}/tokens/make")
def make(workspace: Workspace, request: Request, sent: Annotated[TokenForm, Form()]) -> Response:
    """Make a token, and show it: in no address, and not again."""
    caller = checked(request, sent.csrf, Role.VIEWER)
    token, secret = make_token(state_of(request), caller, sent.name, sent.role, sent.days)
    view = viewed(request, workspace, FEATURES["settings"], caller, None)
    return HTMLResponse(visible(str(page(view, made_token(token, secret), {})), keep="\t\n\r"))


@router.post("/{workspace}/tokens/revoke")
def revoke(request: Request, sent: Annotated[RevokeForm, Form()]) -> Response:
    """Revoke a token of one's own, or as an admin any of the directory."""
    caller, state = checked(request, sent.csrf, Role.VIEWER), state_of(request)
    whose = "" if caller.may(Role.ADMIN) else caller.person_id
    if sent.token not in {each.id for each in tokens(state, caller.directory, whose) if each.revoked_at is None}:
        raise not_here()
    revoke_token(state, caller.directory, sent.token, caller.name)
    return RedirectResponse(own_path(sent.next), 303)


def _known(request: Request, sent: PersonForm) -> tuple[str, str]:
    """Return the directory of an admin who sent a form about one of its people, and the admin's name."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    if sent.person not in {person.id for person, _ in members(state_of(request), caller.directory)}:
        raise not_here()
    return caller.directory, caller.name
