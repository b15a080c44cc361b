"""One listing read page by page, and every aspect of the resources that it names."""

import asyncio
import re
from collections import ChainMap
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bartizan.collect.aws.client import Client
from bartizan.collect.aws.collector import Aspect, Bulk, Call, Collector, Mentions
from bartizan.collect.aws.operation import Body
from bartizan.collect.aws.shape import filled, leave_out, mask_settings, open_documents, texts, try_documents
from bartizan.collect.aws.verdict import MALFORMED
from bartizan.collect.failure import CallError
from bartizan.collect.target import Sink
from bartizan.model import LIST, SELF, Observation, Outcome, Usage

_WINDOW = 64
"""Resources being asked about at once in one listing: enough to keep every quota busy, little to hold in memory."""


@dataclass(frozen=True)
class _Subject:
    """What a question is about: a resource, or a listing with an empty id; ``facts`` fill the templates."""

    kind: str
    id: str
    region: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class _Groups:
    """What a bulk aspect found: each named resource's group, and the error that leaves the others unknown."""

    members: Mapping[str, Body]
    error: CallError | None


@dataclass
class Listing:
    """One read of a listing in one scope and region, for the kinds that share it.

    ``home`` is the region to ask in; ``region`` is what the observations say, empty for account-wide kinds.
    """

    client: Client
    collectors: Sequence[Collector]
    region: str
    home: str
    sink: Sink
    usage: Usage
    _mentioned: set[str] = field(default_factory=set)
    _bulks: dict[Bulk, asyncio.Task[_Groups]] = field(default_factory=dict)

    async def read(self) -> None:
        """Land the listing's resources, their aspects, and how the listing went."""
        subjects = [_Subject(collector.kind, "", self.region, {}) for collector in self.collectors]
        for subject in subjects:
            self.usage.plan(self.client.scope, subject.kind)
        failure = None
        async with asyncio.TaskGroup() as tasks:
            self._start_bulks(tasks)
            try:
                await self._read_pages(_Window(tasks))
            except CallError as error:
                failure = error
        for subject in subjects:
            self._land_answer(subject, LIST, failure or self.collectors[0].list)

    def _start_bulks(self, tasks: asyncio.TaskGroup) -> None:
        aspects = (aspect for collector in self.collectors for aspect in collector.aspects.values())
        for aspect in aspects:
            if isinstance(aspect, Bulk):
                self._bulks[aspect] = tasks.create_task(self._groups(aspect))

    async def _read_pages(self, window: "_Window") -> None:
        call = self.collectors[0].list
        params = filled(call.params, self._facts)
        async for page in self.client.pages(call.operation, params, self.home, call.action):
            for collector in self.collectors:
                for item in (page.get(collector.items) or ()) if collector.items else (page,):
                    await self._read_resource(collector, item, window)

    async def _read_resource(self, collector: Collector, item: Body, window: "_Window") -> None:
        mask_settings(item, collector.settings)
        try_documents(item, collector.documents)
        facts = ChainMap(item, self._facts)
        region = str(item.get(collector.region) or "") if collector.region else self.region
        subject = _Subject(collector.kind, collector.id.format_map(facts), region, facts)
        self._land(subject, SELF, Outcome.OK, body=item, operation=collector.list.operation)
        await self._ask(subject, collector.aspects, window)
        for mention in collector.mentions:
            await self._follow(mention, item, window)

    async def _follow(self, mention: Mentions, item: Body, window: "_Window") -> None:
        for arn in texts(item, mention.path):
            found = re.match(mention.id, arn)
            id_ = found[1] if found else arn
            if arn.split(":")[4:5] == [self.client.scope] or id_ in self._mentioned:
                continue
            self._mentioned.add(id_)
            body = {mention.member: id_}
            subject = _Subject(mention.kind, id_, self.region, ChainMap(body, self._facts))
            self._land(subject, SELF, Outcome.OK, body=body)
            await self._ask(subject, mention.aspects, window)

    async def _ask(self, subject: _Subject, aspects: Mapping[str, Aspect], window: "_Window") -> None:
        for name, aspect in aspects.items():
            self.usage.plan(self.client.scope, subject.kind)
            await window.start(self._answered(subject, name, aspect))

    async def _answered(self, subject: _Subject, name: str, aspect: Aspect) -> None:
        if isinstance(aspect, Bulk):
            groups = await self._bulks[aspect]
            body = groups.members.get(subject.id)
            self._land_answer(subject, name, (groups.error if body is None else None) or aspect.groups, body)
        elif aspect.unless and subject.facts.get(aspect.unless[0]) == aspect.unless[1]:
            self._land_answer(subject, name, aspect.call)
        else:
            try:
                body = await self._body(aspect.call, subject.facts, subject.region)
            except CallError as error:
                self._land_answer(subject, name, error)
            else:
                self._land_answer(subject, name, aspect.call, body)

    async def _groups(self, aspect: Bulk) -> _Groups:
        members: dict[str, Body] = {}
        failure: CallError | None = None
        try:
            groups = (await self._body(aspect.groups, self._facts, self.region))[aspect.groups.items]
        except CallError as error:
            return _Groups(members, error)
        for group in groups:
            try:
                named = await self._body(aspect.members, ChainMap(group, self._facts), self.region)
                members |= dict.fromkeys(named[aspect.members.items], group)
            except CallError as error:
                failure = error
        return _Groups(members, failure)

    async def _body(self, call: Call, facts: Mapping[str, Any], region: str) -> Body:
        params = filled(call.params, facts)
        asked = region or self.home
        if call.items:
            pages = self.client.pages(call.operation, params, asked, call.action, call.absent)
            body: Body = {call.items: [item async for page in pages for item in page.get(call.items) or ()]}
        else:
            body = await self.client.call(call.operation, params, asked, call.action, call.absent)
        leave_out(body, call.drop)
        mask_settings(body, call.settings)
        try:
            open_documents(body, call.documents)
        except ValueError as error:
            raise CallError(Outcome.FAILED, MALFORMED, str(error), call.operation, call.action) from error
        return body

    @property
    def _facts(self) -> dict[str, Any]:
        partition = self.client.endpoints.partition(self.home)
        return {"scope": self.client.scope, "region": self.region, "partition": partition}

    def _land_answer(self, subject: _Subject, aspect: str, came: Call | CallError, body: Body | None = None) -> None:
        """Land one answer and count it: an error, a body, or a call that found none."""
        if isinstance(came, CallError) and came.outcome is not Outcome.ABSENT:
            self._land(
                subject,
                aspect,
                came.outcome,
                operation=came.operation,
                permission=came.permission,
                detail=came.detail,
            )
        else:
            is_known = aspect == LIST or body is not None
            self._land(subject, aspect, Outcome.OK if is_known else Outcome.ABSENT, body, operation=came.operation)
        self.usage.answer(self.client.scope, subject.kind)

    def _land(
        self, subject: _Subject, aspect: str, outcome: Outcome, body: Body | None = None, **provenance: str
    ) -> None:
        scope, region = self.client.scope, subject.region
        self.sink(Observation(subject.kind, subject.id, aspect, outcome, scope, region, body, **provenance))


class _Window:
    """Starts questions as tasks, at most so many at once: a long listing waits until the earlier ones are answered."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self._tasks = tasks
        self._room = asyncio.Semaphore(_WINDOW)

    async def start(self, question: Coroutine[Any, Any, None]) -> None:
        """Start a question as soon as there is room."""
        try:
            await self._room.acquire()
        except BaseException:
            question.close()
            raise
        self._tasks.create_task(question).add_done_callback(lambda _: self._room.release())
