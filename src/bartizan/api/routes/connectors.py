"""Connectors, what is on for their scopes, and what can be read through them."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import Admin, Served, Viewer, settings_of
from bartizan.api.once import Once
from bartizan.api.problem import not_here, responses
from bartizan.api.settings import ServeSettings
from bartizan.connect.check import Capability, statement
from bartizan.contract.onboarding import (
    AddedConnector,
    CapabilityItem,
    ConnectorItem,
    ConnectorScans,
    DeniedItem,
    EventHealthItem,
    ExclusionItem,
    PlanItem,
)
from bartizan.model import UsageError, now
from bartizan.service import connecting
from bartizan.service.answers.scopes.evaluated import connector_scans
from bartizan.service.reading import NoSnapshotError, Snapshots
from bartizan.service.work.noting import way_of_events
from bartizan.state.onboarding.nouns import Connector, Exclusion, Kind, Plan

router = APIRouter(prefix="/connectors", tags=["connectors"], responses=responses(400, 401, 403, 404, 422))
_SETTINGS = {"role_name", "regions", "partition", "client_id", "tenant_id", "secret", "cloud"}
"""What may be set over the network: where clouds are called is set on the server alone."""
Name = Annotated[str, Path(max_length=63, examples=["production"])]
_MOST_NAMES = 50


class NewConnector(BaseModel):
    """An account, organization, subscription, management group or tenant to read."""

    name: Annotated[str, Field(max_length=63, examples=["production"])]
    provider: Literal["aws", "azure"]
    kind: Kind
    target: Annotated[str, Field(max_length=200, examples=["111122223333"])]
    settings: Annotated[dict[str, Annotated[str, Field(max_length=500)]], Field(examples=[{"role_name": "reader"}])] = (
        Field(default_factory=dict)
    )
    interval_hours: Literal[0, 4, 6, 12, 24] = 24


class PlanSwitches(BaseModel):
    """What to switch; what is null stays. ``dry_run`` stores nothing, and says what exclusions would leave out."""

    scope: Annotated[str, Field(max_length=200)] = ""
    cspm: bool | None = None
    serverless_protection: bool | None = None
    permission_analysis: bool | None = None
    azure_packages: bool | None = None
    exclusions: Annotated[list[ExclusionItem] | None, Field(max_length=100)] = None
    dry_run: bool = False


@router.get("")
def connectors(request: Request, caller: Viewer, served: Served) -> list[ConnectorItem]:
    """Return the connectors by name, each with how its scans go."""
    scans = _scans(request, caller)
    return [_item(each, scans.get(each.id)) for each in connecting.listed(served.home, directory=caller.directory)]


@router.post("", status_code=201, response_model=AddedConnector)
async def add(caller: Admin, served: Served, once: Once, body: NewConnector) -> Response:
    """Add a connector. No secret is stored: ``env:NAME`` refers to one."""
    if unknown := sorted(body.settings.keys() - _SETTINGS):
        raise UsageError(f"the setting {unknown[0]!r} is made on the server, with `bartizan connect`")
    if not body.settings.get("secret", "env:").startswith("env:"):
        raise UsageError("name the client secret by env:NAME; it is not stored here")
    new = Connector(**body.model_dump())

    def change() -> AddedConnector:
        kept = connecting.connect(served.home, new, caller.name, directory=caller.directory)
        return AddedConnector(**_item(kept).model_dump(), external_id=kept.external_id)

    return await once.make(caller, 201, change)


@router.get("/plans")
def plans(caller: Viewer, served: Served) -> list[PlanItem]:
    """Return what is on for each connector, and each of its scopes with a plan of its own."""
    found = connecting.planned(served.home, directory=caller.directory)
    return [_plan(each.connector.name, each.plan) for each in found]


@router.get("/{name}")
def connector(name: Name, request: Request, caller: Viewer, served: Served) -> ConnectorItem:
    """Return a connector, with how its scans go."""
    found = named(served, caller.directory, name)
    return _item(found, _scans(request, caller).get(found.id))


@router.get("/{name}/events")
def events(name: Name, caller: Viewer, served: Served) -> EventHealthItem | None:
    """Return how the events of a connector come in, null where it has no queue or webhook for them."""
    found = named(served, caller.directory, name)
    health = connecting.events_of(served.home, found)
    return EventHealthItem(connector=name, queue=way_of_events(found), **vars(health)) if health else None


@router.delete("/{name}", status_code=204)
def remove(name: Name, caller: Admin, served: Served) -> None:
    """Remove a connector; the next scan leaves out what it brought."""
    named(served, caller.directory, name)
    connecting.disconnect(served.home, name, caller.name, directory=caller.directory)


@router.patch("/{name}/plan")
def plan(name: Name, caller: Admin, served: Served, body: PlanSwitches) -> PlanItem:
    """Switch components of a scope on or off, and set what is left out; answers with what that leaves out."""
    named(served, caller.directory, name)
    switches = {key: on for key in connecting.COMPONENTS if (on := getattr(body, key)) is not None}
    left_out = None if body.exclusions is None else [Exclusion(each.by, each.value) for each in body.exclusions]
    for each in left_out or ():
        connecting.exclusion(f"{each.by}:{each.value}")
    change = connecting.change_plan(
        served.home,
        name,
        body.scope,
        switches,
        left_out,
        caller.name,
        dry_run=body.dry_run,
        directory=caller.directory,
    )
    item = _plan(name, change.plan).model_dump()
    names = list(change.excluded)
    return PlanItem(**item | {"excluded": len(names), "excluded_names": tuple(names[:_MOST_NAMES])})


@router.post("/{name}/check", responses=responses(503))
async def check(name: Name, caller: Admin, served: Served) -> list[CapabilityItem]:
    """Ask each permission once, and return what can be read by capability, with what to add."""
    found = named(served, caller.directory, name)
    return [_capability(each, is_aws=found.provider == "aws") for each in await connecting.checked(found)]


def named(served: ServeSettings, directory: str, name: str) -> Connector:
    """Return a connector of a directory by its name.

    Raises:
        ProblemError: there is none.
    """
    found = next((each for each in connecting.listed(served.home, directory=directory) if each.name == name), None)
    if found is None:
        raise not_here()
    return found


def _item(found: Connector, scans: ConnectorScans | None = None) -> ConnectorItem:
    values = {name: getattr(found, name) for name in ConnectorItem.model_fields if name != "scans"}
    return ConnectorItem(**values | {"settings": dict(found.settings), "scans": scans})


def _scans(request: Request, caller: ApiCaller) -> Mapping[str, ConnectorScans]:
    snapshots: Snapshots = request.app.state.snapshots
    home = settings_of(request).home
    try:
        published = snapshots.open(caller.directory, "")
    except NoSnapshotError:
        return connector_scans(home, None, now(), directory=caller.directory)
    with published:
        return connector_scans(home, published, now(), directory=caller.directory)


def _plan(name: str, plan: Plan) -> PlanItem:
    switches = {key: getattr(plan, key) for key in connecting.COMPONENTS}
    exclusions = [ExclusionItem(by=each.by, value=each.value) for each in plan.exclusions]
    return PlanItem(connector=name, scope=plan.scope, exclusions=exclusions, **switches)


def _capability(found: Capability, *, is_aws: bool) -> CapabilityItem:
    values = {key: getattr(found, key) for key in ("name", "feeds", "status", "readable", "failed", "not_asked")}
    denied = [DeniedItem(**vars(each)) for each in found.denied]
    added = dict(statement([found], is_aws=is_aws)) if denied else None
    return CapabilityItem.model_validate(values | {"denied": denied, "statement": added})
