"""The form by which an admin tests what a connector may read."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from bartizan.api.guard import settings_of
from bartizan.api.routes.connectors import named
from bartizan.model import BartizanError, printable
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.cards.permission_test import not_entered, tested
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.form import checked
from bartizan.portal.frame.layout import response
from bartizan.portal.opening import viewed
from bartizan.service import connecting
from bartizan.state.access.nouns import Role

router = APIRouter(include_in_schema=False)


class TestForm(PageForm):
    """The connector to test."""

    connector: Text


@router.post("/{workspace}/connectors/test")
def test(workspace: Workspace, request: Request, sent: Annotated[TestForm, Form()]) -> Response:
    """Ask each permission once, and show what came of it."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    found = named(settings_of(request), caller.directory, sent.connector)
    view = viewed(request, workspace, FEATURES["environment"], caller, None)
    try:
        content = tested(view, found, asyncio.run(connecting.checked(found)))
    except BartizanError as error:
        content = not_entered(view, found, printable(error))
    return response(view, content, {})
