"""Resources that events named, read one by one with their parts, while the rest of their kinds stays as it was."""

import asyncio
import re
from collections.abc import Iterable, Sequence

from bartizan.collect.aws.engine.collector import AwsCollector, ByName
from bartizan.collect.aws.engine.listing import AccountListings, ListingRun
from bartizan.collect.aws.engine.questions import Questions
from bartizan.collect.aws.engine.ranked_queue import SOON
from bartizan.collect.aws.engine.shape import filled, leave_out, listed
from bartizan.collect.aws.engine.subject import AskedResource
from bartizan.collect.aws.transport.errors import MALFORMED
from bartizan.collect.aws.transport.fitting import Misfit
from bartizan.collect.aws.transport.operation import Body
from bartizan.collect.shared.failure import CallError
from bartizan.model import CODE, LIST, Outcome

_AT_ONCE = 24


class NamedRun(ListingRun):
    """One read of a few resources by their ``ids``, in the place of a listing of their kinds.

    Their kinds' listing stands as the last scan made it. Where one of them could not be read, all are listed: a
    listing takes another permission, and says at the least what it said without this.
    """

    def __init__(  # noqa: PLR0917 - as a listing, and which
        self,
        reading: AccountListings,
        collectors: Sequence[AwsCollector],
        region: str,
        home: str,
        ids: Sequence[str],
        by_name: ByName,
    ) -> None:
        super().__init__(reading, collectors, region, home)
        self._ids = ids
        self._by_name = by_name
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def read(self, places: Sequence[str]) -> None:
        """Land the named resources with their parts and aspects, and for each that this is all there is of it."""
        found = await asyncio.gather(*map(self._items, self._ids), return_exceptions=True)
        for each in found:
            if isinstance(each, CallError):
                await super().read(places)
                return
            if isinstance(each, BaseException):
                raise each
        await self._ask_about([item for items in found if isinstance(items, list) for item in items])

    async def _ask_about(self, items: Iterable[Body]) -> None:
        async with asyncio.TaskGroup() as tasks:
            questions = self._questions(tasks)
            for collector in self._collectors:
                questions.expect(collector)
                for id_ in self._ids:
                    self._landing.plan(collector.kind)
                    whole = AskedResource(collector.kind, id_, self._region, {})
                    self._landing.answer(whole, LIST, self._by_name.call)
            for item in items:
                for collector in self._collectors:
                    if collector.has(item):
                        self._read_resource(collector, item, questions)
            self._close_soon()
        questions.finish(self._region, self._ids)
        await self._ask_late(questions)

    def _read_resource(self, collector: AwsCollector, item: Body, questions: Questions) -> None:
        super()._read_resource(collector, item, questions)
        # What uses a part may be another kind's to say, which is not read now: code that was read stands.
        id_ = self._id(collector, item)
        if self._reading.memory.holds(collector.kind, id_, CODE):
            questions.versions.use(id_)

    async def _items(self, id_: str) -> list[Body]:
        """Return what there is of a resource, nothing where it is gone.

        Raises:
            CallError: nobody knows, or the answer is about something else.
        """
        call = self._by_name.call
        named = re.fullmatch(self._by_name.id, id_)
        params = filled(call.params, self._facts | (named.groupdict() if named else {}))
        asked = call.operation, params, self._asking.region, call.action, call.absent
        items: list[Body | Misfit] = []
        try:
            async with self._turns:
                async for page in self._reading.client.pages(*asked, rank=SOON):
                    leave_out(page, call.drop)
                    items += listed(page, call.items)
        except CallError as error:
            if error.outcome is Outcome.ABSENT:
                return []
            raise
        return self._checked(id_, items)

    def _checked(self, id_: str, items: Sequence[Body | Misfit]) -> list[Body]:
        fitting = [item for item in items if not isinstance(item, Misfit)]
        is_prefix, begin = self._by_name.is_prefix, "" if self._by_name.is_prefix else ":"
        ids = {each for item in fitting for each in self._ids_of(item)}
        is_whole = len(fitting) == len(items) and (is_prefix or id_ in ids)
        if not is_whole or not all(each == id_ or each.startswith(f"{id_}{begin}") for each in ids):
            call = self._by_name.call
            reason = "the answer does not name what was asked for, or more"
            raise CallError(Outcome.FAILED, MALFORMED, reason, call.operation, call.action)
        return [item for item in fitting if not is_prefix or id_ in self._ids_of(item)]

    def _ids_of(self, item: Body) -> set[str]:
        return {self._id(collector, item) for collector in self._collectors if collector.has(item)}
