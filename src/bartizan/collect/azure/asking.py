"""The questions about one resource, asked one after the other, and the observations that come of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bartizan.collect.azure.code.run import CodeFinder
from bartizan.collect.azure.engine.collector import Answers, AzureCollector, Body, Item, Question
from bartizan.collect.azure.transport.arm_id import url_path
from bartizan.collect.azure.transport.client import ArmCall, ArmClient
from bartizan.collect.shared.breaker import Breaker
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.memory import Memory
from bartizan.model import CODE, Observation, Outcome

Bulk = Mapping[Question, dict[str, Body]]
"""Question → lower-case id → the answer that is known without asking; given away once."""
_GONE = frozenset({"resourcenotfound", "parentresourcenotfound", "resourcegroupnotfound", "subscriptionnotfound"})


@dataclass
class Dossier:
    """What the answers about one resource mean for its other questions."""

    denials: dict[str, CallError] = field(default_factory=dict)
    gone: CallError | None = None

    def refusal(self, question: Question) -> CallError | None:
        """Return why a question need not be sent, None where it must be."""
        return self.denials.get(question.after) or self.gone

    def note(self, question: Question, error: CallError) -> None:
        """Remember what a refused question says of others."""
        if error.outcome is Outcome.DENIED:
            self.denials |= dict.fromkeys(question.aspects, error)
        elif error.code.lower() in _GONE:
            self.gone = error


@dataclass(frozen=True)
class AzureQuestioner:
    """What it takes to ask about one subscription's resources of one kind."""

    client: ArmClient
    collector: AzureCollector
    subscription: str
    bulk: Bulk
    memory: Memory
    breaker: Breaker
    code: CodeFinder | None = None

    async def about(self, item: Item, questions: Sequence[Question], dossier: Dossier) -> list[Observation]:
        """Return one observation per aspect of the questions; a failure concerns its own aspects only."""
        observations: list[Observation] = []
        for question in questions:
            observations += await self._asked(question, item, dossier)
        return observations

    async def _asked(self, question: Question, item: Item, dossier: Dossier) -> list[Observation]:
        if self._stands(question, item):
            aspects = (*question.aspects, CODE) if self._keeps_code(question, item) else question.aspects
            return [self._observation(question, item, aspect, Outcome.KEPT) for aspect in aspects]
        try:
            if refusal := dossier.refusal(question):
                raise refusal
            answers = await self._answers(question, item)
        except CallError as error:
            dossier.note(question, error)
            if self.code and question.tells_code:
                self.code.refused(item, error)
            return self._refused(question, item, error)
        return [self._observation(question, item, each, Outcome.OK, body=answers[each]) for each in question.aspects]

    def _stands(self, question: Question, item: Item) -> bool:
        """Return whether the last scan's answer is as good as a new one; what is known without asking is newer."""
        if item.key in self.bulk.get(question, {}) or (item.is_whole and not question.path):
            return False
        # Nothing but the answer leads to code that was not read.
        if self._keeps_code(question, item) is False:
            return False
        remembered = self.collector.kind, item.key, item.marker
        return all(self.memory.keeps(*remembered, aspect, question.max_age_hours) for aspect in question.aspects)

    def _keeps_code(self, question: Question, item: Item) -> bool | None:
        """Return whether the app's code need not be read again; None where the question does not lead to it."""
        return self.code.keeps(item) if self.code and question.tells_code else None

    async def _answers(self, question: Question, item: Item) -> Answers:
        known = self.bulk.get(question, {}).pop(item.key, None)
        if known is not None:
            return {question.aspects[0]: known}
        answer = item.body if item.is_whole and not question.path else await self._sent(question, item)
        try:
            read = question.read(_checked(question, answer))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as cause:
            why = cause if isinstance(cause, _LackingError) else type(cause).__name__
            message = f"the answer has an unknown shape ({why})"
            raise CallError(Outcome.FAILED, "UnexpectedShape", message, question.operation(item)) from cause
        if self.code and question.tells_code:
            self.code.take_settings(item, answer)
        return read

    async def _sent(self, question: Question, item: Item) -> Any:
        operation = question.operation(item)
        async with self.breaker.turn(self.subscription, operation):
            try:
                answer = await self._answer(question, item)
            except CallError as error:
                # That one resource is gone says nothing of the others.
                if error.code.lower() not in _GONE:
                    self.breaker.note(self.subscription, operation, error)
                raise
            self.breaker.note(self.subscription, operation)
            return answer

    async def _answer(self, question: Question, item: Item) -> Any:
        call = ArmCall(question.operation(item), question.needed_permission(item), question.method)
        version = question.api_version or self.collector.listing.api_version
        target = self.client.address(url_path(question.target(item)) + question.path, version)
        if question.is_paged:
            return {"value": [each async for page in self.client.pages(call, target) for each in page]}
        return await self.client.ask(call, target)

    def _refused(self, question: Question, item: Item, error: CallError) -> list[Observation]:
        outcome = error.outcome
        if outcome is Outcome.ABSENT and question.has_none:
            return [self._observation(question, item, aspect, outcome) for aspect in question.aspects]
        outcome = Outcome.FAILED if outcome is Outcome.ABSENT else outcome
        observations = {"detail": error.detail, "permission": error.permission}
        return [self._observation(question, item, aspect, outcome, **observations) for aspect in question.aspects]

    def _observation(self, question: Question, item: Item, aspect: str, outcome: Outcome, **rest: Any) -> Observation:
        return Observation(
            self.collector.kind, item.key, aspect, outcome, self.subscription, item.region,
            operation=question.operation(item), **rest,
        )  # fmt: skip


class _LackingError(ValueError):
    """An answer has not what each has; the text names the member."""


def _checked(question: Question, answer: Any) -> Any:
    """Return an answer without nulls inside it, once it has what each answer to the question has."""
    if not question.is_paged:
        missing = [name for name in question.members if not isinstance(answer.get(name), str)]
        if missing:
            raise _LackingError(f"it lacks {missing[0]}")
    return {name: without_nulls(value) for name, value in answer.items()}


def without_nulls(node: Any) -> Any:
    """Return a JSON value without the members that are null: ARM sends in one answer what it leaves out in another."""
    if isinstance(node, dict):
        return {name: without_nulls(value) for name, value in node.items() if value is not None}
    return [without_nulls(each) for each in node if each is not None] if isinstance(node, list) else node
