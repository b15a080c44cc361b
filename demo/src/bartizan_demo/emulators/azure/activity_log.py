"""The activity log of the emulator: the changes that were made there, found by their time.

Source: https://learn.microsoft.com/rest/api/monitor/activity-logs/list
"""

import datetime
import re
import uuid
from typing import Any

from bartizan_demo.emulators.azure.errors import ArmError

LOG = "arm:GET Microsoft.Insights/eventtypes/values"
"""What reading it is called in faults and counts."""
_FILTER = re.compile(r"eventTimestamp ge '([^']+)' and eventTimestamp le '([^']+)'")


class ActivityLog:
    """The entries of all subscriptions, newest first as Azure lists them."""

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] = []

    def note(self, operation: str, resource: str) -> None:
        """Note a change that was just made."""
        at = datetime.datetime.now(datetime.UTC).isoformat().replace("+00:00", "Z")
        entry = {
            "eventDataId": str(uuid.uuid4()),
            "eventTimestamp": at,
            "caller": "deploy@example.com",
            "category": {"value": "Administrative"},
            "operationName": {"value": operation},
            "resourceId": resource,
        }
        # As there: that it began is an entry of its own.
        for status in ("Started", "Succeeded"):
            self._entries.insert(0, entry | {"status": {"value": status}})

    def entries(self, subscription: str, wanted: str) -> list[dict[str, Any]]:
        """Return the entries of a subscription that a ``$filter`` names. Raises ArmError."""
        found = _FILTER.fullmatch(wanted)
        if not found:
            raise ArmError(400, "BadRequest", "The $filter needs the times between which events are wanted.")
        since, until = map(datetime.datetime.fromisoformat, found.groups())
        here = f"/subscriptions/{subscription}/".lower()
        return [
            each
            for each in self._entries
            if each["resourceId"].lower().startswith(here)
            and since <= datetime.datetime.fromisoformat(each["eventTimestamp"]) <= until
        ]
