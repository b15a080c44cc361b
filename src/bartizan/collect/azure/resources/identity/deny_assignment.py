"""Deny assignments: what Azure refuses whatever roles say, set by blueprints, managed apps and deployment stacks."""

from bartizan.collect.azure.engine.collector import AzureCollector, GraphQuery, Listing

DENY_ASSIGNMENT = AzureCollector(
    "azure_deny_assignment",
    Listing(
        GraphQuery("authorizationresources", ("microsoft.authorization/denyassignments",), reaches_up=True),
        path="/providers/Microsoft.Authorization/denyAssignments",
        api_version="2022-04-01",
        permissions=("Microsoft.Authorization/denyAssignments/read",),
        members=("permissions", "principals"),
    ),
)
"""Source: https://learn.microsoft.com/rest/api/authorization/deny-assignments/list"""
