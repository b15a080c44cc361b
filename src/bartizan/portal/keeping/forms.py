"""Forms by which views of lists are kept and forgotten, controls attested, and rules' parameters set."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bartizan.api.guard import settings_of, state_of
from bartizan.api.problem import not_here
from bartizan.api.routes.door import own_path
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.form import checked
from bartizan.portal.pages.rule_parameters import FIELD
from bartizan.service.rules.parameters import set_parameters, written
from bartizan.service.work.attesting import AttestedWords, attest_by
from bartizan.state.access.nouns import Role
from bartizan.state.kept.views import PAGES, SavedView, ViewOwner, forget_view, keep_view

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


class ParametersForm(PageForm, extra="allow"):
    """A rule, and the values of its parameters in fields of their own."""

    rule: Text
    what: Literal["set", "reset"] = "set"

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by parameter."""
        extra = self.model_extra or {}
        return {name.removeprefix(FIELD): str(text)[:20_000] for name, text in extra.items() if name.startswith(FIELD)}


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
    said = AttestedWords(sent.framework, sent.control, sent.met == "yes", sent.statement)
    if not attest_by(state_of(request), caller.directory, said, caller.name):
        raise not_here()
    return RedirectResponse(own_path(sent.next), 303)


@router.post("/{workspace}/rules/parameters")
def set_rule(request: Request, sent: Annotated[ParametersForm, Form()]) -> Response:
    """Set the parameters of a rule; what is refused goes back into the form."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    home = settings_of(request).home
    texts = sent.texts if sent.what == "set" else {}
    values, wrong = written(home, sent.rule, texts)
    if wrong:
        query = [("tab", "rules"), ("rule", sent.rule), *((f"{FIELD}{name}", text) for name, text in texts.items())]
    else:
        query = [("tab", "rules"), ("rule", sent.rule), ("saved", "1")]
        set_parameters(home, sent.rule, values, caller.name, directory=caller.directory)
    # What was left empty goes back as well: it may be what is wrong.
    return RedirectResponse(f"{own_path(sent.next).split('?')[0]}?{urlencode(query)}", 303)


def _owner(request: Request, sent: ViewForm) -> ViewOwner:
    caller = checked(request, sent.csrf, Role.VIEWER)
    if sent.page not in PAGES:
        raise not_here()
    return ViewOwner(caller.directory, caller.person_id, sent.page)
