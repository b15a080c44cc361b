"""The Bicep file that sends the changes in a subscription to a storage queue which Bartizan may read, or a webhook.

Sources: https://learn.microsoft.com/azure/templates/microsoft.eventgrid/systemtopics,
https://learn.microsoft.com/azure/event-grid/handler-storage-queues and
https://learn.microsoft.com/azure/event-grid/handler-webhooks
"""

from pathlib import Path

from bartizan.collect.azure.queue import PERMISSIONS
from bartizan.state.onboarding.nouns import EVENTS_APP, EVENTS_WEBHOOK, Connector
from bartizan.watch.eventgrid import EVENT_TYPES


def event_bicep(connector: Connector | None = None) -> str:
    """Return a file for a resource group of the subscription that is read: with a webhook, where the connector has one.

    Its address is a secure parameter: the key in it stands in no file.
    """
    said = connector.settings if connector else {}
    name = "events_webhook.bicep" if said.get(EVENTS_WEBHOOK) else "events.bicep"
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    process, read = PERMISSIONS
    tenant, _, app = said.get(EVENTS_APP, "").partition("/")
    types = "\n        ".join(f"'{each}'" for each in sorted(EVENT_TYPES))
    parts = {"PROCESS_ACTION": process, "READ_ACTION": read, "EVENT_TYPES": types, "TENANT_ID": tenant, "APP_ID": app}
    for mark, value in parts.items():
        text = text.replace(mark, value)
    return text
