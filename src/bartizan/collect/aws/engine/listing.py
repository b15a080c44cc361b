"""One listing read page by page, and every aspect of the resources that it names."""

import asyncio
import re
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bartizan.collect.aws.engine.asking import AwsCaller
from bartizan.collect.aws.engine.cache import Once
from bartizan.collect.aws.engine.collector import AwsCollector, Each, Mentions
from bartizan.collect.aws.engine.emit import Landing
from bartizan.collect.aws.engine.presence import Presence
from bartizan.collect.aws.engine.questions import Questions
from bartizan.collect.aws.engine.ranked_queue import SOON
from bartizan.collect.aws.engine.shape import filled, leave_out, listed, mask_settings, texts, try_documents
from bartizan.collect.aws.engine.subject import AskedResource, digest, marker, needed
from bartizan.collect.aws.transport.client import Client
from bartizan.collect.aws.transport.errors import MALFORMED
from bartizan.collect.aws.transport.fitting import Misfit
from bartizan.collect.aws.transport.operation import Body
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.latch import Latch
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import Sink, TakeCode
from bartizan.model import LIST, Outcome, Usage


@dataclass(frozen=True)
class AccountListings:
    """What all listings of one account share."""

    client: Client
    sink: Sink
    usage: Usage
    memory: Memory
    soon: Latch
    presence: Presence
    code: TakeCode | None = None
    options: frozenset[str] = frozenset()
    overviews: Once[Mapping[str, Body] | None] = field(default_factory=Once)


