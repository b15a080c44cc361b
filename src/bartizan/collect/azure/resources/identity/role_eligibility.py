"""Eligible role assignments: roles that a principal holds only after it activates them."""

from bartizan.collect.azure.engine.collector import AzureCollector, GraphQuery, Listing

ROLE_ELIGIBILITY = AzureCollector(
    "azure_role_eligibility",
    Listing(
        GraphQuery(
            "authorizationresources", ("microsoft.authorization/roleeligibilityscheduleinstances",), reaches_up=True
        ),
        path="/providers/Microsoft.Authorization/roleEligibilityScheduleInstances",
        api_version="2020-10-01",
        permissions=("Microsoft.Authorization/roleEligibilityScheduleInstances/read",),
        members=("principalId", "roleDefinitionId", "scope"),
        # A directory without the license of Privileged Identity Management has none.
        says_none="AadPremiumLicenseRequired",
    ),
    has_holders=True,
)
"""Without a filter, as with atScope() only those of the subscription itself and above would come.

Source: https://learn.microsoft.com/rest/api/authorization/role-eligibility-schedule-instances/list-for-scope
"""
