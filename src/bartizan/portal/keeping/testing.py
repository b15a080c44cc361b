"""The form by which an admin tests what a connector may read; what came of it is shown on the page it was sent from."""

import asyncio
from dataclasses import replace
from importlib import import_module
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from bartizan.api.guard import settings_of
from bartizan.api.routes.connectors import named
from bartizan.model import BartizanError, printable
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.cards.permission_test import not_entered, tested
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.form import checked
from bartizan.portal.frame.page import rendered, visited
from bartizan.service import connecting
from bartizan.state.access.nouns import Role

router = APIRouter(include_in_schema=False)


class TestForm(PageForm):
    """The connector to test."""

    connector: Text


@router.post("/{workspace}/environment")
@router.post("/{workspace}/environment/{connector}/{scope}")
def test(workspace: Workspace, request: Request, sent: Annotated[TestForm, Form()]) -> Response:
    """Ask each permission once, and show what came of it."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    found = named(settings_of(request), caller.directory, sent.connector)
    try:
        outcome = tested(found, asyncio.run(connecting.checked(found)))
    except BartizanError as error:
        outcome = not_entered(found, printable(error))
    feature = FEATURES["scope" if "scope" in request.path_params else "environment"]
    module = import_module(f"bartizan.portal.pages.{feature.module}")
    with visited(request, workspace, feature, caller) as view:
        return rendered(replace(view, outcome={found.name: outcome}), module.show)
