"""What is kept of a connector's events, whichever way they come."""

from bartizan.state.events.calls import ResourceCall
from bartizan.state.events.changed import ChangeNote
from bartizan.state.events.health import NotedEvents
from bartizan.state.onboarding.nouns import EVENTS_QUEUE, EVENTS_WEBHOOK, Connector
from bartizan.watch.event import ExpectedEvents
from bartizan.watch.intake import EventBatch

_GLOBAL = frozenset({"us-east-1", "us-gov-west-1", "cn-north-1"})
"""Regions that services of a whole partition report from."""


def way_of_events(connector: Connector) -> str:
    """Return the address of the queue or the webhook that a connector's events come to, empty for none."""
    return connector.settings.get(EVENTS_QUEUE) or connector.settings.get(EVENTS_WEBHOOK) or ""


def expected_of(connector: Connector) -> ExpectedEvents:
    """Return whose events count for a connector."""
    regions = frozenset(filter(None, connector.settings.get("regions", "").split(",")))
    scopes = frozenset(filter(None, [connector.single_scope.lower()]))
    return ExpectedEvents(scopes, regions | _GLOBAL if regions else regions)


def noted(batch: EventBatch) -> NotedEvents:
    """Return what is kept of a batch of events."""
    changes = {each: ChangeNote(event.id, event.name, event.caller, event.at) for each, event in batch.changes.items()}
    calls = [ResourceCall(each.scope, each.id, made.id, made.name, made.caller, made.at) for each, made in batch.calls]
    skipped = {str(name): n for name, n in batch.skipped.items()}
    return NotedEvents(changes, batch.seen, skipped, batch.last_at, calls)
