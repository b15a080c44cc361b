"""Key vaults, with their access policies; their secrets are never asked for."""

from bartizan.collect.azure.engine.collector import AzureCollector
from bartizan.collect.azure.engine.plain_listing import plain_listing

KEY_VAULT = AzureCollector(
    "azure_key_vault", plain_listing("Microsoft.KeyVault/vaults", "2023-07-01", "vaultUri", "sku")
)
"""Source: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/list-by-subscription"""
