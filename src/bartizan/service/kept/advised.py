"""The sources of advisories as people see them: how old each is, and how old it may be."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bartizan.advise.sources.kind import Kind
from bartizan.advise.sources.status import STALE_AFTER, SourceStatus, statuses
from bartizan.model import now

Freshness = Literal["fresh", "old", "frozen", "failed", "never read"]


@dataclass(frozen=True)
class AdvisedSource:
    """A source, how fresh it is, and the age at which it is too old to rely on.

    It is *frozen* where it was read lately and has nothing newer itself, *failed* where the last attempt brought
    nothing. ``age`` is None where the source does not say how old it is.
    """

    status: SourceStatus
    state: Freshness
    age: datetime.timedelta | None
    most: datetime.timedelta

    @property
    def is_old(self) -> bool:
        """Whether it is too old to rely on."""
        return self.age is None or self.age > self.most


def advised_sources(home: Path) -> list[AdvisedSource]:
    """Return the sources, advisories first.

    Raises:
        BartizanError: what is known of them is damaged.
    """
    kinds, at = list(Kind), now()
    found = sorted(statuses(home).values(), key=lambda each: (kinds.index(each.kind), each.name))
    return [
        AdvisedSource(each, _state(each, at), at - each.as_of if each.as_of else None, STALE_AFTER[each.kind])
        for each in found
    ]


def _state(each: SourceStatus, at: datetime.datetime) -> Freshness:
    if each.fetched_at is None:
        return "never read"
    if each.error:
        return "failed"
    if not each.is_stale(at):
        return "fresh"
    return "frozen" if at - each.fetched_at <= STALE_AFTER[each.kind] else "old"
