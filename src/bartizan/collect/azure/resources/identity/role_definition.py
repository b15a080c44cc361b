"""Role definitions, built-in and custom: what a role may do, in blocks that each have a condition of their own."""

from bartizan.collect.azure.engine.collector import AzureCollector, GraphQuery, Listing

ROLE_DEFINITION = AzureCollector(
    "azure_role_definition",
    Listing(
        GraphQuery("authorizationresources", ("microsoft.authorization/roledefinitions",), reaches_up=True),
        path="/providers/Microsoft.Authorization/roleDefinitions",
        api_version="2022-04-01",
        permissions=("Microsoft.Authorization/roleDefinitions/read",),
        is_above_subscriptions=True,
        members=("roleName", "permissions"),
    ),
)
"""Source: https://learn.microsoft.com/rest/api/authorization/role-definitions/list"""
