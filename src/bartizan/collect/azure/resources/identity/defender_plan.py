"""Plans of Defender for Cloud: which kinds of resources of a subscription it watches."""

from bartizan.collect.azure.engine.collector import AzureCollector, GraphQuery, Listing

DEFENDER_PLAN = AzureCollector(
    "azure_defender_plan",
    Listing(
        GraphQuery("securityresources", ("microsoft.security/pricings",)),
        path="/providers/Microsoft.Security/pricings",
        api_version="2023-01-01",
        permissions=("Microsoft.Security/pricings/read",),
    ),
)
"""Source: https://learn.microsoft.com/rest/api/defenderforcloud/pricings/list"""
