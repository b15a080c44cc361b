"""App Service plans: the machines that apps share, and their tier."""

from bartizan.collect.azure.engine.collector import AzureCollector
from bartizan.collect.azure.engine.plain_listing import plain_listing

APP_SERVICE_PLAN = AzureCollector(
    "azure_app_service_plan", plain_listing("Microsoft.Web/serverfarms", "2023-12-01", "status")
)
"""Source: https://learn.microsoft.com/rest/api/appservice/app-service-plans/list"""
