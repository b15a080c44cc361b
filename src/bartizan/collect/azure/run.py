"""The order of a collection from Azure: subscriptions, what many share at once, then each subscription by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bartizan.collect.azure.asking import Asking, Bulk
from bartizan.collect.azure.client import ArmClient, connected
from bartizan.collect.azure.collector import Body, BulkAnswers, Collector, Item, Listing
from bartizan.collect.azure.collectors import COLLECTORS, SUBSCRIPTION_KIND, kinds
from bartizan.collect.azure.graph import MAX_SUBSCRIPTIONS, graph_rows
from bartizan.collect.azure.listing import Listed, add_children, arm_listing, graph_listings
from bartizan.collect.azure.patience import Patience
from bartizan.collect.azure.redaction import without_secrets
from bartizan.collect.azure.scopes import scopes
from bartizan.collect.failure import CallError
from bartizan.collect.memory import Memory
from bartizan.collect.target import AzureTarget, Sink
from bartizan.model import LIST, SELF, Observation, Outcome, Usage

_RESOURCES_AT_ONCE = 24
_SUBSCRIPTIONS_AT_ONCE = 8
_NOT_VISIBLE = CallError(Outcome.DENIED, "NotVisible", "these credentials do not see the subscription",
                         "arm:GET subscriptions", "Microsoft.Resources/subscriptions/read")  # fmt: skip
_PATIENCE = Patience()
_Each = TypeVar("_Each")
Shared = dict[Listing, dict[str, Listed]]


async def collect(
    target: AzureTarget,
    sink: Sink,
    usage: Usage,
    *,
    memory: Memory = Memory(),  # noqa: B008 - frozen
    soon: asyncio.Event | None = None,
    patience: Patience = _PATIENCE,
) -> None:
    """Read the target's subscriptions and hand each answer to ``sink``, secrets masked.

    Raises:
        UsageError: no or expired credentials, Azure out of reach, no such subscription; the message says what to do.
        BartizanError: Azure could not even list the subscriptions.
    """
    try:
        async with connected(target, usage, patience) as client:
            found = await scopes(client, target.subscriptions)
            for subscription in found.missing:
                for kind in kinds():
                    sink(_list_observation(kind, subscription, Listed(error=_NOT_VISIBLE)))
            subscriptions = list(found.visible)
            for start in range(0, len(subscriptions), MAX_SUBSCRIPTIONS):
                group = {each: found.visible[each] for each in subscriptions[start : start + MAX_SUBSCRIPTIONS]}
                await _Group(client, sink, usage, group).read()
    except BaseExceptionGroup as group:
        raise _first(group) from None


@dataclass(frozen=True)
class _Group:
    """Some subscriptions that share their Resource Graph queries."""

    client: ArmClient
    sink: Sink
    usage: Usage
    subscriptions: dict[str, Body]

    async def read(self) -> None:
        """Emit everything about these subscriptions; one's failure stays its own."""
        names = list(self.subscriptions)
        shared = {listing: await graph_listings(self.client, listing, names) for listing in _by_listing()}
        bulk = await self._bulk(names)
        await _for_each(names, _SUBSCRIPTIONS_AT_ONCE, lambda name: self._subscription(name, shared, bulk))

    async def _bulk(self, names: Sequence[str]) -> Bulk:
        questions = {each.bulk: each for c in COLLECTORS for each in c.questions if each.bulk is not None}
        return {question: await self._known(source, names) for source, question in questions.items()}

    async def _known(self, source: BulkAnswers, names: Sequence[str]) -> dict[str, Body]:
        try:
            rows = await graph_rows(self.client, source.query, names)
        except CallError:
            return {}  # each resource is asked by itself then
        answers = ((source.owner(row), source.answer(row)) for row in rows)
        return {owner: answer for owner, answer in answers if owner and answer is not None}

    async def _subscription(self, name: str, shared: Shared, bulk: Bulk) -> None:
        body = without_secrets(self.subscriptions[name])
        self.sink(Observation(SUBSCRIPTION_KIND, name, SELF, Outcome.OK, name, body=body))
        self.sink(_list_observation(SUBSCRIPTION_KIND, name, Listed()))
        for listing, collectors in _by_listing().items():
            for collector in collectors:
                self.usage.plan(name, collector.kind)
            listed = await self._listed(name, listing, shared[listing].get(name))
            await self._resources(name, collectors, listed, bulk)

    async def _listed(self, name: str, listing: Listing, known: Listed | None) -> Listed:
        # Resource Graph leaves out what the caller may not read without saying so: nothing there is asked for again.
        listed = known if known is not None else await arm_listing(self.client, listing, name)
        await add_children(self.client, listing, name, listed)
        return listed

    async def _resources(self, name: str, collectors: Sequence[Collector], listed: Listed, bulk: Bulk) -> None:
        mine = [(c, item) for item in listed.items.values() for c in collectors if c.claims(item.body)]
        for collector, _ in mine:
            self.usage.plan(name, collector.kind)
        parts: dict[str, Listed] = {part: Listed(error=listed.error) for c in collectors for part in c.parts.values()}

        async def read(pair: tuple[Collector, Item]) -> None:
            await self._resource(Asking(self.client, pair[0], name, bulk), pair[1], parts)

        await _for_each(mine, _RESOURCES_AT_ONCE, read)
        for collector in collectors:
            self.sink(_list_observation(collector.kind, name, listed))
            self.usage.answer(name, collector.kind)
        for part, read_parts in parts.items():
            self.sink(_list_observation(part, name, read_parts))

    async def _resource(self, asking: Asking, item: Item, parts: dict[str, Listed]) -> None:
        kind, subscription = asking.collector.kind, asking.subscription
        body = without_secrets(item.body)
        self.sink(Observation(kind, item.key, SELF, Outcome.OK, subscription, item.region, body=body))
        for told in await asking.about(item):
            self.sink(told)
            part = asking.collector.parts.get(told.aspect)
            if part:
                for each in _parts(told, part, item, parts[part]):
                    self.sink(each)
        self.usage.answer(subscription, kind)


def _by_listing() -> dict[Listing, list[Collector]]:
    """Return the collectors by the listing that they share."""
    grouped: dict[Listing, list[Collector]] = {}
    for collector in COLLECTORS:
        grouped.setdefault(collector.listing, []).append(collector)
    return grouped


def _parts(told: Observation, kind: str, owner: Item, listed: Listed) -> Iterator[Observation]:
    """Yield the resources inside an aspect; where they could not be read, their listing is not whole."""
    if told.outcome in {Outcome.DENIED, Outcome.FAILED}:
        listed.error = CallError(told.outcome, "PartUnread", told.detail, told.operation, told.permission)
    for body in (told.body or {}).get("value", []):
        part = Item(body["id"], body)
        if part.key.startswith(f"{owner.key}/"):
            listed.add(part)
            yield Observation(kind, part.key, SELF, Outcome.OK, told.scope, owner.region, body=body)


def _list_observation(kind: str, subscription: str, listed: Listed) -> Observation:
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


async def _for_each(things: Sequence[_Each], at_once: int, work: Callable[[_Each], Awaitable[None]]) -> None:
    """Do the work for each thing, so many at once; the first exception ends it all."""
    waiting = iter(things)

    async def worker() -> None:
        for thing in waiting:
            await work(thing)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(at_once, len(things))):
            group.create_task(worker())


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
