"""User-assigned managed identities: the principal behind an id that apps refer to, and who logs in as it."""

from typing import Any

from bartizan.collect.azure.engine.collector import Answers, AzureCollector, Body, GraphQuery, Listing, Question


def _federated_credentials(answer: Any) -> Answers:
    return {"federated_credentials": {"value": [_credential(each) for each in answer["value"]]}}


def _credential(item: Any) -> Body:
    properties = item["properties"]
    if not all(isinstance(properties[key], str) for key in ("issuer", "subject")):
        raise ValueError("the issuer or the subject is no text")
    kept = {key: properties[key] for key in ("issuer", "subject", "audiences") if properties.get(key) is not None}
    return {"id": str(item["id"]), "name": str(item.get("name") or ""), "properties": kept}


USER_ASSIGNED_IDENTITY = AzureCollector(
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
        members=("principalId", "clientId"),
    ),
    questions=(
        Question(
            "/federatedIdentityCredentials", ("federated_credentials",),
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read",
            _federated_credentials, is_paged=True, owner="Microsoft.ManagedIdentity/userAssignedIdentities",
        ),
    ),
    parts={"federated_credentials": "azure_federated_credential"},
    has_principals=True,
)  # fmt: skip
"""Source: https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities/list-by-subscription"""
