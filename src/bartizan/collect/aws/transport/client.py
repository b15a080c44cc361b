"""One account's way to AWS: paced, signed, retried, and with every error classified."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection
from contextlib import nullcontext
from dataclasses import dataclass, field
from math import inf

import orjson

from bartizan.collect.aws.transport.credentials import Credentials
from bartizan.collect.aws.transport.endpoint import Endpoint, Endpoints
from bartizan.collect.aws.transport.errors import (
    MALFORMED,
    NO_ANSWER,
    NO_HOST,
    NO_SUCH_HOST,
    TOO_LARGE,
    Verdict,
    call_error,
    verdict,
)
from bartizan.collect.aws.transport.fitting import Misfit
from bartizan.collect.aws.transport.http import Answer, Wire
from bartizan.collect.aws.transport.operation import Body, Operation, Operations
from bartizan.collect.aws.transport.pace import AwsPatience, bucket
from bartizan.collect.shared.bounded import TooLargeError
from bartizan.collect.shared.breaker import Breaker
from bartizan.collect.shared.endless import ENDLESS, Turns
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.glimpse import glimpse
from bartizan.collect.shared.quota import Quotas
from bartizan.model import Outcome

_IN_FLIGHT = 48
"""Requests on their way at once, per account."""

_ABOUT_OTHERS = frozenset({"sts:AssumeRole"})
"""Operations whose refusal is each other account's own: one that refuses says nothing of the next."""


