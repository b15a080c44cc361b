"""Whether the events of a connector come in, in words: the same on every page and in every command."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bartizan.service.connecting import events_of
from bartizan.state.events.health import EventHealth
from bartizan.state.onboarding.nouns import EVENTS_WEBHOOK, Connector

UNREAD = datetime.timedelta(minutes=15)
"""After so long without a look at its queue nobody reads it: who does looks every few seconds."""
_FOUND_BY = {"aws": "the scan", "azure": "the activity log"}
_FIXES = {
    "aws": "see in each region whether the rule, the queue and a trail are there",
    "azure": "see whether the event subscription is there and what it could not deliver; the changes are read now",
}


@dataclass(frozen=True)
class EventState:
    """How events come in: ``state`` in a word, ``detail`` in a sentence, ``fix`` what to do, empty for nothing."""

    state: Literal["ok", "not readable", "not read", "lost"]
    detail: str
    fix: str = ""


def event_state(home: Path, connector: Connector, at: datetime.datetime) -> EventState | None:
    """Return whether the events of a connector come in at a time, None where they are not followed."""
    health = events_of(home, connector)
    if health is None:
        return None
    if health.error:
        return EventState("not readable", health.error, f"bartizan connect {connector.provider} NAME --check")
    if unread := _unread(health, at, is_posted=EVENTS_WEBHOOK in connector.settings):
        return unread
    if health.missed:
        fix = _FIXES[connector.provider]
        return EventState("lost", _lost(health, _FOUND_BY[connector.provider]), fix)
    return EventState("ok", _counts(health))


def _unread(health: EventHealth, at: datetime.datetime, *, is_posted: bool) -> EventState | None:
    if health.checked_at is None and is_posted:
        return EventState("not read", "Event Grid has not posted yet", "docs/events.md says how to set it up")
    if health.checked_at is None:
        return EventState("not read", "nobody reads the queue yet", "run bartizan watch or serve")
    if not is_posted and health.checked_at < at - UNREAD:
        said = f"nobody has read the queue since {_utc(health.checked_at)}"
        return EventState("not read", said, "run bartizan watch or serve")
    return None


def _lost(health: EventHealth, found_by: str) -> str:
    n, when = health.missed, f", by {found_by} of {_utc(health.missed_at)}" if health.missed_at else ""
    what = f"{n:,} changes" if n > 1 else "1 change"
    return f"{what} without an event{when}, such as of {health.missed_example}; {_counts(health)}"


def _counts(health: EventHealth) -> str:
    last = f"last {_utc(health.last_event_at)}" if health.last_event_at else "none yet"
    skipped = sum(health.skipped.values())
    return f"{last}; {health.seen:,} seen, {skipped:,} skipped, {health.waiting:,} waiting"


def _utc(at: datetime.datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
