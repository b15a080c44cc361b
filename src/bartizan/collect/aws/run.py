"""Collect AWS: every kind of every scope and region, all at once within the quotas."""

import asyncio
from collections.abc import Iterable
from itertools import groupby

from botocore.exceptions import BotoCoreError
from botocore.session import Session

from bartizan.collect.aws.client import Client
from bartizan.collect.aws.collector import Collector
from bartizan.collect.aws.collectors import COLLECTORS
from bartizan.collect.aws.credentials import Chain
from bartizan.collect.aws.endpoint import Endpoints
from bartizan.collect.aws.listing import Listing
from bartizan.collect.aws.operation import Operations
from bartizan.collect.aws.pace import Patience
from bartizan.collect.aws.scope import (
    Scope,
    assumed,
    check_any_open,
    check_names,
    enabled_regions,
    opened,
    own_account,
)
from bartizan.collect.aws.wire import Wire
from bartizan.collect.failure import CallError
from bartizan.collect.memory import Memory
from bartizan.collect.quota import Quotas
from bartizan.collect.target import AwsTarget, Sink
from bartizan.model import LIST, Observation, Outcome, Usage, UsageError

_DEFAULT_REGION = "us-east-1"
_ACCOUNTS_AT_ONCE = 8

_GROUPS: tuple[tuple[Collector, ...], ...] = tuple(
    tuple(group) for _, group in groupby(COLLECTORS, key=lambda collector: collector.list)
)
"""The collectors by the listing they share."""


async def collect(
    target: AwsTarget,
    sink: Sink,
    usage: Usage,
    *,
    memory: Memory = Memory(),  # noqa: B008 - frozen
    soon: asyncio.Event | None = None,
    patience: Patience | None = None,
) -> None:
    """Read every kind of AWS resource of the target's accounts and regions into the sink.

    What goes wrong with one resource, listing, region or account lands as an observation.

    Raises:
        UsageError: no credentials, credentials that AWS does not take, an endpoint that cannot be reached.
        BartizanError: none of the target's roles can be assumed.
    """
    check_names(target.regions, target.role_arns)
    patience = patience or Patience()
    session = _session(target.profile)
    endpoints = Endpoints(session, target.endpoint_url)
    region = endpoints.home_region(_first_region(session, target))
    async with Wire(usage, patience) as wire:
        chain = Chain(session)
        await chain.check()
        client = Client(wire, Operations(session), endpoints, Quotas(target.quota_share), chain, patience)
        client.scope = await own_account(client, region)
        scopes = await _scopes(client, target.role_arns, region)
        turn = asyncio.Semaphore(_ACCOUNTS_AT_ONCE)

        async def in_turn(scope: Scope) -> None:
            async with turn:
                await _read_scope(scope, target.regions, region, sink, usage)

        async with asyncio.TaskGroup() as tasks:
            for scope in scopes:
                tasks.create_task(in_turn(scope))


async def _scopes(client: Client, role_arns: tuple[str, ...], region: str) -> list[Scope]:
    if not role_arns:
        return [Scope(client.scope, client)]
    # Two roles of one account would read it twice; the first one named reads it.
    by_account = {role.split(":")[4]: role for role in reversed(role_arns)}
    scopes = list(await asyncio.gather(*(opened(assumed(client, role, region)) for role in by_account.values())))
    check_any_open(scopes)
    return scopes


async def _read_scope(scope: Scope, regions: tuple[str, ...], home: str, sink: Sink, usage: Usage) -> None:
    if scope.error:
        _close(scope.account, COLLECTORS, scope.error, sink)
        return
    async with asyncio.TaskGroup() as tasks:
        for group in _listings("account"):
            tasks.create_task(Listing(scope.client, group, "", home, sink, usage).read())
        for region in regions or await _regions(scope, home, sink):
            for group in _listings("region"):
                tasks.create_task(Listing(scope.client, group, region, region, sink, usage).read())


def _listings(level: str) -> list[tuple[Collector, ...]]:
    return [group for group in _GROUPS if group[0].level == level]


async def _regions(scope: Scope, home: str, sink: Sink) -> list[str]:
    try:
        return await enabled_regions(scope.client, home)
    except CallError as error:
        _close(scope.account, (collector for collector in COLLECTORS if collector.level == "region"), error, sink)
        return []


def _close(account: str, collectors: Iterable[Collector], error: CallError, sink: Sink) -> None:
    """Land how the listing of each kind went in a scope where none could be started."""
    for collector in collectors:
        sink(
            Observation(
                kind=collector.kind,
                id="",
                aspect=LIST,
                outcome=Outcome.FAILED if error.outcome is Outcome.ABSENT else error.outcome,
                scope=account,
                operation=error.operation,
                permission=error.permission,
                detail=error.detail,
            )
        )


def _session(profile: str | None) -> Session:
    try:
        session = Session(profile=profile)
        session.get_scoped_config()
    except BotoCoreError as error:
        raise UsageError(f"the AWS configuration cannot be used: {error}") from error
    return session


def _first_region(session: Session, target: AwsTarget) -> str:
    if target.regions:
        return target.regions[0]
    return str(session.get_config_variable("region") or _DEFAULT_REGION)
