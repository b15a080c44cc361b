"""Container registries: where the images of apps come from."""

from bartizan.collect.azure.engine.collector import AzureCollector
from bartizan.collect.azure.engine.plain_listing import plain_listing

CONTAINER_REGISTRY = AzureCollector(
    "azure_container_registry", plain_listing("Microsoft.ContainerRegistry/registries", "2023-07-01", "loginServer")
)
"""Source: https://learn.microsoft.com/rest/api/containerregistry/registries/list"""
