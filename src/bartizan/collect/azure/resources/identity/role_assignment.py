"""Role assignments: who holds which role where."""

from bartizan.collect.azure.engine.collector import AzureCollector, GraphQuery, Listing

ROLE_ASSIGNMENT = AzureCollector(
    "azure_role_assignment",
    Listing(
        GraphQuery("authorizationresources", ("microsoft.authorization/roleassignments",), reaches_up=True),
        path="/providers/Microsoft.Authorization/roleAssignments",
        api_version="2022-04-01",
        permissions=("Microsoft.Authorization/roleAssignments/read",),
        members=("principalId", "roleDefinitionId", "scope"),
    ),
    has_holders=True,
)
"""Source: https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-subscription"""
