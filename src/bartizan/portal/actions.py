"""What forms of pages do; each ends with the page that it came from."""

from itertools import chain
from typing import Annotated, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from pydantic import BaseModel, Field

from bartizan.api.guard import Viewer, settings_of
from bartizan.api.routes.door import own_path
from bartizan.api.routes.lists import closing
from bartizan.explore.parse import parse
from bartizan.portal.cards.connecting import CONNECTED
from bartizan.portal.cards.turning_off import ASKED, OF_SHEET, to_type
from bartizan.portal.features import Workspace
from bartizan.portal.form import checked
from bartizan.portal.links import address, changed
from bartizan.portal.lists import CSV
from bartizan.service import connecting
from bartizan.service.answers.questions import all_lines
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector, Kind

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Field(max_length=4000)]


class PageForm(BaseModel):
    """What every form sends: the session's token, and the page to come back to."""

    csrf: Text = ""
    next: Text = "/"


class PlanForm(PageForm):
    """A switch of a plan."""

    connector: Text
    scope: Text = ""
    component: Text
    value: Literal["on", "off"]
    confirm: Text = ""


class ExclusionForm(PageForm):
    """What a plan leaves out; ``what`` says whether it is only counted, or read again."""

    connector: Text
    scope: Text = ""
    exclude: Text
    what: Literal["preview", "save", "remove"]


class ConnectForm(PageForm):
    """What to connect; an account or a subscription where no kind is named."""

    provider: Literal["aws", "azure"]
    kind: Kind | None = None
    name: Text
    target: Text
    role: Text = ""


@router.post("/{workspace}/plan")
def change_plan(workspace: Workspace, request: Request, sent: Annotated[PlanForm, Form()]) -> Response:
    """Switch a component of a plan; before protection goes off, a sheet says what that hides, and asks for a name."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    is_final = (sent.component, sent.value) != ("serverless_protection", "off")
    path, _, query = own_path(sent.next).partition("?")
    page = in_environment(workspace, path)
    kept = changed(parse_qsl(query), **dict.fromkeys(OF_SHEET))
    if not is_final and sent.confirm.strip() != to_type(sent.connector, sent.scope):
        asked = [(ASKED, sent.connector), ("scope", sent.scope), ("typed", sent.confirm[:200])]
        return RedirectResponse(address(page, [*kept, *asked]), 303)
    home, switch = settings_of(request).home, {sent.component: sent.value == "on"}
    connecting.change_plan(home, sent.connector, sent.scope, switch, None, caller.name, directory=caller.directory)
    return RedirectResponse(address(page, kept), 303)


def in_environment(workspace: Workspace, path: str) -> str:
    """Return an own path if it is of Environment, else that of Environment."""
    page = f"/{workspace}/environment"
    return path if path.startswith(page) else page


@router.post("/{workspace}/exclude")
def exclude(request: Request, sent: Annotated[ExclusionForm, Form()]) -> Response:
    """Say how many workloads an exclusion leaves out, save it, or take it back."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    home = settings_of(request).home
    planned = connecting.planned(home, directory=caller.directory)
    own = (sent.connector, sent.scope)
    known = {(each.connector.name, each.plan.scope): each.plan for each in planned}
    plan = known.get(own) or known.get((sent.connector, ""))  # a scope without a plan has its connector's
    named = connecting.exclusion(sent.exclude)
    kept = [each for each in (plan.exclusions if plan else ()) if each != named]
    kept += [] if sent.what == "remove" else [named]
    is_preview = sent.what == "preview"
    found = connecting.change_plan(home, *own, {}, kept, caller.name, dry_run=is_preview, directory=caller.directory)
    if not is_preview:
        return _back(sent.next)
    said = {"excludes": str(len(found.excluded)), "exclusion": sent.exclude, "connector": sent.connector}
    path, _, query = own_path(sent.next).partition("?")
    return RedirectResponse(address(path, changed(parse_qsl(query), **said, of=sent.scope)), 303)


@router.post("/{workspace}/connect")
def connect(request: Request, sent: Annotated[ConnectForm, Form()]) -> Response:
    """Connect an account, an organization, a subscription, a management group or a tenant."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    settings = {"role_name": sent.role} if sent.role else {}
    kind: Kind = sent.kind or ("account" if sent.provider == "aws" else "subscription")
    new = Connector(sent.name, sent.provider, kind, sent.target, settings)
    connecting.connect(settings_of(request).home, new, caller.name, directory=caller.directory)
    return RedirectResponse(address(own_path(sent.next).split("?")[0], [(CONNECTED, new.name)]), 303)


@router.get("/{workspace}/explorer.{kind}")
def explored(
    request: Request,
    caller: Viewer,
    kind: Literal["csv", "json"],
    q: Annotated[str, Query(max_length=20_000)],
    at: Text = "",
) -> Response:
    """Return all rows that match a query as CSV or JSON, of an older snapshot where ``at`` names one."""
    query = parse(q)
    published = request.app.state.snapshots.open(caller.directory, at)
    lines = closing(published, all_lines(published, query, kind))
    begun = next(lines, b"")  # what cannot be asked is refused before anything is sent
    media = "application/json" if kind == "json" else CSV
    return StreamingResponse(chain([begun], lines), media_type=media)


def _back(to: str) -> Response:
    return RedirectResponse(own_path(to), 303)
