"""Forms of Settings by which governance rules and exemptions are added, changed and removed."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bartizan.api.guard import settings_of
from bartizan.model import UsageError
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.conflict import Words, decided_meanwhile
from bartizan.portal.features import Workspace
from bartizan.portal.form import checked
from bartizan.portal.pages.setting import exempting as exempting_tab
from bartizan.portal.pages.setting import governance as governance_tab
from bartizan.portal.pages.setting.fields import EDIT, KEPT, tab_page
from bartizan.service import exempting, governing
from bartizan.state.access.nouns import Role
from bartizan.state.nouns import ChangedMeanwhileError, GovernanceRule

router = APIRouter(include_in_schema=False)


class DecisionForm(PageForm):
    """A decision to add, or with ``id`` to change or to remove; ``was`` is the version that the page showed."""

    id: Text = ""
    was: Text = ""
    what: Literal["keep", "remove"] = "keep"

    @property
    def values(self) -> dict[str, str]:
        """What was written into the fields of its own kind."""
        return self.model_dump(exclude=set(DecisionForm.model_fields))


class GovernanceForm(DecisionForm):
    """A governance rule."""

    owner: Text = ""
    owner_tag: Text = ""
    due_days: Text = ""
    priority: Text = ""
    severity: Text = ""
    risk_level: Text = ""
    category: Text = ""
    scope: Text = ""
    rule: Text = ""
    grace: Text = ""


class ExemptingForm(DecisionForm):
    """An exemption."""

    rule: Text = ""
    resource: Text = ""
    scope: Text = ""
    tag: Text = ""
    everywhere: Text = ""
    category: Text = ""
    until: Text = ""
    justification: Text = ""


@router.post("/{workspace}/settings/governance")
def govern(workspace: Workspace, request: Request, sent: Annotated[GovernanceForm, Form()]) -> Response:
    """Add, change or remove a governance rule; what is refused goes back into the form."""
    caller, home = checked(request, sent.csrf, Role.ANALYST), settings_of(request).home
    directory = caller.directory

    def change() -> str:
        if sent.what == "remove":
            governing.end_governance_rule(home, sent.id, caller.name, sent.was, directory=directory)
            return ""
        asked = governance_tab.request_of(sent.values, caller.name)
        if sent.id:
            return governing.change_governance(home, sent.id, asked, sent.was, directory=directory).id
        return governing.govern(home, asked, directory=directory).id

    def own() -> Words:
        asked = governance_tab.request_of(sent.values, caller.name)
        return governance_tab.said_of(governing.checked_governance(home, asked, directory=directory))

    return _answer(f"/{workspace}/settings/{governance_tab.TAB}", sent, change, own)


@router.post("/{workspace}/settings/exemptions")
def exempt(workspace: Workspace, request: Request, sent: Annotated[ExemptingForm, Form()]) -> Response:
    """Add, change or end an exemption; what is refused goes back into the form."""
    caller, home = checked(request, sent.csrf, Role.ANALYST), settings_of(request).home
    directory = caller.directory

    def change() -> str:
        if sent.what == "remove":
            exempting.end_exemption(home, sent.id, caller.name, directory=directory)
            return ""
        asked = exempting_tab.request_of(sent.values, caller.name)
        if sent.id:
            return exempting.change_exemption(home, sent.id, asked, directory=directory).exemption.id
        return exempting.exempt(home, asked, directory=directory).exemption.id

    def own() -> Words:
        asked = exempting_tab.request_of(sent.values, caller.name)
        return exempting_tab.said_of(exempting.checked_exemption(home, asked, directory=directory))

    return _answer(f"/{workspace}/settings/{exempting_tab.TAB}", sent, change, own)


def _answer(action: str, sent: DecisionForm, change: Callable[[], str], own: Callable[[], Words]) -> Response:
    """Return the page to see after a change; ``own`` says in words what was asked for.

    Who removes what is gone already has what they want.
    """
    _, workspace, _, tab = action.split("/")
    try:
        kept = change()
    except ChangedMeanwhileError as error:
        is_removal = sent.what == "remove"
        if is_removal and error.value is None:
            return RedirectResponse(tab_page(workspace, tab), 303)
        return _conflict(action, sent, error, tab_page(workspace, tab), [] if is_removal else own())
    except UsageError:
        if sent.what == "remove":
            raise
        return RedirectResponse(tab_page(workspace, tab, {EDIT: sent.id}, sent.values), 303)
    return RedirectResponse(tab_page(workspace, tab, {KEPT: kept}), 303)


def _conflict(action: str, sent: DecisionForm, error: ChangedMeanwhileError, back: str, own: Words) -> Response:
    now, theirs, version = error.value, Words(), ""
    if isinstance(now, GovernanceRule):
        theirs, version = governance_tab.said_of(now), now.version
    elif now:
        theirs = exempting_tab.said_of(now)
    again = {**sent.values, "csrf": sent.csrf, "what": sent.what, "id": now.id if now else "", "was": version}
    return decided_meanwhile(action, again, error, back, (theirs, own))
