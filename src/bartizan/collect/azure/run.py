"""The order of a collection from Azure: subscriptions, what many share at once, then each subscription by itself."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bartizan.collect.azure.asking import Bulk
from bartizan.collect.azure.code.address import Addresses
from bartizan.collect.azure.code.deployment_site import STORAGE_SCOPE, CodeWeb
from bartizan.collect.azure.code.run import CodeFinder
from bartizan.collect.azure.collectors import COLLECTORS, kinds
from bartizan.collect.azure.engine.collector import Body, BulkAnswers
from bartizan.collect.azure.engine.directory_role import DirectoryRoles, read_directory_roles
from bartizan.collect.azure.engine.for_each import for_each
from bartizan.collect.azure.engine.listing import Listed, graph_listings
from bartizan.collect.azure.engine.management_group import ancestors
from bartizan.collect.azure.engine.resource_graph import MAX_SUBSCRIPTIONS, graph_rows
from bartizan.collect.azure.engine.scopes import below, scopes
from bartizan.collect.azure.subscription import Known, Parts, SubscriptionReading, list_observation, remembered_parts
from bartizan.collect.azure.transport.client import ArmClient, arm_address, connected
from bartizan.collect.azure.transport.clouds import cloud
from bartizan.collect.azure.transport.login import brief_login
from bartizan.collect.azure.transport.patience import ArmPatience
from bartizan.collect.shared.breaker import Breaker
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.secretless import secretless, without_secret_ids
from bartizan.collect.shared.target import AzureTarget, Sink, SkipsCode, TakeCode, reads_all
from bartizan.model import Outcome, Usage

_SUBSCRIPTIONS_AT_ONCE = 8
_NOT_VISIBLE = CallError(Outcome.DENIED, "NotVisible", "these credentials do not see the subscription",
                         "arm:GET subscriptions", "Microsoft.Resources/subscriptions/read")  # fmt: skip
_PATIENCE = ArmPatience()


async def collect(
    target: AzureTarget,
    sink: Sink,
    usage: Usage,
    *,
    memory: Memory = Memory(),  # noqa: B008 - frozen
    soon: asyncio.Event | None = None,
    code: TakeCode | None = None,
    skips_code: SkipsCode = reads_all,
    patience: ArmPatience = _PATIENCE,
) -> None:
    """Read the target's subscriptions and hand each answer to ``sink``, secrets masked.

    What ``memory`` says is unchanged lands as kept and is not asked. ``soon`` is set once everything that decides
    exposure is answered, in all subscriptions. ``code`` receives where the code of apps is; without it, and for
    subscriptions that ``skips_code`` names, nothing is asked for that.

    Raises:
        UsageError: no or expired credentials, Azure out of reach, no such subscription; the message says what to do.
        BartizanError: Azure could not even list the subscriptions.
    """
    sink, code = secretless(sink), without_secret_ids(code) if code else None
    try:
        async with connected(target, usage, patience) as client:
            found = await scopes(client, target.subscriptions)
            if target.management_group:
                found = await below(client, target.management_group, found)
            for subscription in found.missing:
                for kind in kinds():
                    sink(list_observation(kind, subscription, Listed(error=_NOT_VISIBLE)))
                usage.at_end(subscription)
            finder = _finder(target, usage, code, memory, patience, skips_code) if code else None
            breaker = Breaker(refused=memory.refused)
            run = _Run(client, sink, usage, memory, remembered_parts(memory), soon or asyncio.Event(), breaker, finder)
            await run.read(found.visible)
    except BaseExceptionGroup as group:
        raise _first(group) from None


def _finder(  # noqa: PLR0917
    target: AzureTarget, usage: Usage, code: TakeCode, memory: Memory, patience: ArmPatience, skips: SkipsCode
) -> Callable[[str], CodeFinder | None]:
    """Return what finds the code of a subscription's apps, None for one that is skipped.

    The logins outlive the collection, as the links do.
    """
    place = cloud(target.cloud)
    url = arm_address(target)
    authority = "" if target.cloud == AzureTarget.cloud else place.authority
    storage = brief_login(url, STORAGE_SCOPE, authority, target.login)
    deployment = brief_login(url, f"{url.origin()}/.default", authority, target.login)
    web = CodeWeb(Addresses(place, url), storage, deployment, usage, patience.pause_seconds)
    return lambda subscription: None if skips(subscription) else CodeFinder(web, target, code, memory, subscription)


@dataclass(frozen=True)
class _Run:
    """One collection: what all its subscriptions share."""

    client: ArmClient
    sink: Sink
    usage: Usage
    memory: Memory
    parts: Parts
    soon: asyncio.Event
    breaker: Breaker
    finder: Callable[[str], CodeFinder | None] | None = None

    async def read(self, subscriptions: dict[str, Body]) -> None:
        """Emit everything about the subscriptions; one's failure stays its own."""
        names = list(subscriptions)
        slots = asyncio.Semaphore(_SUBSCRIPTIONS_AT_ONCE)
        async with asyncio.TaskGroup() as beside:
            roles = beside.create_task(read_directory_roles(self.client))
            for start in range(0, len(names), MAX_SUBSCRIPTIONS):
                group = names[start : start + MAX_SUBSCRIPTIONS]
                known = await self._known(group, roles, names[0])

                async def read(name: str, known: Known = known) -> None:
                    code = self.finder(name) if self.finder else None
                    reading = SubscriptionReading(self.client, self.sink, self.usage, name, known, code)
                    await reading.list(subscriptions[name])
                    # List actions have a quota of their own, so that they need not wait for the reads.
                    actions = beside.create_task(reading.actions(slots))
                    await reading.soon()
                    beside.create_task(reading.late(slots, actions))

                await for_each(group, _SUBSCRIPTIONS_AT_ONCE, read)
            self.soon.set()

    async def _known(self, names: Sequence[str], roles: asyncio.Task[DirectoryRoles], first: str) -> Known:
        """Return what Resource Graph has on these subscriptions, all at once."""
        async with asyncio.TaskGroup() as group:
            listings = dict.fromkeys(each.listing for each in COLLECTORS)
            shared = group.create_task(graph_listings(self.client, listings, names))
            bulk = group.create_task(self._bulk(names))
            above = group.create_task(ancestors(self.client, names))
        return Known(
            shared.result(), bulk.result(), above.result(), self.memory, self.parts, self.breaker, roles, first
        )

    async def _bulk(self, names: Sequence[str]) -> Bulk:
        questions = {each.bulk: each for c in COLLECTORS for each in c.questions if each.bulk is not None}
        return {question: await self._answers(source, names) for source, question in questions.items()}

    async def _answers(self, source: BulkAnswers, names: Sequence[str]) -> dict[str, Body]:
        try:
            rows = await graph_rows(self.client, source.query, names)
        except CallError:
            return {}  # each resource is asked by itself then
        answers = ((source.owner(row), source.answer(row)) for row in rows)
        return {owner: answer for owner, answer in answers if owner and answer is not None}


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
