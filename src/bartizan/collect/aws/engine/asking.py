"""One question asked: its templates filled, its pages joined, its answer cut down to what may be kept."""

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bartizan.collect.aws.engine.cache import Once
from bartizan.collect.aws.engine.collector import AwsCall, Bulk, Overview
from bartizan.collect.aws.engine.shape import filled, leave_out, mask_settings, open_documents, open_tables
from bartizan.collect.aws.transport.client import Client
from bartizan.collect.aws.transport.errors import MALFORMED
from bartizan.collect.aws.transport.expected import lacking
from bartizan.collect.aws.transport.operation import Body
from bartizan.collect.shared.bounded import LARGEST
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome


def _ignore(_body: Body) -> None:
    pass


@dataclass(frozen=True)
class Groups:
    """What a bulk aspect found: each named resource's group, and the error that leaves the others unknown."""

    members: Mapping[str, Body]
    error: CallError | None


@dataclass(frozen=True)
class AwsCaller:
    """Asks in one account and region; ``facts`` are those that every template may use.

    ``overviews`` are what the account's listings said that answer for all resources of a region.
    """

    client: Client
    region: str
    facts: Mapping[str, Any]
    overviews: Once[Mapping[str, Body] | None] = field(default_factory=Once)

    async def body(
        self,
        call: AwsCall,
        facts: Mapping[str, Any],
        region: str = "",
        rank: int = 1,
        on_answer: Callable[[Body], None] = _ignore,
    ) -> Body:
        """Return the answer to a call, with settings masked, documents opened and the rest left out.

        ``on_answer`` is given the whole answer before that, to take from it what must not be kept.

        Raises:
            CallError: there was none.
        """
        asked = region or self.region
        try:
            params = filled(call.params, facts)
        except (LookupError, TypeError, AttributeError) as error:
            reason = f"the listed item lacks what the question needs: {error}"
            raise CallError(Outcome.FAILED, MALFORMED, reason, call.operation, call.action) from error
        if call.items:
            pages = self.client.pages(call.operation, params, asked, call.action, call.absent, rank, LARGEST)
            items = [item async for page in pages for item in page.get(call.items) or ()]
            body = self.client.whole(call.operation, {call.items: items}, call.action)
        else:
            body = await self.client.call(call.operation, params, asked, call.action, call.absent, rank)
        on_answer(body)
        leave_out(body, call.drop)
        mask_settings(body, call.settings)
        try:
            open_documents(body, call.documents)
            open_tables(body, call.tables)
        except ValueError as error:
            raise CallError(Outcome.FAILED, MALFORMED, str(error), call.operation, call.action) from error
        if call.documents and (missing := lacking(self.client.operations[call.operation].members, body)):
            raise CallError(Outcome.FAILED, MALFORMED, f"the answer lacks {missing}", call.operation, call.action)
        return body

    async def groups(self, aspect: Bulk) -> Groups:
        """Return what the few listings of a bulk aspect say of all resources."""
        members: dict[str, Body] = {}
        failure: CallError | None = None
        try:
            groups = (await self.body(aspect.groups, self.facts))[aspect.groups.items]
        except CallError as error:
            return Groups(members, error)
        for group in groups:
            try:
                named = await self.body(aspect.members, ChainMap(group, dict(self.facts)))
                members |= dict.fromkeys(named[aspect.members.items], group)
            except CallError as error:
                failure = error
        return Groups(members, failure)

    async def overview(self, asked: Overview, region: str) -> Mapping[str, Body] | None:
        """Return what a listing says of all resources of a region, by their ids; None where it could not be read."""
        return await self.overviews.get((asked.call.operation, region), lambda: self._overview(asked, region))

    async def _overview(self, asked: Overview, region: str) -> Mapping[str, Body] | None:
        try:
            body = await self.body(asked.call, self.facts, region)
        except CallError:
            # Pages that were read say nothing of the resources that they do not name.
            return None
        return {item[asked.id]: item for item in body[asked.call.items] if asked.id in item}
