"""Cosmos DB accounts."""

from bartizan.collect.azure.engine.collector import AzureCollector
from bartizan.collect.azure.engine.plain_listing import plain_listing

COSMOS_ACCOUNT = AzureCollector(
    "azure_cosmos_account", plain_listing("Microsoft.DocumentDB/databaseAccounts", "2024-05-15", "documentEndpoint")
)
"""Source: https://learn.microsoft.com/rest/api/cosmos-db-resource-provider/database-accounts/list"""
