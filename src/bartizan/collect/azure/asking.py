"""The questions about one resource, asked one after the other, and the observations that come of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bartizan.collect.azure.arm_id import url_path
from bartizan.collect.azure.client import ArmClient, Call
from bartizan.collect.azure.collector import Answers, Body, Collector, Item, Question
from bartizan.collect.failure import CallError
from bartizan.model import Observation, Outcome

Bulk = Mapping[Question, Mapping[str, Body]]
"""Question → lower-case id → the answer that is known without asking."""


@dataclass(frozen=True)
class Asking:
    """What it takes to ask about one subscription's resources of one kind."""

    client: ArmClient
    collector: Collector
    subscription: str
    bulk: Bulk

    async def about(self, item: Item) -> list[Observation]:
        """Return one observation per aspect that was asked about; a failure concerns its own aspects only."""
        told: list[Observation] = []
        denials: dict[str, CallError] = {}
        for question in self.collector.questions:
            if question.is_needed(item):
                told += await self._asked(question, item, denials)
        return told

    async def _asked(self, question: Question, item: Item, denials: dict[str, CallError]) -> list[Observation]:
        try:
            if question.after in denials:
                raise denials[question.after]
            answers = await self._answers(question, item)
        except CallError as error:
            if error.outcome is Outcome.DENIED:
                denials |= dict.fromkeys(question.aspects, error)
            return self._refused(question, item, error)
        return [self._observation(question, item, each, Outcome.OK, body=answers[each]) for each in question.aspects]

    async def _answers(self, question: Question, item: Item) -> Answers:
        known = self.bulk.get(question, {}).get(item.key)
        if known is not None:
            return {question.aspects[0]: known}
        answer = item.body if item.is_whole and not question.path else await self._answer(question, item)
        try:
            return question.read(answer)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as cause:
            message = f"the answer has an unknown shape ({type(cause).__name__}: {cause})"
            raise CallError(Outcome.FAILED, "UnexpectedShape", message, question.operation(item)) from cause

    async def _answer(self, question: Question, item: Item) -> Any:
        call = Call(question.operation(item), question.needed_permission(item), question.method)
        version = question.api_version or self.collector.listing.api_version
        target = self.client.address(url_path(item.id) + question.path, version)
        if question.is_paged:
            return {"value": [each async for page in self.client.pages(call, target) for each in page]}
        return await self.client.ask(call, target)

    def _refused(self, question: Question, item: Item, error: CallError) -> list[Observation]:
        outcome = error.outcome
        if outcome is Outcome.ABSENT and question.has_none:
            return [self._observation(question, item, aspect, outcome) for aspect in question.aspects]
        outcome = Outcome.FAILED if outcome is Outcome.ABSENT else outcome
        told = {"detail": error.detail, "permission": error.permission}
        return [self._observation(question, item, aspect, outcome, **told) for aspect in question.aspects]

    def _observation(self, question: Question, item: Item, aspect: str, outcome: Outcome, **rest: Any) -> Observation:
        return Observation(
            self.collector.kind, item.key, aspect, outcome, self.subscription, item.region,
            operation=question.operation(item), **rest,
        )  # fmt: skip
