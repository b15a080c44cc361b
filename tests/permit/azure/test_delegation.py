"""What Azure Lighthouse gives to principals of another tenant."""

from typing import Any

import pytest

from tests.permit.azure.filled import ME, OTHER, SUBSCRIPTION, Rows, permitted, role, thing

APP = thing("Microsoft.Web/sites")
ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
ROLES = [
    role("writer", "Microsoft.Web/sites/config/write"),
    role("reader", "Microsoft.Web/sites/read"),
    role(ACCESS_ADMINISTRATOR, "Microsoft.Authorization/roleAssignments/write"),
]


def delegated(**more: Any) -> Rows:
    row = {"id": "d", "name": "ops", "delegated_scope": f"/subscriptions/{SUBSCRIPTION}", "eligible_roles": []}
    return {
        "azure_role_definition": ROLES,
        "azure_delegation": [{**row, "roles": [], **more}],
        "azure_app_principal": [{"id": APP, "principal_ids": [OTHER]}],
    }


@pytest.mark.parametrize(
    ("delegation", "effects"),
    [
        ({"roles": [f"{ME} writer"]}, ["yes"]),
        ({"eligible_roles": [f"{ME} writer"]}, ["conditional"]),
        ({"roles": [f"{ME} reader"]}, []),
        ({"roles": [f"{ME} writer"], "delegated_scope": "/subscriptions/22222222-1111-4111-8111-111111111111"}, []),
        ({"roles": None}, []),
    ],
)
def test_a_delegated_role_counts_as_one_that_is_assigned(delegation: dict[str, Any], effects: list[str]) -> None:
    rows = permitted(delegated(**delegation), "access")
    assert [row["effect"] for row in rows if row["principal_id"] == ME and row["target_id"] == APP] == effects


def test_who_assigns_roles_by_delegation_assigns_those_that_it_names() -> None:
    rows = permitted(delegated(roles=[f"{ME} {ACCESS_ADMINISTRATOR}"]), "permission")
    assert {(row["effect"], row["condition"] != "") for row in rows} == {("conditional", True)}
