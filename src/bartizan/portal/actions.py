"""What forms of pages do; each ends with the page that it came from."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bartizan.api.guard import Viewer, settings_of, state_of
from bartizan.api.routes.door import own_path
from bartizan.explore.parse import parse
from bartizan.model import ExemptionCategory, UsageError
from bartizan.portal.features import Workspace
from bartizan.portal.form import checked
from bartizan.portal.links import address
from bartizan.report.formats.spreadsheet import csv_text
from bartizan.service import connecting, exempting, exploring, triage
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=20_000)]


def _back(to: str, **more: str) -> Response:
    path = own_path(to)
    return RedirectResponse(
        f"{path}{'&' if '?' in path else '?'}{address('', more.items())[1:]}" if more else path, 303
    )


@router.post("/{workspace}/exempt")
def exempt(
    request: Request, csrf: Text, resource: Text, rule: Text, scope: Text, width: Text, category: Text, reason: Text, until: Text = "",
    next: Text = "/",  # noqa: A002
) -> Response:  # fmt: skip
    """Exempt a resource of a rule, or the whole rule."""
    caller = checked(request, csrf, Role.ANALYST)
    wanted = exempting.ExemptionRequest(
        ExemptionCategory(category), reason, rule=rule, resource=resource if width == "resource" else "",
        scope=scope if width == "resource" else "", until=until, by=caller.name,
    )  # fmt: skip
    exempting.exempt(settings_of(request).home, wanted, directory=caller.directory)
    return _back(next)


@router.post("/{workspace}/exemptions/end")
def end_exemption(request: Request, csrf: Text, id: Text, next: Text = "/") -> Response:  # noqa: A002
    """End an exemption."""
    caller = checked(request, csrf, Role.ANALYST)
    exempting.end_exemption(settings_of(request).home, id, caller.name, directory=caller.directory)
    return _back(next)


@router.post("/{workspace}/triage")
def move(request: Request, csrf: Text, resource: Text, kind: Text, text: Text = "", next: Text = "/") -> Response:  # noqa: A002
    """Move an exposure on, assign it, or say something about it."""
    caller = checked(request, csrf, Role.ANALYST)
    triage.move(state_of(request), caller.directory, resource, kind, text, caller.name)
    return _back(next)


@router.post("/{workspace}/plan")
def change_plan(
    request: Request, csrf: Text, connector: Text, component: Text, value: Text, scope: Text = "", next: Text = "/"  # noqa: A002
) -> Response:  # fmt: skip
    """Switch a component of a plan."""
    caller = checked(request, csrf, Role.ADMIN)
    home, switch = settings_of(request).home, {component: value == "on"}
    connecting.change_plan(home, connector, scope, switch, None, caller.name, directory=caller.directory)
    return _back(next)


@router.post("/{workspace}/exclude")
def exclude(
    request: Request, csrf: Text, connector: Text, exclude: Text, what: Text, scope: Text = "", next: Text = "/"  # noqa: A002
) -> Response:  # fmt: skip
    """Say how many workloads an exclusion leaves out, or save it."""
    caller = checked(request, csrf, Role.ADMIN)
    home = settings_of(request).home
    planned = connecting.planned(home, directory=caller.directory)
    before = [each.plan.exclusions for each in planned if (each.connector.name, each.plan.scope) == (connector, scope)]
    kept = [*(before[0] if before else ()), connecting.exclusion(exclude)]
    is_preview = what != "save"
    found = connecting.change_plan(
        home, connector, scope, {}, kept, caller.name, dry_run=is_preview, directory=caller.directory
    )
    if not is_preview:
        return _back(next)
    return _back(
        own_path(next).split("?")[0], excludes=str(len(found.excluded)), exclusion=exclude, connector=connector
    )


@router.post("/{workspace}/connect")
def connect(
    request: Request, csrf: Text, provider: Text, name: Text, target: Text, role: Text = "", next: Text = "/"  # noqa: A002
) -> Response:  # fmt: skip
    """Connect an account or a subscription."""
    caller = checked(request, csrf, Role.ADMIN)
    if provider not in ("aws", "azure"):
        raise UsageError("a cloud is aws or azure")
    settings = {"role": role} if role else {}
    kind = "account" if provider == "aws" else "subscription"
    new = Connector(name, provider, kind, target, settings)  # type: ignore[arg-type]
    connecting.connect(settings_of(request).home, new, caller.name, directory=caller.directory)
    return _back(next)


@router.post("/{workspace}/queries")
def save_query(request: Request, csrf: Text, name: Text, text: Text, next: Text = "/") -> Response:  # noqa: A002
    """Save a query of the explorer."""
    caller = checked(request, csrf, Role.ANALYST)
    query = parse(text).query
    exploring.save(settings_of(request).home, name, query, caller.name, directory=caller.directory)
    return _back(next)


@router.get("/{workspace}/explorer/add")
def add_line(
    workspace: Workspace, caller: Viewer, q: str, column: str = "", op: str = "=", value: str = "", relation: str = "", inner: str = "",
    insight: str = "",
) -> Response:  # fmt: skip
    """Return to the explorer with one more line in its query."""
    line = (
        f"is {insight}" if insight else f"{relation} ({inner.strip()})" if relation else f"{column} {op} {_word(value)}"
    )
    joined = f"{q.strip()} {'and' if ' where ' in q else 'where'} {line}"
    return RedirectResponse(address(f"/{workspace}/explorer", [("q", joined)]), 303)


@router.get("/{workspace}/explorer.csv")
def explored(request: Request, caller: Viewer, q: str) -> Response:
    """Return the rows that match a query as CSV."""
    published = request.app.state.snapshots.open(caller.directory)
    try:
        from bartizan.explore.ask import ask

        rows = ask(published.engine, parse(q)).rows
    finally:
        published.engine.close()
    return Response(csv_text(rows), media_type="text/csv; charset=utf-8")


def _word(value: str) -> str:
    """Return a value as the query language writes it: a text with other characters than a word's in quotes."""
    plain = value.strip()
    is_word = (plain and all(each.isalnum() or each in ":/@*._-" for each in plain)) or plain.startswith("[")
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return plain if is_word else f'"{escaped}"'
