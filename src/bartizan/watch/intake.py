"""What a batch of messages comes to: resources that may have changed, and counts of what was skipped."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from bartizan.model import ChangedResource
from bartizan.watch.event import CloudEvent, ExpectedEvents, SkipReason
from bartizan.watch.eventbridge import read_event
from bartizan.watch.eventgrid import read_grid_event
from bartizan.watch.mapping import changed_resources
from bartizan.watch.seen import SeenIds

ReadEvent = Callable[[str, ExpectedEvents], CloudEvent | SkipReason]
_READ: dict[Literal["aws", "azure"], ReadEvent] = {"aws": read_event, "azure": read_grid_event}


@dataclass
class EventBatch:
    """What some messages said: of each changed resource the last event, how many there were, and what was skipped.

    ``calls`` are the resources that events name, each with the event.
    """

    changes: dict[ChangedResource, CloudEvent] = field(default_factory=dict)
    calls: list[tuple[ChangedResource, CloudEvent]] = field(default_factory=list)
    seen: int = 0
    skipped: Counter[SkipReason] = field(default_factory=Counter)
    last_at: datetime.datetime | None = None
    ids: set[str] = field(default_factory=set)

    def note(self, event: CloudEvent, changed: Iterable[ChangedResource]) -> None:
        """Note what an event changed; the order in which events come does not matter."""
        self.ids.add(event.id)
        self.last_at = max(event.at, self.last_at or event.at)
        for each in changed:
            if each.id:
                self.calls.append((each, event))
            if each not in self.changes or self.changes[each].at <= event.at:
                self.changes[each] = event


@dataclass
class EventIntake:
    """Reads the messages of one queue; ``expected`` says whose events count."""

    cloud: Literal["aws", "azure"]
    expected: ExpectedEvents
    seen: SeenIds = field(default_factory=SeenIds)

    def take(self, messages: Iterable[str]) -> EventBatch:
        """Return what messages come to. No message makes this fail."""
        batch = EventBatch()
        for message in messages:
            batch.seen += 1
            event = _READ[self.cloud](message, self.expected)
            if isinstance(event, SkipReason):
                batch.skipped[event] += 1
            elif event.id in self.seen or event.id in batch.ids:
                batch.skipped[SkipReason.DUPLICATE] += 1
            elif changed := changed_resources(event, self.cloud):
                batch.note(event, changed)
            else:
                batch.skipped[SkipReason.UNKNOWN_EVENT] += 1
        return batch

    def kept(self, batch: EventBatch) -> None:
        """Note that what a batch came to is kept; until then its messages may come again and count."""
        self.seen.add(batch.ids)
