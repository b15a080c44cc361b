"""TLS certificates that apps bind to their host names. No list holds a private key."""

from bartizan.collect.azure.engine.collector import AzureCollector
from bartizan.collect.azure.engine.plain_listing import plain_listing

CERTIFICATE = AzureCollector(
    "azure_certificate", plain_listing("Microsoft.Web/certificates", "2023-12-01", "thumbprint")
)
"""Source: https://learn.microsoft.com/rest/api/appservice/certificates/list"""
