"""Resources beside apps that act as a managed identity: who changes what they run gains their identities."""

from urllib.parse import quote

from bartizan.collect.azure.engine.collector import AzureCollector, Body, GraphQuery, Listing

_TYPES = (
    "microsoft.app/containerapps",
    "microsoft.app/jobs",
    "microsoft.automation/automationaccounts",
    "microsoft.batch/batchaccounts",
    "microsoft.compute/virtualmachines",
    "microsoft.compute/virtualmachinescalesets",
    "microsoft.containerinstance/containergroups",
    "microsoft.containerservice/managedclusters",
    "microsoft.datafactory/factories",
    "microsoft.hybridcompute/machines",
    "microsoft.logic/workflows",
    "microsoft.machinelearningservices/workspaces",
    "microsoft.resources/deploymentscripts",
)


def _has_identity(body: Body) -> bool:
    identity = body.get("identity")
    return isinstance(identity, dict) and str(identity.get("type") or "None").lower() != "none"


RESOURCE_WITH_IDENTITY = AzureCollector(
    "azure_resource_with_identity",
    Listing(
        GraphQuery("resources", _TYPES, ("id", "name", "type", "location", "tags", "identity")),
        path="/resources",
        api_version="2021-04-01",
        permissions=("Microsoft.Resources/subscriptions/resources/read",),
        condition="$filter=" + quote(" or ".join(f"resourceType eq '{each}'" for each in _TYPES), safe=""),
    ),
    claims=_has_identity,
)
"""In the query that lists all other resources, so that they cost no call.

Source: https://learn.microsoft.com/rest/api/resources/resources/list
"""
