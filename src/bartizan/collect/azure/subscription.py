"""Reading one subscription: its lists, then the questions about what they brought."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bartizan.collect.azure.asking import AzureQuestioner, Bulk
from bartizan.collect.azure.code.run import CodeFinder
from bartizan.collect.azure.collectors import COLLECTORS, SUBSCRIPTION_KIND
from bartizan.collect.azure.engine.collector import AzureCollector, Body, Item, Lane, Listing
from bartizan.collect.azure.engine.directory_role import DIRECTORY_ROLE_KINDS, DirectoryRoles, role_principals
from bartizan.collect.azure.engine.for_each import for_each
from bartizan.collect.azure.engine.listing import Listed, Shared, add_children, arm_listing
from bartizan.collect.azure.engine.management_group import Ancestors, ancestors_observation
from bartizan.collect.azure.engine.principal import (
    GROUP_KIND,
    PRINCIPAL_KIND,
    SERVICE_KIND,
    principal_ids,
    read_groups,
    read_principals,
    read_services,
    role_holders,
)
from bartizan.collect.azure.engine.redaction import without_secrets
from bartizan.collect.azure.lanes import Lanes, Pending
from bartizan.collect.azure.transport.client import ArmClient
from bartizan.collect.shared.breaker import Breaker
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import Sink
from bartizan.model import LIST, SELF, Observation, Outcome, Usage

_LISTINGS_AT_ONCE = 8
_READERS = {PRINCIPAL_KIND: read_principals, GROUP_KIND: read_groups, SERVICE_KIND: read_services}
"""What reads each kind of principal from the directory."""
Parts = Mapping[tuple[str, str], Sequence[str]]
"""Kind and owner's id → ids of the owner's parts of that kind, as the last scan knew them."""


def remembered_parts(memory: Memory) -> Parts:
    """Return the parts that the last scan knew: what an owner's answer, where it is kept, stands for."""
    kinds = {part for collector in COLLECTORS for part in collector.parts.values()}
    found: dict[tuple[str, str], list[str]] = {}
    for kind, id_ in memory.markers:
        if kind in kinds:
            found.setdefault((kind, id_.rsplit("/", 2)[0]), []).append(id_)
    return found


@dataclass(frozen=True)
class Known:
    """What is known before a subscription is read: from Resource Graph, from the last scan, of what fails."""

    shared: Shared
    bulk: Bulk
    ancestors: Ancestors
    memory: Memory
    parts: Parts
    breaker: Breaker
    roles: asyncio.Task[DirectoryRoles]
    """What the directory lists of its roles: once for all subscriptions, of which the first shows them."""
    first: str


