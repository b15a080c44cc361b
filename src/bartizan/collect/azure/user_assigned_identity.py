"""User-assigned managed identities: the principal behind the id that apps refer to."""

from bartizan.collect.azure.collector import Collector, GraphQuery, Listing

USER_ASSIGNED_IDENTITY = Collector(
    "azure_user_assigned_identity",
    Listing(
        GraphQuery(
            "resources",
            ("microsoft.managedidentity/userassignedidentities",),
            ("id", "name", "type", "location", "tags", "properties"),
        ),
        path="/providers/Microsoft.ManagedIdentity/userAssignedIdentities",
        api_version="2023-01-31",
        permissions=("Microsoft.ManagedIdentity/userAssignedIdentities/read",),
    ),
)
"""Source: https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities/list-by-subscription"""
