"""Delegations of Azure Lighthouse: what principals of other tenants may do, without any role assignment to see."""

from bartizan.collect.azure.engine.collector import AzureCollector, GraphQuery, Listing

DELEGATION = AzureCollector(
    "azure_delegation",
    Listing(
        GraphQuery("", ("microsoft.managedservices/registrationassignments",)),
        path="/providers/Microsoft.ManagedServices/registrationAssignments",
        api_version="2022-10-01",
        permissions=("Microsoft.ManagedServices/registrationAssignments/read",),
        # Without the definition, an assignment does not say to whom.
        members=("registrationDefinition",),
        condition="$expandRegistrationDefinition=true",
    ),
)
"""One call for each subscription: Resource Graph lists assignments and definitions apart.

Source: https://learn.microsoft.com/rest/api/managedservices/registration-assignments/list
"""