class SubscriptionReading:
    """One subscription as it is read: lists first, then one lane of questions after the other."""

    def __init__(  # noqa: PLR0917 - what all questions of a subscription share
        self, client: ArmClient, sink: Sink, usage: Usage, name: str, known: Known, code: CodeFinder | None = None
    ) -> None:
        self._code = code
        self._client = client
        self._sink = sink
        self._usage = usage
        self._name = name
        self._known = known
        self._lanes = Lanes(sink, usage)
        self._parts: dict[str, Listed] = {}
        self._principals: dict[str, None] = {}
        self._holders: dict[tuple[str, str], None] = {}
        self._cut_short: CallError | None = None
        self._holders_cut_short: CallError | None = None

    async def list(self, body: Body) -> None:
        """Emit the subscription and everything that is listed in it."""
        kind, name = SUBSCRIPTION_KIND, self._name
        self._sink(Observation(kind, name, SELF, Outcome.OK, name, body=without_secrets(body)))
        self._sink(ancestors_observation(kind, name, self._known.ancestors))
        self._sink(list_observation(kind, name, Listed()))
        for each in (*_READERS, *DIRECTORY_ROLE_KINDS):
            self._usage.plan(name, each)
        by_listing: dict[Listing, list[AzureCollector]] = {}
        for collector in COLLECTORS:
            by_listing.setdefault(collector.listing, []).append(collector)
            self._usage.plan(name, collector.kind)
        await for_each(list(by_listing), _LISTINGS_AT_ONCE, lambda each: self._list(each, by_listing[each]))

    async def soon(self) -> None:
        """Ask what decides exposure."""
        await self._run(Lane.SOON)

    async def actions(self, slots: asyncio.Semaphore) -> None:
        """Ask the list actions, such as app settings."""
        async with slots:
            await self._run(Lane.ACTIONS)
            if self._code:
                await self._code.work()

    async def late(self, slots: asyncio.Semaphore, actions: asyncio.Task[None]) -> None:
        """Ask everything else."""
        # The directory has a quota of its own, so that it is asked at the same time.
        async with slots, asyncio.TaskGroup() as both:
            both.create_task(self._run(Lane.LATE))
            await self._tell_roles()
            for each, read in _READERS.items():
                both.create_task(read(self._client, self._sink, self._name, self._directory_ids(each)))
        for each in _READERS:
            error = self._cut_short if each == PRINCIPAL_KIND else self._holders_cut_short
            self._sink(list_observation(each, self._name, Listed(error=error)))
            self._usage.answer(self._name, each)
        await actions
        self._usage.at_end(self._name)

    async def _tell_roles(self) -> None:
        roles = await self._known.roles
        is_first = self._name == self._known.first
        for kind, listed in roles.items():
            for item in listed.items.values() if is_first else ():
                self._sink(_self(kind, item, self._name))
            self._sink(list_observation(kind, self._name, listed if is_first else Listed(error=listed.error)))
            self._usage.answer(self._name, kind)
        if is_first:
            self._holders |= dict.fromkeys(role_principals(roles))

    def _directory_ids(self, kind: str) -> Sequence[str]:
        """Return whom the directory is asked about: an application that holds roles may hold roles there as well."""
        held = {of: [id_ for each, id_ in self._holders if each == of] for of in (GROUP_KIND, SERVICE_KIND)}
        if kind == PRINCIPAL_KIND:
            return tuple(dict.fromkeys([*self._principals, *held[SERVICE_KIND]]))
        return [id_ for id_ in held[kind] if id_ not in self._principals]

    async def _list(self, listing: Listing, collectors: Sequence[AzureCollector]) -> None:
        # Resource Graph leaves out what the caller may not read without saying so: nothing there is asked for again.
        listed = self._known.shared.get(listing, {}).pop(self._name, None)
        listed = listed if listed is not None else await arm_listing(self._client, listing, self._name)
        await add_children(self._client, listing, self._name, listed)
        for collector in collectors:
            self._parts |= {part: Listed(error=listed.error) for part in collector.parts.values()}
            self._land(collector, listed)
            self._sink(list_observation(collector.kind, self._name, listed))
            self._usage.answer(self._name, collector.kind)

    def _land(self, collector: AzureCollector, listed: Listed) -> None:
        known = self._known
        if collector.has_principals:
            self._cut_short = self._cut_short or listed.error
        if collector.has_holders:
            self._holders_cut_short = self._holders_cut_short or listed.error
        asking = AzureQuestioner(
            self._client, collector, self._name, known.bulk, known.memory, known.breaker, self._code
        )
        for item in listed.items.values():
            if collector.claims(item.body):
                self._sink(_self(collector.kind, item, self._name))
                if collector.has_principals:
                    self._principals |= dict.fromkeys(principal_ids(item.body))
                if collector.has_holders:
                    self._holders |= dict.fromkeys(role_holders(item.body))
                if self._code:
                    self._code.listed(collector.kind, item)
                self._lanes.add(asking, item)

    async def _run(self, lane: Lane) -> None:
        await self._lanes.run(lane, self._on_answer)
        for collector in COLLECTORS:
            for question in collector.questions:
                for part in {collector.parts[each] for each in question.aspects if each in collector.parts}:
                    if question.lane is lane:
                        self._sink(list_observation(part, self._name, self._parts[part]))

    def _on_answer(self, pending: Pending, observation: Observation) -> None:
        part = pending.asking.collector.parts.get(observation.aspect)
        if part and observation.outcome is Outcome.KEPT:
            marker = pending.item.marker
            for id_ in self._known.parts.get((part, pending.item.key), ()):
                self._sink(
                    Observation(part, id_, SELF, Outcome.KEPT, observation.scope, observation.region, marker=marker)
                )
        elif part:
            for each in _parts(observation, part, pending.item, self._parts[part]):
                self._sink(each)


def _self(kind: str, item: Item, scope: str) -> Observation:
    body = without_secrets(item.body)
    return Observation(kind, item.key, SELF, Outcome.OK, scope, item.region, body=body, marker=item.marker)


def _parts(observation: Observation, kind: str, owner: Item, listed: Listed) -> Iterator[Observation]:
    """Yield the resources inside an aspect; where they could not be read, their listing is not whole."""
    if observation.outcome in {Outcome.DENIED, Outcome.FAILED}:
        listed.error = CallError(
            observation.outcome, "PartUnread", observation.detail, observation.operation, observation.permission
        )
    for body in (observation.body or {}).get("value", []):
        part = Item(body["id"], body)
        if part.key.startswith(f"{owner.key}/"):
            listed.add(part)
            # A part changes with its owner: the owner's marker is how the next scan knows it again.
            yield Observation(
                kind, part.key, SELF, Outcome.OK, observation.scope, owner.region, body=body, marker=owner.marker
            )


def list_observation(kind: str, subscription: str, listed: Listed) -> Observation:
    """Return how a listing went."""
    error = listed.error
    if error is None:
        return Observation(kind, "", LIST, Outcome.OK, subscription)
    # What was read part-way stays, so the listing was not simply denied.
    is_denied = error.outcome is Outcome.DENIED and not listed.items
    outcome = Outcome.DENIED if is_denied else Outcome.FAILED
    return Observation(
        kind, "", LIST, outcome, subscription,
        operation=error.operation, permission=error.permission, detail=error.detail,
    )  # fmt: skip
