"""The Bicep file that sends the changes in a subscription to a storage queue which Bartizan may read.

Sources: https://learn.microsoft.com/azure/templates/microsoft.eventgrid/systemtopics and
https://learn.microsoft.com/azure/event-grid/handler-storage-queues
"""

from pathlib import Path

from bartizan.collect.azure.queue import PERMISSIONS
from bartizan.watch.eventgrid import EVENT_TYPES


def event_bicep() -> str:
    """Return a file for a resource group of the subscription that is read."""
    text = Path(__file__).with_name("events.bicep").read_text(encoding="utf-8")
    process, read = PERMISSIONS
    types = "\n        ".join(f"'{each}'" for each in sorted(EVENT_TYPES))
    return text.replace("PROCESS_ACTION", process).replace("READ_ACTION", read).replace("EVENT_TYPES", types)
