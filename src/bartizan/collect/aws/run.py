"""Collect AWS: every kind of every scope and region, all at once within the quotas."""

import asyncio
from collections.abc import Collection, Iterable, Sequence

from botocore.exceptions import BotoCoreError
from botocore.session import Session

from bartizan.collect.aws.collectors import COLLECTORS, operations
from bartizan.collect.aws.engine.collector import AwsCollector
from bartizan.collect.aws.engine.listing import AccountListings, ListingRun
from bartizan.collect.aws.engine.named import NamedRun
from bartizan.collect.aws.engine.narrowed import Group, kinds_of, listed_again, named_alone
from bartizan.collect.aws.engine.organization import member_roles
from bartizan.collect.aws.engine.presence import Presence
from bartizan.collect.aws.engine.scope import (
    Scope,
    assumed,
    check_any_open,
    check_names,
    enabled_regions,
    opened,
    own_account,
)
from bartizan.collect.aws.transport.client import Client
from bartizan.collect.aws.transport.credentials import Chain
from bartizan.collect.aws.transport.endpoint import Endpoints
from bartizan.collect.aws.transport.http import Wire
from bartizan.collect.aws.transport.models import load_models_quickly
from bartizan.collect.aws.transport.operation import Operations
from bartizan.collect.aws.transport.pace import AwsPatience
from bartizan.collect.shared.breaker import Breaker
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.latch import Latch
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.quota import Quotas
from bartizan.collect.shared.secretless import secretless, without_secret_ids
from bartizan.collect.shared.target import AwsTarget, Sink, TakeCode
from bartizan.model import LIST, Observation, Outcome, Usage, UsageError

_DEFAULT_REGION = "us-east-1"
_ACCOUNTS_AT_ONCE = 8
_PROBED_ACCOUNTS = 2
"""The entry's own and the first member of its organization: the roles of all members are made from one template."""

_GROUPS: tuple[Group, ...] = tuple(
    tuple(each for each in COLLECTORS if each.list == first.list)
    for n, first in enumerate(COLLECTORS)
    if all(before.list != first.list for before in COLLECTORS[:n])
)
"""The collectors by the listing they share."""


