"""Roles of the directory: held, eligible, through groups, of a part of the tenant, unread."""

from collections.abc import Sequence
from typing import Any

import pytest

from bartizan.permit.azure.directory import DirectoryRoles, directory
from bartizan.permit.azure.surroundings import surroundings
from tests.permit.azure.filled import ME, OTHER, TEAM, Rows, filled, permitted

GLOBAL = "Global Administrator"


def has(who: str = ME, **more: Any) -> dict[str, Any]:
    """Return a row of a role that a user holds."""
    row = {"id": f"{who} {more.get('name')}", "principal_id": who, "principal_type": "User", "name": GLOBAL}
    return {**row, "gains": "tenant", "is_tenant_wide": True, **more}


def roles(rows: Rows, who: str = ME, refused: Sequence[str] = ()) -> DirectoryRoles:
    with filled(rows, refused) as engine:
        return directory(engine).roles(surroundings(engine).identity(who))


@pytest.mark.parametrize(
    ("row", "names"),
    [
        (has(), [GLOBAL]),
        (has(is_tenant_wide=False), []),
        (has(gains=""), []),
        (has(gains="groups", name="Groups Administrator"), ["Groups Administrator"]),
        (has(gains=None, name="Badge printing"), None),
        (has(OTHER), None),
    ],
)
def test_a_role_of_the_whole_tenant_counts(row: dict[str, Any], names: list[str] | None) -> None:
    assert roles({"azure_directory_role": [row]}).names == names


def test_a_role_comes_through_a_group_whose_members_are_read() -> None:
    held: Rows = {"azure_directory_role": [has(TEAM, principal_type="Group"), has(ME, gains="", name="")]}
    group = {"id": TEAM, "member_ids": [ME]}
    assert roles({**held, "azure_group": [group]}).names == [GLOBAL]
    assert roles({**held, "azure_group": [{**group, "member_ids": []}]}).names == []
    assert roles({**held, "azure_group": [{**group, "member_ids": None}]}).names is None


def test_an_eligible_role_is_not_held() -> None:
    rows: Rows = {"azure_directory_role_eligibility": [has()]}
    assert roles(rows) == DirectoryRoles(eligible=frozenset({GLOBAL}))
    assert roles({**rows, "azure_directory_role": [has()]}) == DirectoryRoles(frozenset({GLOBAL}))


@pytest.mark.parametrize("refused", ["azure_directory_role", "azure_directory_role_eligibility"])
def test_what_was_refused_leaves_more_to_be_held(refused: str) -> None:
    rows: Rows = {"azure_directory_role": [has(name="Groups Administrator", gains="groups")]}
    assert roles(rows, refused=[refused]) == DirectoryRoles(frozenset({"Groups Administrator"}), is_whole=False)


@pytest.mark.parametrize(("own", "names"), [([], []), ([GLOBAL], [GLOBAL]), (None, None)])
def test_a_service_principal_is_known_by_what_it_holds_itself(own: list[str] | None, names: list[str] | None) -> None:
    rows: Rows = {"azure_principal": [{"id": ME, "directory_roles": own}]}
    assert roles(rows, refused=["azure_directory_role"]).names == names


def test_who_may_become_an_administrator_of_the_tenant() -> None:
    rows: Rows = {
        "azure_directory_role": [has(ME, name="Groups Administrator", gains="groups")],
        "azure_directory_role_eligibility": [has(OTHER)],
        "azure_group": [{"id": TEAM, "member_ids": [], "takes_members": True, "is_role_assignable": False}],
        "azure_role_definition": [{"role_id": "owner", "id": "owner", "permissions": '[{"actions":["*"]}]'}],
        "azure_role_assignment": [
            {
                "id": "a", "principal_id": TEAM, "principal_type": "Group", "role_definition_id": "/x/owner",
                "role_scope": "/", "condition": "",
            }
        ],
    }  # fmt: skip
    found = {(row["principal_id"], row["technique"]): row for row in permitted(rows, "escalation")}
    assert {key: row["effect"] for key, row in found.items()} == {
        (ME, "join_group"): "yes",
        (OTHER, "elevate_access"): "conditional",
    }
    joined = found[ME, "join_group"]
    assert (joined["target_id"], joined["because"]) == (TEAM, "Groups Administrator")
    assert found[OTHER, "elevate_access"]["condition"] == "after it activates the role of the directory"


def test_identities_name_the_permission_that_would_tell_their_roles() -> None:
    (row,) = permitted(
        {"azure_directory_role": [has(gains="", name="")]}, "azure_identity_power", ["azure_directory_role"]
    )
    assert row["directory_roles"] is None
    assert row["missing"] == ["Microsoft Graph RoleManagement.Read.Directory"]
    assert row["is_admin"] is False
