"""Changes of Azure's resources as the activity log tells them: what Event Grid delivers, in another form.

Source: https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema
"""

from collections.abc import Iterable

from bartizan.model import now
from bartizan.watch.event import CloudEvent, ExpectedEvents, SkipReason, text_at, utc
from bartizan.watch.eventgrid import read_operation
from bartizan.watch.intake import EventBatch
from bartizan.watch.mapping import changed_resources

_DONE = ("succeeded", "success")
_CHANGES = ("write", "delete")


def read_log(entries: Iterable[object], expected: ExpectedEvents) -> EventBatch:
    """Return what the entries of a log come to. No entry makes this fail."""
    batch = EventBatch()
    for entry in entries:
        event = _read_entry(entry, expected)
        if isinstance(event, CloudEvent) and event.id not in batch.ids:
            batch.note(event, changed_resources(event, "azure"))
    return batch


def _read_entry(entry: object, expected: ExpectedEvents) -> CloudEvent | SkipReason:
    """Return what an entry says: a change that was made, else why it is skipped."""
    name = text_at(entry, "operationName", "value").lower()
    if text_at(entry, "status", "value").lower() not in _DONE or name.rpartition("/")[2] not in _CHANGES:
        return SkipReason.NO_CHANGE
    try:
        at = utc(text_at(entry, "eventTimestamp"), now())
    except (ValueError, OverflowError):
        return SkipReason.MALFORMED
    return read_operation(
        text_at(entry, "eventDataId"), at, name, text_at(entry, "resourceId"), text_at(entry, "caller"), expected
    )
