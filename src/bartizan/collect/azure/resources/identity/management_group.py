"""Management groups: where role assignments, policies and denials for many subscriptions are made."""

from bartizan.collect.azure.engine.collector import AzureCollector, GraphQuery, Listing

MANAGEMENT_GROUP = AzureCollector(
    "azure_management_group",
    Listing(
        GraphQuery("resourcecontainers", ("microsoft.management/managementgroups",)),
        path="/providers/Microsoft.Management/managementGroups",
        api_version="2020-05-01",
        permissions=("Microsoft.Management/managementGroups/read",),
        is_above_subscriptions=True,
        is_tenant_wide=True,
    ),
)
"""Source: https://learn.microsoft.com/rest/api/managementgroups/management-groups/list"""
