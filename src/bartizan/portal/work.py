"""Start scans, stop them, and check one resource again; the page of scans shows how far they are."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bartizan.api.routes.door import own_path
from bartizan.portal.actions import PageForm, Text, in_environment
from bartizan.portal.bulk import decider
from bartizan.portal.components.recheck import CHECK
from bartizan.portal.features import Workspace
from bartizan.portal.form import checked
from bartizan.portal.links import address, changed
from bartizan.portal.opening import existing
from bartizan.service.resource_page import summary
from bartizan.service.work import scanning
from bartizan.state.access.nouns import Role

router = APIRouter(include_in_schema=False)


class ScanForm(PageForm):
    """The connector to scan, all of them where it is empty."""

    connector: Text = ""


class RunForm(PageForm):
    """The scan to stop."""

    id: Text


class CheckForm(PageForm):
    """The key of the resource to check again."""

    key: Text


@router.post("/{workspace}/scans/start")
def start(workspace: Workspace, request: Request, sent: Annotated[ScanForm, Form()]) -> Response:
    """Start a scan."""
    scanning.start(decider(request, checked(request, sent.csrf, Role.ANALYST)), sent.connector)
    page = in_environment(workspace, own_path(sent.next)) if sent.connector else f"/{workspace}/scans"
    return RedirectResponse(page, 303)


@router.post("/{workspace}/scans/cancel")
def cancel(workspace: Workspace, request: Request, sent: Annotated[RunForm, Form()]) -> Response:
    """Stop a scan; nothing of it is published."""
    scanning.cancel(decider(request, checked(request, sent.csrf, Role.ANALYST)), sent.id)
    return RedirectResponse(f"/{workspace}/scans", 303)


@router.post("/{workspace}/check")
def check(workspace: Workspace, request: Request, sent: Annotated[CheckForm, Form()]) -> Response:
    """Read again what changed where a resource is; its page follows how far that is."""
    by = decider(request, checked(request, sent.csrf, Role.ANALYST))
    with existing(request, by.directory) as published:
        item = summary(published, sent.key).item
    run = scanning.check_again(by, item.id, item.scope)
    path, _, query = own_path(sent.next).partition("?")
    if not path.startswith(f"/{workspace}/inventory/"):
        return RedirectResponse(f"/{workspace}/scans", 303)
    # What is new is only in the latest snapshot.
    kept = changed(parse_qsl(query), at=None)
    return RedirectResponse(address(path, [*((k, v) for k, v in kept if k != CHECK), (CHECK, run.id)]), 303)
