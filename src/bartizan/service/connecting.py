"""Connectors and plans: add, list and remove them, set what is on, and check what can be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bartizan.base.home import DIRECTORY
from bartizan.base.suggestion import suggestion
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.connect.check import Capability
from bartizan.connect.target import check_connector, made_of, target
from bartizan.model import Usage, UsageError, now
from bartizan.pipeline.watched import covering, excluded
from bartizan.service.exempting import author
from bartizan.service.published import open_published
from bartizan.state import State
from bartizan.state.events.health import EventHealth, event_health
from bartizan.state.onboarding.connectors import add_connector, change_settings, connector, connectors, remove_connector
from bartizan.state.onboarding.nouns import EVENTS_APP, EVENTS_QUEUE, EVENTS_WEBHOOK, Connector, Exclusion, Plan
from bartizan.state.onboarding.plans import plan_of, plans, set_plan

COMPONENTS = ("cspm", "serverless_protection", "permission_analysis", "azure_packages")
"""The CSPM plan, and its components."""


@dataclass(frozen=True)
class PlannedScope:
    """The plan of a scope of a connector; the empty scope is for all that have no plan of their own."""

    connector: Connector
    plan: Plan

    @property
    def scope(self) -> str:
        """The one scope that it is about, empty where it is about several."""
        return self.plan.scope or self.connector.single_scope


@dataclass(frozen=True)
class PlanChange:
    """A plan that was, or would be, set, and the workloads of the latest scan that its exclusions leave out."""

    plan: Plan
    excluded: Sequence[str]


def connect(home: Path, new: Connector, by: str = "", *, directory: str = DIRECTORY) -> Connector:
    """Store a connector. Everything is on but reading the code of Azure's apps, which is opted in to.

    Raises:
        UsageError: what was said is not well formed, or the name is taken.
    """
    stored = replace(new, author=author(by))
    check_connector(stored)
    state = State(home)
    add_connector(state, directory, stored)
    if stored.provider == "azure":
        set_plan(state, directory, Plan(stored.id, azure_packages=False), stored.author)
    return stored


def follow_events(home: Path, name: str, queue: str, by: str = "", *, directory: str = DIRECTORY) -> Connector:
    """Name the queue that a connector's events come to.

    Raises:
        UsageError: there is no such connector, or it is not the URL of a queue.
    """
    state = State(home)
    found = connector(state, directory, name)
    kept = {name: value for name, value in found.settings.items() if name not in (EVENTS_WEBHOOK, EVENTS_APP)}
    changed = replace(found, settings={**kept, EVENTS_QUEUE: queue})
    check_connector(changed)
    return change_settings(state, directory, changed, author(by))


def listed(home: Path, *, directory: str = DIRECTORY) -> list[Connector]:
    """Return the connectors by name."""
    return connectors(State(home), directory)


def named(home: Path, name: str, *, directory: str = DIRECTORY) -> Connector:
    """Return a connector by its name.

    Raises:
        UsageError: there is none.
    """
    return connector(State(home), directory, name)


def disconnect(home: Path, name: str, by: str = "", *, directory: str = DIRECTORY) -> Connector:
    """Remove a connector; the next scan leaves out what it brought.

    Raises:
        UsageError: there is none of this name.
    """
    return remove_connector(State(home), directory, name, author(by))


def planned(home: Path, *, directory: str = DIRECTORY) -> list[PlannedScope]:
    """Return the plan of each connector, and of each of its scopes that has one of its own."""
    state = State(home)
    known = plans(state, directory)
    found = []
    for each in connectors(state, directory):
        scopes = ["", *(plan.scope for plan in known if plan.connector_id == each.id and plan.scope)]
        found += [PlannedScope(each, plan_of(known, each.id, scope)) for scope in scopes]
    return found


def change_plan(  # noqa: PLR0917
    home: Path,
    name: str,
    scope: str,
    switches: Mapping[str, bool],
    exclusions: Sequence[Exclusion] | None,
    by: str = "",
    *,
    dry_run: bool = False,
    directory: str = DIRECTORY,
) -> PlanChange:
    """Switch components of a scope's plan on or off, and set its exclusions (None: leave them).

    With ``dry_run`` nothing is stored; either way it is said which workloads are left out.

    Raises:
        UsageError: there is no such connector or component, or an exclusion is not well formed.
    """
    state = State(home)
    found = connector(state, directory, name)
    if unknown := sorted(switches.keys() - set(COMPONENTS)):
        near = suggestion(unknown[0], COMPONENTS)
        raise UsageError(f"unknown component {unknown[0]!r}{near}; choose from {', '.join(COMPONENTS)}")
    before = plan_of(plans(state, directory), found.id, scope)
    kept = before.exclusions if exclusions is None else tuple(exclusions)
    plan = Plan(**(vars(before) | dict(switches) | {"exclusions": kept}))
    left_out = _excluded(home, directory, scope or found.single_scope, plan.exclusions)
    if not dry_run:
        set_plan(state, directory, plan, author(by))
    return PlanChange(plan, left_out)


def exclusion(text: str) -> Exclusion:
    """Return what ``tag:KEY=VALUE``, ``name:PATTERN`` or ``region:NAME`` leaves out.

    Raises:
        UsageError: it is none of these.
    """
    by, _, value = text.partition(":")
    if by == "tag" and all(value.partition("=")[::2]):
        return Exclusion("tag", value)
    if by == "name" and value.strip("*?"):
        return Exclusion("name", value)
    if by == "region" and value:
        return Exclusion("region", value)
    raise UsageError(f"--exclude {text!r}: give tag:KEY=VALUE, name:PATTERN or region:NAME")


def targets(
    home: Path,
    names: Sequence[str],
    *,
    everything: bool = False,
    quota_share: float | None = 0.8,
    directory: str = DIRECTORY,
) -> list[AwsTarget | AzureTarget]:
    """Return what the named connectors, or all of them, have a scan read.

    Raises:
        UsageError: there is none of a name, or none at all where all were asked for.
    """
    if not names and not everything:
        return []
    state = State(home)
    found = [connector(state, directory, name) for name in names] or connectors(state, directory)
    if not found:
        raise UsageError("there are no connectors yet; `bartizan connect aws NAME --account ID` adds one")
    return [target(each, quota_share) for each in found]


def remember(home: Path, targets: Sequence[AwsTarget | AzureTarget], *, directory: str = DIRECTORY) -> None:
    """Make connectors of what was just scanned without one, so that it can be scanned and planned by name."""
    if not targets:
        return
    state = State(home)
    known = connectors(state, directory)
    with open_published(home, directory=directory) as published:
        scopes = published.engine.rows(
            "select distinct split_part(kind, '_', 1) as provider, scope from observation "
            "where kind in ('aws_account', 'azure_subscription') and aspect = 'self' and scope <> '' order by all"
        )
    for row in scopes:
        target_ = next((each for each in targets if _is_of(each, row["provider"])), None)
        if target_ and not covering(known, row["provider"], row["scope"]):
            add_connector(state, directory, made_of(target_, row["scope"]), is_decision=False)


def _is_of(target_: AwsTarget | AzureTarget, provider: str) -> bool:
    return isinstance(target_, AwsTarget) is (provider == "aws")


async def checked(connector: Connector) -> list[Capability]:
    """Ask each permission once and return what a connector can read, by capability.

    Raises:
        BartizanError: the account or subscription cannot be entered.
    """
    from bartizan.connect.check import check, check_events, check_log

    reads, queue = target(connector, None), connector.settings.get(EVENTS_QUEUE)
    found = await check(reads, Usage())
    if queue:
        found.append(await check_events(reads, queue))
    if isinstance(reads, AzureTarget) and (queue or EVENTS_WEBHOOK in connector.settings):
        found.append(await check_log(reads, now()))
    return found


def events_of(home: Path, connector: Connector) -> EventHealth | None:
    """Return how the events of a connector come in, None where it has neither a queue nor a webhook."""
    is_followed = any(connector.settings.get(name) for name in (EVENTS_QUEUE, EVENTS_WEBHOOK))
    return event_health(State(home), connector.id) if is_followed else None


def _excluded(home: Path, directory: str, scope: str, exclusions: Sequence[Exclusion]) -> list[str]:
    if not exclusions:
        return []
    try:
        with open_published(home, directory=directory) as published:
            return excluded(published.engine, scope, exclusions)
    except UsageError:  # nothing was scanned yet
        return []