async def collect(
    target: AwsTarget,
    sink: Sink,
    usage: Usage,
    *,
    memory: Memory = Memory(),  # noqa: B008 - frozen
    soon: asyncio.Event | None = None,
    code: TakeCode | None = None,
    patience: AwsPatience | None = None,
) -> None:
    """Read every kind of AWS resource of the target's accounts and regions into the sink.

    What goes wrong with one resource, listing, region or account lands as an observation. ``code`` receives where the
    code of functions, of their versions in use and of their layers is; without it nothing is asked for that alone.

    Raises:
        UsageError: no credentials, credentials that AWS does not take, an endpoint that cannot be reached.
        BartizanError: none of the target's roles can be assumed.
    """
    check_names(target.regions, target.role_arns, target.organization_role)
    sink, code = secretless(sink), without_secret_ids(code) if code else None
    patience = patience or AwsPatience()
    session = _session(target)
    endpoints = Endpoints(session, target.endpoint_url)
    region = endpoints.home_region(_first_region(session, target))
    async with Wire(usage, patience) as wire:
        chain = Chain(session)
        await chain.check()
        quotas = Quotas(target.quota_share, spent=usage.quotas)
        breaker = Breaker(refused=memory.refused)
        client = Client(wire, Operations(session), endpoints, quotas, chain, patience, breaker=breaker)
        client.scope = await own_account(client, region)
        scopes = await _scopes(client, target, region, memory)
        if memory.is_probe:
            scopes = scopes[:_PROBED_ACCOUNTS]
        turns = asyncio.Semaphore(_ACCOUNTS_AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            firsts = []
            for scope in scopes:
                reading = AccountListings(scope.client, sink, usage, memory, Latch(), Presence(), code, target.options)
                tasks.create_task(_in_turn(scope, reading, target.regions, region, turns))
                firsts.append(reading.soon.opened)
            for first in firsts:
                await first.wait()
            if soon:
                soon.set()


async def _in_turn(
    scope: Scope, reading: AccountListings, regions: tuple[str, ...], home: str, turns: asyncio.Semaphore
) -> None:
    """Read an account; the next one begins as soon as this one's exposure is known, not when all of it is."""
    async with asyncio.TaskGroup() as tasks, turns:
        tasks.create_task(_read_scope(scope, reading, regions, home))
        await reading.soon.opened.wait()
    reading.usage.at_end(scope.account)


async def _scopes(client: Client, target: AwsTarget, region: str, memory: Memory) -> list[Scope]:
    """Return the accounts to read: the organization's, those of the roles, or else the entry's own."""
    # Two roles of one account would read it twice; the first one named reads it.
    by_account = {role.split(":")[4]: role for role in reversed(target.role_arns)}
    own = []
    if target.organization_role or not by_account:
        own = [Scope(client.scope, client)]
        by_account.pop(client.scope, None)
    if target.organization_role:
        by_account = await member_roles(client, target.organization_role, region) | by_account
    if narrow := memory.narrow:
        own = [each for each in own if narrow.covers(each.account)]
        by_account = {account: role for account, role in by_account.items() if narrow.covers(account)}
    scopes = list(
        await asyncio.gather(
            *(opened(assumed(client, role, region, target.external_id)) for role in by_account.values())
        )
    )
    check_any_open(own + scopes)
    return own + scopes


async def _read_scope(scope: Scope, reading: AccountListings, regions: tuple[str, ...], home: str) -> None:
    if scope.error:
        _close(scope.account, _read_by(reading.options), scope.error, reading.sink)
        reading.soon.opened.set()
        return
    if reading.memory.narrow and not reading.options:
        await _read_changed(scope, reading, regions, home)
        return
    async with asyncio.TaskGroup() as tasks:
        with reading.soon:
            # What needs a kind of the regions waits until these are known; the rest need not.
            for group in _listings("account", reading):
                if not group[0].needs:
                    tasks.create_task(ListingRun(reading, group, "", home).read([]))
            found = regions or await _regions(scope, home, reading)
            if reading.memory.is_probe:
                found = [home] if home in found else found[:1]
            for group in _listings("account", reading):
                if group[0].needs and found:
                    tasks.create_task(ListingRun(reading, group, "", home).read(_places(group[0].needs, found)))
            for region in found:
                for group in _listings("region", reading):
                    places = _places(group[0].needs, [region])
                    tasks.create_task(ListingRun(reading, group, region, region).read(places))


async def _read_changed(scope: Scope, reading: AccountListings, regions: tuple[str, ...], home: str) -> None:
    """Make the listings of what may have changed, and no other."""
    narrow = reading.memory.narrow
    if narrow is None:
        return
    places = [region for region in narrow.regions(scope.account) if region in (regions or (region,))]
    async with asyncio.TaskGroup() as tasks:
        with reading.soon:
            for level, region in (("account", ""), *(("region", each) for each in places)):
                groups = _listings(level, reading)
                named = [(group, ids) for group in groups if (ids := _named_alone(reading, group, region))]
                kinds = narrow.kinds(scope.account, region) - kinds_of(group for group, _ in named)
                again = _listed_again(reading, groups, kinds, region)
                named = [(group, ids) for group, ids in named if group not in again]
                # What is not listed counts as there, also what lies on another level than that which needs it.
                passed = {each.kind for group in groups if group not in again for each in group}
                passed |= {group[0].needs for group in again} - {each.kind for group in groups for each in group}
                for kind in passed:
                    reading.presence.passed_over(kind, region)
                for group in again:
                    tasks.create_task(ListingRun(reading, group, region, region or home).read([region]))
                for group, ids in named:
                    if by_name := group[0].by_name:
                        run = NamedRun(reading, group, region, region or home, ids, by_name)
                        tasks.create_task(run.read([region]))


def _named_alone(reading: AccountListings, group: Group, region: str) -> list[str]:
    memory = reading.memory
    return named_alone(group, memory.narrow, memory.listings, reading.client.scope, region) if memory.narrow else []


def _listed_again(reading: AccountListings, groups: list[Group], changed: set[str], region: str) -> list[Group]:
    listings, scope = reading.memory.listings, reading.client.scope
    return listed_again(groups, changed, lambda kind: listings.was_made((kind, scope, region)))


def _places(needs: str, regions: Sequence[str]) -> Sequence[str]:
    """Return where a kind is listed, as far as these regions go."""
    is_regional = any(collector.kind == needs and collector.level == "region" for collector in COLLECTORS)
    return regions if is_regional else ("",)


def _listings(level: str, reading: AccountListings) -> list[tuple[AwsCollector, ...]]:
    return [group for group in _GROUPS if group[0].level == level and _is_read(group[0], reading.options)]


def _read_by(options: Collection[str]) -> list[AwsCollector]:
    return [collector for collector in COLLECTORS if _is_read(collector, options)]


def _is_read(collector: AwsCollector, options: Collection[str]) -> bool:
    return not collector.option or collector.option in options


async def _regions(scope: Scope, home: str, reading: AccountListings) -> Sequence[str]:
    try:
        return await enabled_regions(scope.client, home)
    except CallError as error:
        regional = (collector for collector in _read_by(reading.options) if collector.level == "region")
        _close(scope.account, regional, error, reading.sink)
        return []


def _close(account: str, collectors: Iterable[AwsCollector], error: CallError, sink: Sink) -> None:
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


def _session(target: AwsTarget) -> Session:
    try:
        session = Session(profile=target.profile)
        session.get_scoped_config()
        load_models_quickly(session, operations(target.options))
    except BotoCoreError as error:
        raise UsageError(f"the AWS configuration cannot be used: {error}") from error
    return session


def _first_region(session: Session, target: AwsTarget) -> str:
    if target.regions:
        return target.regions[0]
    return str(session.get_config_variable("region") or _DEFAULT_REGION)
