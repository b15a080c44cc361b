"""Forms by which roles are given and taken, and tokens made and revoked: as the API does it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bartizan.api.guard import state_of
from bartizan.api.routes import people, tokens
from bartizan.api.routes.door import own_path
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.cards.members import made_token
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.form import checked
from bartizan.portal.frame.page import framed, visited
from bartizan.state.access.nouns import Role

router = APIRouter(include_in_schema=False)


class PersonForm(PageForm):
    """Somebody with a role here."""

    person: Text


class RoleForm(people.RoleChoice, PersonForm):
    """The role that they are given."""


class TokenForm(tokens.NewToken, PageForm):
    """A token to make."""


class RevokeForm(PageForm):
    """The token to revoke."""

    token: Text


@router.post("/{workspace}/people/role")
def give_role(request: Request, sent: Annotated[RoleForm, Form()]) -> Response:
    """Give a person another role."""
    people.give_role(sent.person, sent, checked(request, sent.csrf, Role.ADMIN), state_of(request))
    return RedirectResponse(own_path(sent.next), 303)


@router.post("/{workspace}/people/remove")
def remove(request: Request, sent: Annotated[PersonForm, Form()]) -> Response:
    """Take a person's role away, with their sessions and tokens of this directory."""
    people.remove(sent.person, checked(request, sent.csrf, Role.ADMIN), state_of(request))
    return RedirectResponse(own_path(sent.next), 303)


@router.post("/{workspace}/tokens/make")
def make(workspace: Workspace, request: Request, sent: Annotated[TokenForm, Form()]) -> Response:
    """Make a token, and show it: in no address, and not again."""
    caller = checked(request, sent.csrf, Role.VIEWER)
    with visited(request, workspace, FEATURES["settings"], caller) as view:
        shown = made_token(tokens.make(sent, caller, view.state))
        return framed(replace(view, mark=""), shown)  # nothing offers to load this page again


@router.post("/{workspace}/tokens/revoke")
def revoke(request: Request, sent: Annotated[RevokeForm, Form()]) -> Response:
    """Revoke a token of one's own, or as an admin any of the directory."""
    tokens.revoke(sent.token, checked(request, sent.csrf, Role.VIEWER), state_of(request))
    return RedirectResponse(own_path(sent.next), 303)
