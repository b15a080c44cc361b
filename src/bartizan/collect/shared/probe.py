"""Ask each question about one resource only: what a principal may read is found out in seconds, whatever there is."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import ClassVar

from bartizan.collect.shared.listings import Place
from bartizan.collect.shared.memory import Memory


@dataclass(frozen=True)
class Probe(Memory):
    """A memory that takes each question for answered once it was asked about any resource of a kind.

    Slots of an app are asked apart from it, since other permissions let them be read. What lands as kept was not
    asked, and says nothing.
    """

    is_probe: ClassVar[bool] = True
    _asked: set[tuple[str, bool, str]] = field(default_factory=set)

    def keeps(self, kind: str, id_: str, marker: str, aspect: str, max_age_hours: float) -> bool:  # noqa: ARG002
        """Return whether the question was asked before; the first to ask asks it."""
        question = (kind, "/slots/" in id_, aspect)
        if question in self._asked:
            return True
        self._asked.add(question)
        return False

    def holds(self, kind: str, id_: str, aspect: str, marker: str = "") -> bool:
        """Return whether the question was asked before; the first to ask asks it."""
        return self.keeps(kind, id_, marker, aspect, 0)

    def keeps_listing(self, place: Place, aspects: Collection[str], max_age_hours: float) -> bool:  # noqa: ARG002
        """Return False: every listing is asked for."""
        return False
