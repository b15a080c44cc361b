"""Event Hubs namespaces."""

from bartizan.collect.azure.engine.collector import AzureCollector
from bartizan.collect.azure.engine.plain_listing import plain_listing

EVENT_HUB_NAMESPACE = AzureCollector(
    "azure_event_hub_namespace", plain_listing("Microsoft.EventHub/namespaces", "2024-01-01", "serviceBusEndpoint")
)
"""Source: https://learn.microsoft.com/rest/api/eventhub/namespaces/list"""
