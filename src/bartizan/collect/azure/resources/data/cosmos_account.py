"""Cosmos DB accounts, and who holds which of their own roles: those are no roles of Azure."""

from typing import Any

from bartizan.collect.azure.engine.collector import Answers, AzureCollector, Body, Question
from bartizan.collect.azure.engine.plain_listing import plain_listing

_ACCOUNTS = "Microsoft.DocumentDB/databaseAccounts"
_KEPT = ("principalId", "roleDefinitionId", "scope")


def _role_assignments(answer: Any) -> Answers:
    return {"data_roles": {"value": [_assignment(each) for each in answer["value"]]}}


def _assignment(item: Any) -> Body:
    properties = item["properties"]
    if not all(isinstance(properties[key], str) for key in _KEPT):
        raise ValueError("a member is no text")
    return {"id": str(item["id"]), "properties": {key: properties[key] for key in _KEPT}}


COSMOS_ACCOUNT = AzureCollector(
    "azure_cosmos_account",
    plain_listing(_ACCOUNTS, "2024-05-15", "documentEndpoint"),
    questions=(
        # Resource Graph does not have them, so that each account is asked.
        Question(
            "/sqlRoleAssignments", ("data_roles",), f"{_ACCOUNTS}/sqlRoleAssignments/read",
            _role_assignments, is_paged=True, owner=_ACCOUNTS,
        ),
    ),
)  # fmt: skip
"""Source: https://learn.microsoft.com/rest/api/cosmos-db-resource-provider/database-accounts/list,
/rest/api/cosmos-db-resource-provider/sql-resources/list-sql-role-assignments
"""
