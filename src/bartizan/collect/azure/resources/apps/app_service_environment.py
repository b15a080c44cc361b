"""App Service Environments: App Service inside a virtual network of its own."""

from bartizan.collect.azure.engine.collector import AzureCollector
from bartizan.collect.azure.engine.plain_listing import plain_listing

APP_SERVICE_ENVIRONMENT = AzureCollector(
    "azure_app_service_environment", plain_listing("Microsoft.Web/hostingEnvironments", "2023-12-01", "status")
)
"""Source: https://learn.microsoft.com/rest/api/appservice/app-service-environments/list"""
