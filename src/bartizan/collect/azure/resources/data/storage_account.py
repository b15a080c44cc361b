"""Storage accounts: data, and for many apps their code and host keys."""

from bartizan.collect.azure.engine.collector import AzureCollector
from bartizan.collect.azure.engine.plain_listing import plain_listing

STORAGE_ACCOUNT = AzureCollector(
    "azure_storage_account",
    plain_listing("Microsoft.Storage/storageAccounts", "2023-05-01", "provisioningState", "primaryEndpoints"),
)
"""Source: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list"""
