"""What the forms of the page of notifications do."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from bartizan.api.guard import settings_of
from bartizan.model import BartizanError, printable
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.features import Workspace
from bartizan.portal.form import checked
from bartizan.portal.links import address
from bartizan.service.notifying.rules import NotificationRequest, add_rule, refuse_files, remove_rule, send_test
from bartizan.state.access.nouns import Role
from bartizan.state.notify.nouns import ReceiverKind

router = APIRouter(include_in_schema=False)


class RuleForm(PageForm):
    """A notification rule to add."""

    name: Text
    receiver: ReceiverKind
    address: Text
    secret: Text = ""
    kinds: list[Text] = Field(default_factory=list)
    level: Text = ""
    scope: Text = ""
    query: Text = ""
    after_hours: int = 0
    digest_minutes: int = 0
    quiet: Text = ""


class RuleNameForm(PageForm):
    """The rule to try, or to remove."""

    name: Text
    what: Literal["test", "remove"]


@router.post("/{workspace}/notifications/add")
def add(workspace: Workspace, request: Request, sent: Annotated[RuleForm, Form()]) -> Response:
    """Add a notification rule."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    values = sent.model_dump(exclude={"csrf", "next"}) | {"kinds": tuple(sent.kinds), "by": caller.name}
    asked = NotificationRequest(**values)
    refuse_files(asked)
    add_rule(settings_of(request).home, asked, directory=caller.directory)
    return _page(workspace)


@router.post("/{workspace}/notifications/change")
def change(workspace: Workspace, request: Request, sent: Annotated[RuleNameForm, Form()]) -> Response:
    """Send a test message to a rule's receiver, or remove the rule."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    home = settings_of(request).home
    if sent.what == "remove":
        remove_rule(home, sent.name, caller.name, directory=caller.directory)
        return _page(workspace)
    try:
        send_test(home, sent.name, directory=caller.directory)
    except BartizanError as error:
        return _page(workspace, tested=sent.name, said=printable(error, 200))
    return _page(workspace, tested=sent.name)


def _page(workspace: Workspace, **said: str) -> Response:
    return RedirectResponse(address(f"/{workspace}/settings/notifications", said.items()), 303)
