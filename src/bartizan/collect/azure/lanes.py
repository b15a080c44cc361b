"""The lanes in which a subscription's questions run: what decides exposure first, list actions beside it."""

from collections.abc import Callable
from dataclasses import dataclass

from bartizan.collect.azure.asking import AzureQuestioner, Dossier
from bartizan.collect.azure.engine.collector import Item, Lane, Question
from bartizan.collect.azure.engine.for_each import for_each
from bartizan.collect.shared.target import Sink
from bartizan.model import Observation, Usage

_RESOURCES_AT_ONCE = 24


@dataclass(frozen=True)
class Pending:
    """One resource and what one lane still has to ask about it."""

    asking: AzureQuestioner
    item: Item
    questions: tuple[Question, ...]
    dossier: Dossier


class Lanes:
    """The questions about one subscription's resources, by lane."""

    def __init__(self, sink: Sink, usage: Usage) -> None:
        self._sink = sink
        self._usage = usage
        self._waiting: dict[Lane, list[Pending]] = {lane: [] for lane in Lane}

    def add(self, asking: AzureQuestioner, item: Item) -> None:
        """Queue all questions about a resource in their lanes."""
        needed = [each for each in asking.collector.questions if each.is_needed(item)]
        dossier = Dossier()
        kept = item.slim()
        for lane in dict.fromkeys(each.lane for each in needed):
            questions = tuple(each for each in needed if each.lane is lane)
            self._waiting[lane].append(Pending(asking, kept, questions, dossier))
            self._usage.plan(asking.subscription, asking.collector.kind)

    async def run(self, lane: Lane, on_answer: Callable[[Pending, Observation], None]) -> None:
        """Ask everything in a lane; each observation goes to the sink, then to ``on_answer``."""
        waiting, self._waiting[lane] = self._waiting[lane], []

        async def ask(pending: Pending) -> None:
            for observation in await pending.asking.about(pending.item, pending.questions, pending.dossier):
                self._sink(observation)
                on_answer(pending, observation)
            self._usage.answer(pending.asking.subscription, pending.asking.collector.kind)

        await for_each(waiting, _RESOURCES_AT_ONCE, ask)
