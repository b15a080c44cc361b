"""The form by which the issue of a recommendation is made in a tracker."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bartizan.api.guard import state_of
from bartizan.api.routes.door import own_path
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.cards.tickets import ASKED
from bartizan.portal.form import checked
from bartizan.portal.links import address, changed
from bartizan.portal.opening import existing
from bartizan.service.exporting.asking import TicketThereError, open_ticket
from bartizan.state.access.nouns import Role

router = APIRouter(include_in_schema=False)


class TicketForm(PageForm):
    """A recommendation and the tracker, with the key of the exposure on whose page somebody asks."""

    rule: Text
    tracker: Text
    key: Text


@router.post("/{workspace}/tickets")
def ask(request: Request, sent: Annotated[TicketForm, Form()]) -> Response:
    """Have an issue made; where there is one already, the page that comes back says so."""
    caller = checked(request, sent.csrf, Role.ANALYST)
    how = "asked"
    with existing(request, caller.directory) as published:
        try:
            open_ticket(published, state_of(request), sent.rule, sent.tracker, caller.name)
        except TicketThereError:
            how = "there"
    path, _, query = own_path(sent.next).partition("?")
    kept = changed(parse_qsl(query), **{ASKED: f"{how}.{sent.key}", "open": sent.key})
    return RedirectResponse(address(path, kept), 303)
