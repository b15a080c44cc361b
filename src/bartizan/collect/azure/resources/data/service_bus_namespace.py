"""Service Bus namespaces."""

from bartizan.collect.azure.engine.collector import AzureCollector
from bartizan.collect.azure.engine.plain_listing import plain_listing

SERVICE_BUS_NAMESPACE = AzureCollector(
    "azure_service_bus_namespace",
    plain_listing("Microsoft.ServiceBus/namespaces", "2022-10-01-preview", "serviceBusEndpoint"),
)
"""Source: https://learn.microsoft.com/rest/api/servicebus/namespaces/list"""
