"""Watch a query: keep it under a name, and notify somebody of what it finds from now on."""

from typing import Annotated, get_args

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from htpy import Element, Node, VoidElement, button, details, div, form, label, option, p, select, summary
from htpy import input as input_
from pydantic import Field

from bartizan.api.guard import settings_of
from bartizan.explore.parse import parse
from bartizan.explore.text import text
from bartizan.explore.tree import Query
from bartizan.model import UsageError
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.building.saving import NAME
from bartizan.portal.components.states import disabled_for
from bartizan.portal.features import Workspace
from bartizan.portal.form import checked
from bartizan.portal.links import address
from bartizan.portal.view import View
from bartizan.service import exploring
from bartizan.service.notifying.rules import NotificationRequest, add_rule, refuse_files
from bartizan.state.access.nouns import Role
from bartizan.state.notify.nouns import ReceiverKind

router = APIRouter(include_in_schema=False)
_HINT = "a URL, an e-mail address, or env:NAME where the URL is a secret"
_RECEIVERS = {"webhook": "Webhook", "slack": "Slack", "teams": "Microsoft Teams", "email": "E-mail"}


class WatchForm(PageForm):
    """A query to watch, the name to keep it under, and who is notified."""

    name: Text
    text: Annotated[str, Field(max_length=20_000)]
    receiver: ReceiverKind
    address: Text


@router.post("/{workspace}/queries/watch")
def watch(workspace: Workspace, request: Request, sent: Annotated[WatchForm, Form()]) -> Response:
    """Keep a query, and add a rule that notifies of its new matches."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    home, query = settings_of(request).home, parse(sent.text).query
    rule = NotificationRequest(
        sent.name, sent.receiver, sent.address, kinds=("query",), query=sent.name, by=caller.name
    )
    refuse_files(rule)
    before = {each.name: each.text for each in exploring.saved(home, directory=caller.directory)}
    if before.get(sent.name, text(query)) != text(query):
        raise UsageError(f"a query {sent.name!r} was saved that says something else; choose another name")
    if sent.name not in before:
        exploring.save(home, sent.name, query, caller.name, directory=caller.directory)
    add_rule(home, rule, directory=caller.directory)
    return RedirectResponse(address(f"/{workspace}/settings/notifications"), 303)


def watch_menu(view: View, query: Query, fields: Node) -> Element:
    """Return the menu that has somebody notified of new matches; for those who may not, who may."""
    if not view.may(Role.ADMIN):
        return disabled_for("admin", "Watch")
    known = exploring.saved(view.home, directory=view.caller.directory)
    name = next((each.name for each in known if each.text == text(query)), "")
    return details(".menu")[
        summary(".button")["Watch"],
        form(".popup.tall", method="post", action=f"/{view.workspace}/queries/watch")[
            fields,
            p(".quiet")["Notify of what it finds from the next scan on. It is kept for everybody in this directory."],
            _labelled(
                "Keep it as", "watch-name",
                input_(
                    type="text", id="watch-name", name="name", value=name, required=True,
                    pattern=NAME,
                ),
            ),
            _labelled(
                "Receiver", "watch-receiver",
                select(id="watch-receiver", name="receiver")[
                    (option(value=kind)[_RECEIVERS[kind]] for kind in get_args(ReceiverKind) if kind in _RECEIVERS)
                ],
            ),
            _labelled(
                "Address", "watch-address",
                input_(
                    type="text", id="watch-address", name="address", required=True, maxlength="2000",
                    aria_describedby="watch-hint",
                ),
            ),
            p(".hint", id="watch-hint")[_HINT],
            button(".button.primary", type="submit")["Watch"],
        ],
    ]  # fmt: skip


def _labelled(words: str, id_: str, field: Element | VoidElement) -> Element:
    return div(".field")[label(for_=id_)[words], field]
