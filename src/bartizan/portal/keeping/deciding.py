"""Forms of Settings by which governance rules, exemptions and trackers are added, changed and removed."""

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
from bartizan.portal.pages.setting import trackers as trackers_tab
from bartizan.portal.pages.setting.fields import EDIT, KEPT, tab_page
from bartizan.service import exempting, governing
from bartizan.service.exporting import trackers
from bartizan.state.access.nouns import Role
from bartizan.state.notify.nouns import NotificationRule
from bartizan.state.nouns import ChangedMeanwhileError, Exemption, GovernanceRule

router = APIRouter(include_in_schema=False)


class DecisionForm(PageForm):
    """A decision to add, or with ``id`` to change or to remove; ``was`` is the version that the page showed."""

    id: Text = ""
    was: Text = ""
    what: Literal["keep", "remove", "test"] = "keep"

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


class TrackerForm(DecisionForm):
    """A tracker; ``id`` is the name of one that is there."""

    name: Text = ""
    place: Text = ""
    level: Text = ""


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

    return answered(f"/{workspace}/settings/{governance_tab.TAB}", sent, change, own)


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

    return answered(f"/{workspace}/settings/{exempting_tab.TAB}", sent, change, own)


@router.post("/{workspace}/settings/trackers")
def track(workspace: Workspace, request: Request, sent: Annotated[TrackerForm, Form()]) -> Response:
    """Add, change, remove or test a tracker; what is refused goes back into the form."""
    caller, home = checked(request, sent.csrf, Role.ADMIN), settings_of(request).home
    directory = caller.directory
    if sent.what == "test":
        said = trackers_tab.tried(home, sent.id, directory)
        return RedirectResponse(tab_page(workspace, trackers_tab.TAB, {trackers_tab.TESTED: sent.id, **said}), 303)

    def change() -> str:
        if sent.what == "remove":
            trackers.remove_tracker(home, sent.id, caller.name, directory=directory)
            return ""
        if sent.id:
            trackers.change_tracker(home, sent.id, sent.level, caller.name, sent.was, directory=directory)
            return sent.id
        asked = trackers_tab.request_of(sent.values, caller.name)
        return trackers.add_allowed_tracker(home, asked, directory=directory).name

    action = f"/{workspace}/settings/{trackers_tab.TAB}"
    return answered(action, sent, change, lambda: [(trackers_tab.LEVEL, sent.level)])


def answered(action: str, sent: DecisionForm, change: Callable[[], str], own: Callable[[], Words]) -> Response:
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
    id_, was, theirs = "", "", Words()
    match error.value:
        case GovernanceRule() as rule:
            id_, was, theirs = rule.id, rule.version, governance_tab.said_of(rule)
        case Exemption() as exemption:
            id_, theirs = exemption.id, exempting_tab.said_of(exemption)
        case NotificationRule() as tracker:
            id_, was, theirs = tracker.name, tracker.level, trackers_tab.said_of(tracker)
    again = {**sent.values, "csrf": sent.csrf, "what": sent.what, "id": id_, "was": was}
    return decided_meanwhile(action, again, error, back, (theirs, own))
