"""What the last scan knew of whole listings: how many resources, how many of them answered for, and since when."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bartizan.model import LIST, SELF

Place = tuple[str, str, str]
"""Kind, scope and region; the region is empty for kinds of the whole account."""

Tally = tuple[int, datetime.datetime]
"""How many answers with knowledge there were, and when the oldest of them was read, UTC."""


@dataclass(frozen=True)
class Listings:
    """Tallies of the last scan by place and aspect. Empty, it keeps no listing.

    The ``list`` of a place is only tallied where the cloud was asked and answered.
    """

    tallies: Mapping[Place, Mapping[str, Tally]] = field(default_factory=dict)

    def known_since(self, place: Place, aspects: Collection[str]) -> datetime.datetime | None:
        """Return when the oldest part of a listing was read; None unless each resource has an answer to each aspect."""
        listed = self.tallies.get(place, {}).get(LIST)
        if listed is None:
            return None
        count, oldest = self._all(place, SELF, listed[1])
        for aspect in aspects:
            answered, when = self._all(place, aspect, oldest)
            if answered != count:
                return None
            oldest = min(oldest, when)
        return oldest

    def was_made(self, place: Place) -> bool:
        """Return whether the cloud was asked and answered."""
        return LIST in self.tallies.get(place, {})

    def count(self, place: Place, aspect: str) -> int:
        """Return how many answers with knowledge there were in a place."""
        return self.tallies.get(place, {}).get(aspect, (0, None))[0]

    def _all(self, place: Place, aspect: str, none: datetime.datetime) -> Tally:
        """Return the tally of an aspect; that of an account-wide listing is the sum over the regions."""
        kind, scope, region = place
        places = [p for p in self.tallies if p[:2] == (kind, scope)] if not region else [place]
        found = [self.tallies[p][aspect] for p in places if aspect in self.tallies.get(p, {})]
        return sum(count for count, _ in found), min((when for _, when in found), default=none)
