"""What the last scan knew, as far as a collector needs it to decide what to ask again."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from bartizan.collect.shared.listings import Listings, Place
from bartizan.collect.shared.narrow import NarrowRead
from bartizan.model import CODE, now

Question = tuple[str, str, str]
"""Kind, id and aspect."""
_AHEAD = datetime.timedelta(minutes=5)
"""Clocks of machines differ by less."""


@dataclass(frozen=True)
class Memory:
    """Markers and ages of the last scan's answers. Empty, it keeps nothing and everything is asked.

    ``markers`` maps (kind, id) to the marker of the resource's listed item; ``answered`` maps a question to when it
    was last answered with knowledge (``ok`` or ``absent``), UTC. At most ``budget`` answers that have grown too old
    are asked again in one scan, the oldest first; None asks all of them. ``refused`` are the scopes and operations
    that were denied whatever was asked. With ``narrow`` only what may have changed is read, and that anew.
    """

    is_probe: ClassVar[bool] = False
    """Whether only a sample is read: the first page of a listing, of one region."""
    markers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    answered: Mapping[Question, datetime.datetime] = field(default_factory=dict)
    budget: int | None = None
    at: datetime.datetime = field(default_factory=now)
    listings: Listings = field(default_factory=Listings)
    refused: frozenset[tuple[str, str]] = frozenset()
    narrow: NarrowRead | None = None

    def keeps(self, kind: str, id_: str, marker: str, aspect: str, max_age_hours: float) -> bool:
        """Return whether the last answer stands: known, the resource's marker unmoved, and not too old."""
        if self.narrow and self.narrow.doubts(kind, id_):
            return False
        question = (kind, id_, aspect)
        when = self.answered.get(question)
        if when is None or not marker or self.markers.get((kind, id_)) != marker:
            return False
        is_young = self._is_young(when, max_age_hours)
        # Code is read again however much there is of it, and its age says nothing where it cannot change.
        return is_young or (aspect != CODE and question not in self._oldest)

    def holds(self, kind: str, id_: str, aspect: str, marker: str = "") -> bool:
        """Return whether there is an answer at all, however old, to what cannot change while the marker stands."""
        is_same = not marker or self.markers.get((kind, id_)) == marker
        return is_same and (kind, id_, aspect) in self.answered

    def keeps_listing(self, place: Place, aspects: Collection[str], max_age_hours: float) -> bool:
        """Return whether all that the last scan read of a kind in a place stands: fully known, and not too old."""
        if self.narrow:
            return False
        since = self.listings.known_since(place, aspects)
        return since is not None and self._is_young(since, max_age_hours)

    def _is_young(self, when: datetime.datetime, max_age_hours: float) -> bool:
        # What was answered later than now is of a clock that has been set back since: its age is not known.
        return -_AHEAD <= self.at - when <= datetime.timedelta(hours=max_age_hours)

    @cached_property
    def _oldest(self) -> frozenset[Question]:
        """The answers that this scan's budget reaches."""
        aging = (question for question in self.answered if question[2] != CODE)
        return frozenset(sorted(aging, key=self.answered.__getitem__)[: self.budget])
