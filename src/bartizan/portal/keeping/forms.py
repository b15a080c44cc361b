"""Forms by which views of lists are kept and forgotten, and controls attested."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bartizan.api.guard import state_of
from bartizan.api.problem import not_here
from bartizan.api.routes.door import own_path
from bartizan.base.bundled import bundled
from bartizan.base.framework import frameworks
from bartizan.model import now
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.features import FEATURES
from bartizan.portal.form import checked
from bartizan.state.access.nouns import Role
from bartizan.state.kept.attestations import Attestation, attest
from bartizan.state.kept.views import SavedView, ViewOwner, forget_view, keep_view

router = APIRouter(include_in_schema=False)


class ViewForm(PageForm):
    """A view of a page: its name, and the query that shows it."""

    page: Text
    name: Text
    query: Text = ""


class AttestForm(PageForm):
    """What is attested of a control."""

    framework: Text
    control: Text
    met: Literal["yes", "no"]
    statement: Text


@router.post("/{workspace}/views")
def keep(request: Request, sent: Annotated[ViewForm, Form()]) -> Response:
    """Keep a view of a list."""
    keep_view(state_of(request), _owner(request, sent), SavedView(sent.name, sent.query))
    return RedirectResponse(own_path(sent.next), 303)


@router.post("/{workspace}/views/forget")
def forget(request: Request, sent: Annotated[ViewForm, Form()]) -> Response:
    """Forget a view of a list."""
    forget_view(state_of(request), _owner(request, sent), sent.name)
    return RedirectResponse(own_path(sent.next), 303)


@router.post("/{workspace}/attest")
def attest_control(request: Request, sent: Annotated[AttestForm, Form()]) -> Response:
    """Attest a control of a framework."""
    caller = checked(request, sent.csrf, Role.ANALYST)
    known = frameworks([bundled("rules")])
    if sent.framework not in known or sent.control not in known[sent.framework].controls:
        raise not_here()
    at = now().replace(microsecond=0)
    said = Attestation(sent.framework, sent.control, sent.met == "yes", sent.statement.strip(), caller.name, at)
    attest(state_of(request), caller.directory, said)
    return RedirectResponse(own_path(sent.next), 303)


def _owner(request: Request, sent: ViewForm) -> ViewOwner:
    caller = checked(request, sent.csrf, Role.VIEWER)
    if sent.page not in FEATURES:
        raise not_here()
    return ViewOwner(caller.directory, caller.person_id, sent.page)