@dataclass
class Client:
    """Calls in one account's name. ``scope`` is the account id, which the quotas are kept by."""

    wire: Wire
    operations: Operations
    endpoints: Endpoints
    quotas: Quotas
    credentials: Credentials
    patience: AwsPatience
    scope: str = ""
    mentioned: set[tuple[str, str]] = field(default_factory=set)
    """Kind and id of what is asked about because another resource names it: two that name it ask once."""
    breaker: Breaker = field(default_factory=Breaker)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_IN_FLIGHT))
    _bucket_regions: dict[str, str] = field(default_factory=dict)

    async def call(  # noqa: PLR0917 - what there is to say of a call
        self,
        name: str,
        params: Body,
        region: str,
        action: str = "",
        absent: Collection[str] = (),
        rank: int = 1,
    ) -> Body:
        """Return the answer of one operation such as ``lambda:GetFunction``; of those who wait, lowest ``rank`` first.

        Raises:
            CallError: absent (a code of ``absent``), denied (``action`` is what the caller would need) or failed;
                the latter two also without asking, after the same answer twenty times running.
        """
        body, _ = await self._asked(name, params, region, action, absent, rank)
        return self.whole(name, body, action)

    def whole(self, name: str, body: Body, action: str = "") -> Body:
        """Return an answer whose lists hold nothing but what the model says.

        Raises:
            CallError: an item does not fit.
        """
        for items in body.values():
            for item in items if isinstance(items, list) else ():
                if isinstance(item, Misfit):
                    raise CallError(Outcome.FAILED, MALFORMED, item.why, name, action or name)
        return body

    async def _asked(  # noqa: PLR0917
        self, name: str, params: Body, region: str, action: str, absent: Collection[str], rank: int
    ) -> tuple[Body, int]:
        """Return an answer and how many bytes it had."""
        place = f"{self.scope} {region}"
        async with nullcontext() if name in _ABOUT_OTHERS else self.breaker.turn(place, name):
            try:
                answered = await self._body(name, params, region, action, absent, rank)
            except CallError as error:
                self.breaker.note(place, name, error)
                if error.outcome is Outcome.DENIED:
                    self.wire.usage.denied.setdefault((error.permission, name), (self.scope, error.detail))
                raise
            self.breaker.note(place, name)
            return answered

    async def _body(  # noqa: PLR0917
        self, name: str, params: Body, region: str, action: str, absent: Collection[str], rank: int
    ) -> tuple[Body, int]:
        operation = self.operations[name]
        try:
            answer = await self._answer(operation, params, region, rank)
        except TooLargeError as error:
            raise CallError(Outcome.FAILED, TOO_LARGE, str(error), name, action or name) from error
        if verdict(answer.status, "") is not Verdict.OK:
            code, message = _error(operation, answer)
            raise call_error(answer.status, code, message, operation=name, action=action or name, absent=absent)
        try:
            return operation.answer(answer.status, answer.headers, answer.body), len(answer.body)
        except ValueError as error:
            said = glimpse(answer.body, answer.headers.get("content-type", ""))
            raise CallError(Outcome.FAILED, MALFORMED, f"{error} ({said})", name, action or name) from error

    async def pages(  # noqa: PLR0917 - as ``call``
        self,
        name: str,
        params: Body,
        region: str,
        action: str = "",
        absent: Collection[str] = (),
        rank: int = 1,
        largest: float = inf,
    ) -> AsyncIterator[Body]:
        """Yield the pages of a listing, one at a time; items that do not fit the model are each a :class:`Misfit`.

        Raises:
            CallError: as ``call``, or the listing has no end or more than ``largest`` bytes; pages that were read
                before it stay good.
        """
        paging = self.operations[name].paging
        following: Body = {}
        turns, read = Turns(self.patience.most_pages), 0
        while True:
            page, size = await self._asked(name, params | following, region, action, absent, rank)
            if (read := read + size) > largest:
                raise CallError(Outcome.FAILED, TOO_LARGE, f"{read} bytes in its pages", name, action or name)
            yield page
            following = paging.following(page) if paging else {}
            if not following:
                return
            if why := turns.endless(orjson.dumps(following, default=str)):
                raise CallError(Outcome.FAILED, ENDLESS, why, name, action or name)

    async def _answer(self, operation: Operation, params: Body, region: str, rank: int) -> Answer:
        gate = bucket(self.quotas, self.scope, region, operation.name)
        give_up = time.monotonic() + self.patience.throttled
        attempt = 0
        while True:
            await gate.acquire(rank)
            answer = await self._redirected(operation, params, region)
            if 200 <= answer.status < 300:
                return answer
            found = verdict(answer.status, _code(operation, answer))
            attempt += 1
            wait = self.patience.wait(attempt, answer.headers.get("retry-after"))
            if found is Verdict.THROTTLED and time.monotonic() + wait < give_up:
                gate.penalise(wait)
            elif found is Verdict.TRANSIENT and attempt < self.patience.attempts:
                await asyncio.sleep(wait)
            else:
                return answer

    async def _redirected(self, operation: Operation, params: Body, region: str) -> Answer:
        """Return the answer of one attempt, asked again in a bucket's own region where S3 names another."""
        name = str(params.get("Bucket", ""))
        if not name:
            return await self._attempt(operation, params, region)
        asked = self._bucket_regions.get(name, region)
        answer = await self._attempt(operation, params, asked)
        stated = answer.headers.get("x-amz-bucket-region", "")
        if not stated or stated == asked or answer.status in range(200, 300) or answer.status == 404:
            return answer
        self._bucket_regions[name] = stated
        return await self._attempt(operation, params, stated)

    async def _attempt(self, operation: Operation, params: Body, region: str) -> Answer:
        credentials = await self.credentials.current()
        async with self._slots:
            return await self.wire.send(operation, params, self.endpoint(operation, region), credentials, self.scope)

    def endpoint(self, operation: Operation, region: str) -> Endpoint:
        """Return where an operation of this account is asked in a region."""
        return self.endpoints.endpoint(operation.service, region, self.scope)


def _code(operation: Operation, answer: Answer) -> str:
    """Return the error code of an answer that is neither good nor plainly final, where retrying depends on it."""
    return _error(operation, answer)[0] if answer.status in {400, 403, 503} else ""


def _error(operation: Operation, answer: Answer) -> tuple[str, str]:
    if answer.status in {NO_ANSWER, NO_HOST}:
        return NO_SUCH_HOST if answer.status == NO_HOST else "NoAnswer", answer.body.decode(errors="replace")
    return operation.error(answer.status, answer.headers, answer.body)