class ListingRun:
    """One read of a listing in one scope and region, for the kinds that share it.

    ``home`` is the region to ask in; ``region`` is what the observations say, empty for account-wide kinds.
    """

    def __init__(self, reading: AccountListings, collectors: Sequence[AwsCollector], region: str, home: str) -> None:
        self._reading = reading
        self._collectors = collectors
        self._needed = {collector.kind: needed(collector) for collector in collectors}
        self._region = region
        partition = reading.client.endpoints.partition(home)
        self._facts = {"scope": reading.client.scope, "region": region, "partition": partition}
        self._asking = AwsCaller(reading.client, home, self._facts, reading.overviews)
        self._odd: dict[str, CallError] = {}
        self._landing = Landing(reading.client.scope, reading.sink, reading.usage)
        self._is_soon = any(collector.is_soon for collector in collectors)
        aspects = (aspect for collector in collectors for aspect in collector.aspects.values())
        self._has_versions = any(isinstance(aspect, Each) and aspect.if_used for aspect in aspects)
        if self._is_soon:
            reading.soon.begin()

    async def read(self, places: Sequence[str]) -> None:
        """Land the listing's resources, their aspects, and how the listing went.

        It is only made where the kind that it needs is in one of the places (regions; empty for account-wide kinds).
        """
        for collector in self._collectors:
            self._landing.plan(collector.kind)
        needs = self._collectors[0].needs
        if needs and not await self._reading.presence.anywhere(needs, places):
            for collector in self._collectors:
                self._landing.needless(self._listed(collector), needs)
                self._reading.presence.listed(collector.kind, self._region)
            self._close_soon()
        elif await self._stands(places):
            self._keep()
            self._close_soon()
        else:
            await self._ask()

    async def _stands(self, places: Sequence[str]) -> bool:
        """Return whether the last scan's listing does for this one as well."""
        reading, needs = self._reading, self._collectors[0].needs
        for collector in self._collectors:
            for kind, aspects in collector.parts:
                place = (kind, reading.client.scope, self._region)
                if not collector.max_age_hours or not reading.memory.keeps_listing(
                    place, aspects, collector.max_age_hours
                ):
                    return False
        # Another function may refer to what was not there last time.
        return not needs or await reading.presence.stands(needs, places)

    def _keep(self) -> None:
        """Land that the last scan's listings stand; the store puts in what they named."""
        for collector in self._collectors:
            for kind, _ in collector.parts:
                if kind != collector.kind:
                    self._landing.plan(kind)
                self._landing.kept(AskedResource(kind, "", self._region, {}), LIST, collector.list.operation)
            self._reading.presence.seen(collector.kind, self._region)
            self._reading.presence.listed(collector.kind, self._region)

    async def _ask(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            questions = self._questions(tasks)
            for collector in self._collectors:
                questions.expect(collector)
            await self._read_pages(questions)
            self._close_soon()
        questions.finish(self._region)
        await self._ask_late(questions)

    async def _ask_late(self, questions: Questions) -> None:
        """Ask for the code of those versions that turned out to be in use."""
        async with asyncio.TaskGroup() as tasks:
            late = self._questions(tasks)
            for subject, aspect in questions.versions.due():
                late.ask_code(subject, aspect)

    def _questions(self, tasks: asyncio.TaskGroup) -> Questions:
        reading = self._reading
        return Questions(self._asking, self._landing, reading.memory, reading.soon, tasks, reading.code)

    def _close_soon(self) -> None:
        if self._is_soon:
            self._reading.soon.done()

    async def _read_pages(self, questions: Questions) -> None:
        failure: CallError | None = None
        try:
            await self._read_items(questions)
        except CallError as error:
            failure = error
            if error.outcome is not Outcome.ABSENT:
                questions.fail(error)
        for collector in self._collectors:
            came = failure or self._odd.get(collector.kind)
            self._landing.answer(self._listed(collector), LIST, came or collector.list)
            if came and came.outcome is not Outcome.ABSENT:
                self._reading.presence.seen(collector.kind, self._region)
                self._reading.presence.moved(collector.kind, self._region)
            self._reading.presence.listed(collector.kind, self._region)

    async def _read_items(self, questions: Questions) -> None:
        call = self._collectors[0].list
        asked = call.operation, filled(call.params, self._facts), self._asking.region, call.action, call.absent
        async for page in self._reading.client.pages(*asked, rank=SOON):
            leave_out(page, call.drop)
            for collector in self._collectors:
                for item in listed(page, collector.items):
                    self._read_item(collector, item, questions)
            if self._reading.memory.is_probe:
                return

    def _read_item(self, collector: AwsCollector, item: Body | Misfit, questions: Questions) -> None:
        """Land a listed resource; one of another form leaves the listing incomplete, and no other resource unread."""
        try:
            if isinstance(item, Misfit):
                raise CallError(Outcome.FAILED, MALFORMED, item.why, collector.list.operation, collector.list.action)
            if collector.has(item):
                self._read_resource(collector, item, questions)
        except CallError as error:
            self._odd.setdefault(collector.kind, error)
            questions.fail(error)

    def _read_resource(self, collector: AwsCollector, item: Body, questions: Questions) -> None:
        id_ = self._id(collector, item)
        mask_settings(item, collector.settings)
        try_documents(item, collector.documents)
        region = str(item.get(collector.region) or "") if collector.region else self._region
        facts = self._facts | {name: item[name] for name in self._needed[collector.kind] if name in item}
        stated = marker(item, collector.marker) or (digest(item) if collector.aspects else "")
        leave_out(item, collector.drop)
        subject = AskedResource(collector.kind, id_, region, facts, stated, bool(collector.marker))
        self._landing.item(subject, item, collector.list.operation)
        if self._reading.code and self._has_versions:
            questions.versions.listed(subject.id, item)
        self._reading.presence.seen(collector.kind, self._region)
        if self._reading.memory.markers.get((subject.kind, subject.id)) != subject.marker:
            self._reading.presence.moved(collector.kind, self._region)
        questions.ask(subject, collector.aspects)
        for mention in collector.mentions:
            if not mention.option or mention.option in self._reading.options:
                self._follow(mention, item, questions)

    def _id(self, collector: AwsCollector, item: Body) -> str:
        try:
            return collector.id.format_map(ChainMap(item, self._facts))
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            reason = f"a listed item lacks what names it: {error}"
            raise CallError(
                Outcome.FAILED, MALFORMED, reason, collector.list.operation, collector.list.action
            ) from error

    def _follow(self, mention: Mentions, item: Body, questions: Questions) -> None:
        mentioned = self._reading.client.mentioned
        for arn in texts(item, mention.path):
            found = re.match(mention.id, arn)
            if not found and mention.is_listed:
                continue
            id_ = found[1] if found else arn
            is_own = arn.split(":")[4:5] == [self._reading.client.scope]
            if is_own is not mention.is_own or (mention.subject, id_) in mentioned:
                continue
            mentioned.add((mention.subject, id_))
            body = {mention.member: id_} | (found.groupdict() if found else {})
            # An ARN says nothing of a version: it makes the answers' age alone decide.
            region = "" if mention.level == "account" else self._region
            subject = AskedResource(mention.kind, id_, region, self._facts | body, "" if mention.is_listed else id_)
            if not mention.is_listed:
                self._landing.item(subject, body)
            questions.ask(subject, mention.aspects)

    def _listed(self, collector: AwsCollector) -> AskedResource:
        return AskedResource(collector.kind, "", self._region, {})
