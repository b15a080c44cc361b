"""Every aspect of the resources that one listing names: asked in its turn, kept from the last scan, or moot."""

import asyncio
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import replace

import orjson

from bartizan.collect.aws.engine.asking import AwsCaller, Groups
from bartizan.collect.aws.engine.code import Versions, link, no_link
from bartizan.collect.aws.engine.collector import Aspect, AwsCall, AwsCollector, Bulk, Each, Finds
from bartizan.collect.aws.engine.emit import Landing
from bartizan.collect.aws.engine.job import reported
from bartizan.collect.aws.engine.ranked_queue import LATER, SOON, Feed
from bartizan.collect.aws.engine.subject import AskedResource, digest
from bartizan.collect.aws.transport.errors import MALFORMED
from bartizan.collect.aws.transport.operation import Body
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.latch import Latch
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import TakeCode
from bartizan.model import CODE, LIST, Outcome

_UNVERSIONED_HOURS = 24
"""How old an answer may grow about a resource whose listing tells no version: as old as a function's policy."""
_ODD = (LookupError, TypeError, AttributeError, ValueError)
"""What an answer of another form than expected makes of reading it."""


class Questions:
    """Asks about resources; ``soon`` opens when the answers that decide exposure are in."""

    def __init__(  # noqa: PLR0917 - what all questions of a listing share
        self,
        asking: AwsCaller,
        landing: Landing,
        memory: Memory,
        soon: Latch,
        tasks: asyncio.TaskGroup,
        code: TakeCode | None = None,
    ) -> None:
        self.versions = Versions()
        self._code = code
        self._asking = asking
        self._landing = landing
        self._memory = memory
        self._soon = soon
        self._tasks = tasks
        self._feeds: dict[tuple[str, str], Feed] = {}
        self._bulks: dict[int, asyncio.Task[Groups]] = {}
        self._found: dict[str, CallError | Each] = {}

    def expect(self, collector: AwsCollector) -> None:
        """Count on landing how the listing went of those kinds that answers about this one list."""
        named = (each for mention in collector.mentions if not mention.option for each in mention.aspects.values())
        for aspect in (*collector.aspects.values(), *named):
            if isinstance(aspect, Each) and aspect.finds:
                self._landing.plan(aspect.finds.kind)
                self._found[aspect.finds.kind] = aspect

    def fail(self, error: CallError) -> None:
        """Have the listings that answers make up fail, too: not every resource was known that could be asked about."""
        self._found = dict.fromkeys(self._found, error)

    def ask(self, subject: AskedResource, aspects: Mapping[str, Aspect]) -> None:
        """Ask every aspect of a resource that the last scan's answer does not stand for."""
        pending = set()
        for name, aspect in aspects.items():
            if name == CODE and (self._code is None or self._waits(subject, aspect)):
                continue
            self._landing.plan(subject.kind)
            if isinstance(aspect, Each) and aspect.soon_after and aspect.soon_after[0] in pending:
                pending.add(name)
            elif not self._is_settled(subject, name, aspect):
                pending.add(name)
                is_soon = isinstance(aspect, Each) and aspect.is_soon
                self._put(subject, name, aspects, SOON if is_soon else LATER)

    def finish(self, region: str, of: Sequence[str] = ("",)) -> None:
        """Land how the listings went of the kinds that answers list: as well as those answers.

        Where only the resources ``of`` some IDs were asked about, what they list is all of theirs and no more.
        """
        for kind, came in self._found.items():
            for n, id_ in enumerate(of):
                if isinstance(came, CallError):
                    self._landing.answer(AskedResource(kind, "", region, {}), LIST, came)
                    break
                if n:
                    self._landing.plan(kind)
                self._landing.answer(AskedResource(kind, id_, region, {}), LIST, came.call)

    def ask_code(self, subject: AskedResource, aspect: Each) -> None:
        """Ask where the code of a resource is that turned out to be in use."""
        self.ask(subject, {CODE: replace(aspect, if_used=False)})

    def _waits(self, subject: AskedResource, aspect: Aspect) -> bool:
        """Note a question that is only asked if the resource is in use."""
        if isinstance(aspect, Bulk) or not aspect.if_used:
            return False
        self.versions.wait(subject, aspect)
        return True

    def _is_settled(self, subject: AskedResource, name: str, aspect: Aspect) -> bool:
        """Land what needs no question."""
        if isinstance(aspect, Bulk):
            return False
        if aspect.is_moot(subject.facts):
            self._landing.answer(subject, name, aspect.call)
            return True
        if not self._stands(subject, name, aspect):
            return False
        self._landing.kept(subject, name, aspect.call.operation)
        if aspect.code and name != CODE and self._code is not None:
            self._landing.plan(subject.kind)
            self._landing.kept(subject, CODE, aspect.call.operation)
        # Whether the kept answer showed use is not known here, but then the code was read as well.
        if aspect.shows_use and self._memory.holds(subject.kind, subject.id, CODE, subject.marker):
            self.versions.use(subject.id)
        return True

    def _stands(self, subject: AskedResource, name: str, aspect: Each) -> bool:
        """Return whether the last scan's answer is as good as a new one."""
        if name == CODE:
            return self._memory.holds(subject.kind, subject.id, CODE, subject.marker)
        if self._memory.is_probe:
            return self._memory.keeps(subject.kind, subject.id, subject.marker, name, 0)
        # What an answer lists would be gone with it.
        if aspect.finds or not subject.marker:
            return False
        # Nothing but the answer leads to code that was not read.
        if aspect.code and self._code and not self._memory.holds(subject.kind, subject.id, CODE, subject.marker):
            return False
        age = aspect.max_age_hours if subject.is_versioned else min(aspect.max_age_hours, _UNVERSIONED_HOURS)
        return self._memory.keeps(subject.kind, subject.id, subject.marker, name, age)

    def _put(self, subject: AskedResource, name: str, aspects: Mapping[str, Aspect], rank: int) -> None:
        key = (subject.kind, name)
        if key not in self._feeds:
            self._feeds[key] = self._feed(name, aspects)
        if rank == SOON:
            self._soon.begin()
        self._feeds[key].put(subject, rank)

    def _feed(self, name: str, aspects: Mapping[str, Aspect]) -> Feed:
        aspect = aspects[name]
        followers = [n for n, a in aspects.items() if isinstance(a, Each) and a.soon_after and a.soon_after[0] == name]

        async def answer(subject: AskedResource, rank: int) -> None:
            if isinstance(aspect, Bulk):
                await self._answer_bulk(subject, name, aspect)
                return
            came = await self._answer(subject, name, aspect, rank)
            for follower in followers:
                each = aspects[follower]
                if isinstance(each, Each) and not self._is_settled(subject, follower, each):
                    self._put(subject, follower, aspects, _rank(each, came))
            if rank == SOON:
                self._soon.done()

        return Feed(self._tasks, answer)

    async def _answer(self, subject: AskedResource, name: str, aspect: Each, rank: int) -> CallError | Body:
        try:
            came, body = await self._answered(subject, aspect, rank)
        except CallError as error:
            if aspect.code and self._code:
                self._code(no_link(subject, self._landing.scope, error))
            self._land(subject, name, error)
            if aspect.finds and error.outcome is not Outcome.ABSENT:
                self._found[aspect.finds.kind] = error
            return error
        self._land(subject, name, came, body)
        if aspect.shows_use:
            self.versions.use(subject.id)
        if aspect.finds:
            self._read_found(subject, aspect.finds, body, aspect.call)
        return body

    def _land(self, subject: AskedResource, name: str, came: AwsCall | CallError, body: Body | None = None) -> None:
        """Land an answer; what there is to say of code is said by who follows the link."""
        if name == CODE:
            self._landing.usage.answer(self._landing.scope, subject.kind)
        else:
            self._landing.answer(subject, name, came, body)

    async def _answered(self, subject: AskedResource, aspect: Each, rank: int) -> tuple[AwsCall, Body]:
        """Return the answer about a resource and the call that brought it: the listing of all, or its own.

        Raises:
            CallError: there was none, or one of another form.
        """
        try:
            return await self._asked(subject, aspect, rank)
        except _ODD as error:
            raise _malformed(aspect.call, error) from error

    async def _asked(self, subject: AskedResource, aspect: Each, rank: int) -> tuple[AwsCall, Body]:
        if aspect.overview and subject.region:
            items = await self._asking.overview(aspect.overview, subject.region)
            if items is not None:
                return aspect.overview.call, aspect.overview.body(items.get(subject.id))
        if aspect.job:
            return aspect.call, await reported(self._asking, aspect.job, aspect.call, subject.facts, rank)

        def on_answer(body: Body) -> None:
            if aspect.code and self._code:
                self._code(link(subject, self._landing.scope, aspect.call.operation, body, aspect.code))

        return aspect.call, await self._asking.body(aspect.call, subject.facts, subject.region, rank, on_answer)

    async def _answer_bulk(self, subject: AskedResource, name: str, aspect: Bulk) -> None:
        # Asked for once there is a resource to ask about: an empty region costs nothing.
        if id(aspect) not in self._bulks:
            self._bulks[id(aspect)] = self._tasks.create_task(self._asking.groups(aspect))
        groups = await self._bulks[id(aspect)]
        body = groups.members.get(subject.id)
        self._landing.answer(subject, name, (groups.error if body is None else None) or aspect.groups, body)

    def _read_found(self, asked: AskedResource, finds: Finds, body: Body, call: AwsCall) -> None:
        """Land and ask about the resources that an answer lists."""
        for item in body.get(finds.items) or ():
            try:
                facts = ChainMap(item, dict(asked.facts))
                stated = digest(item) if finds.aspects else ""
                id_ = finds.id.format_map(facts)
                subject = AskedResource(finds.kind, id_, asked.region, facts, stated, is_versioned=False)
            except _ODD as error:
                self._found[finds.kind] = _malformed(call, error)
                continue
            self._landing.item(subject, item)
            for used in finds.uses(item):
                self.versions.use(used)
            self.ask(subject, finds.aspects)


def _malformed(call: AwsCall, error: Exception) -> CallError:
    # The error's text may be a value of the answer, so only its type is reported.
    reason = f"the answer is not of the documented form ({type(error).__name__})"
    return CallError(Outcome.FAILED, MALFORMED, reason, call.operation, call.action)


def _rank(follower: Each, came: CallError | Body) -> int:
    """Return whether the answer to an aspect makes the one that follows it decide exposure, too."""
    if isinstance(came, CallError):
        return LATER if came.outcome is Outcome.ABSENT else SOON
    text = orjson.dumps(came, default=str).decode()
    return SOON if follower.soon_after and any(part in text for part in follower.soon_after[1]) else LATER
