"""Changes on Azure whose events never came: the activity log has them, and they are read as if an event had said so."""

import asyncio
import datetime
from collections.abc import Mapping
from pathlib import Path

from bartizan.collect.shared.target import AzureTarget
from bartizan.connect.target import target
from bartizan.model import ChangedResource
from bartizan.service.work.missed import SLACK, began
from bartizan.service.work.noting import expected_of, noted
from bartizan.service.work.watching import last_scans, scans_of
from bartizan.state import State
from bartizan.state.events.changed import reported_since
from bartizan.state.events.health import EventHealth, NotedEvents, event_health, note_missed, note_unreported
from bartizan.state.onboarding.nouns import Connector
from bartizan.watch.activitylog import read_log

_SAID = datetime.timedelta(days=1)
"""For so long after it was found, it is said that events were lost."""


def catch_up_with_log(
    home: Path,
    directory: str,
    connector: Connector,
    looked: datetime.datetime | None = None,
    slack: datetime.timedelta = SLACK,
) -> datetime.datetime | None:
    """Note what changed without an event since the last whole scan, or since the log was ``looked`` at.

    Returns the time until which it was looked at now, None where events are not followed yet, or are none of Azure's.
    What happened within the ``slack`` is left for the next time: its event may be on its way, and so may its entry in
    the log.

    Raises:
        BartizanError: there are no credentials, or the state cannot be reached.
        CallError: the log cannot be read.
    """
    state, reads = State(home), target(connector)
    health = event_health(state, connector.id)
    if health.followed_since is None or not isinstance(reads, AzureTarget):
        return None
    # Imported on use: a server that follows no events of Azure does without its client.
    from bartizan.collect.azure.activity_log import KEPT, logged_changes

    at = state.time()
    since = looked - slack if looked else _last_scan(state, directory, connector, at)
    since, until = max(since, health.followed_since, at - KEPT), at - slack
    if until <= since:
        return looked
    batch = read_log(asyncio.run(logged_changes(reads, since, until)), expected_of(connector))
    came = _unreported(noted(batch), reported_since(state, connector.id, since - SLACK))
    if came.changes:
        note_unreported(state, connector.id, came)
        note_missed(state, connector.id, at, len(came.changes), next(each.id for each in came.changes))
    elif _is_over(health, at):
        note_missed(state, connector.id, at, 0, "")
    return until


def _last_scan(state: State, directory: str, connector: Connector, at: datetime.datetime) -> datetime.datetime:
    """Return when the last whole scan began, which knows of all before; long ago where there was none."""
    known = [run for run in scans_of(connector, last_scans(state, directory, at), at) if run.snapshot_id]
    return began(known[0]) if known else datetime.datetime.min


def _unreported(came: NotedEvents, reported: Mapping[ChangedResource, datetime.datetime]) -> NotedEvents:
    """Return what the log has of changes after which no event came about the resource."""
    lost = {
        each: note
        for each, note in came.changes.items()
        if not any(about in reported and reported[about] >= note.event_at - SLACK for about in _told_by(each))
    }
    calls = [each for each in came.calls if any(note.event_id == each.event_id for note in lost.values())]
    return NotedEvents(lost, 0, {}, None, calls)


def _told_by(changed: ChangedResource) -> list[ChangedResource]:
    """Return what an event may be about that has a resource read: itself, or all of its kind."""
    return [changed, ChangedResource(changed.kind, changed.scope, changed.region), ChangedResource("", "", "")]


def _is_over(health: EventHealth, at: datetime.datetime) -> bool:
    return health.missed > 0 and (health.missed_at is None or health.missed_at < at - _SAID)
