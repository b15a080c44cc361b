"""What principals may do to single resources, and what was not read of it."""

import json
from typing import Any

import pytest

from tests.permit.azure.filled import GROUP, ME, OTHER, SUBSCRIPTION, TEAM, Rows, held, permitted, role, thing

VAULT = thing("Microsoft.KeyVault/vaults")
STORE = thing("Microsoft.Storage/storageAccounts")
COSMOS = thing("Microsoft.DocumentDB/databaseAccounts")
SERVER = thing("Microsoft.Sql/servers")
BUS = thing("Microsoft.ServiceBus/namespaces")
APP = thing("Microsoft.Web/sites")
IDENTITY = thing("Microsoft.ManagedIdentity/userAssignedIdentities")
SECRETS = role("secrets", data=["Microsoft.KeyVault/vaults/secrets/getSecret/action"])
KEYS = role("keys", "Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.ServiceBus/namespaces/*/action")
BLOBS = role("blobs", data=["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"])


def access(rows: Rows, who: str = ME, refused: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the effect of each ability of a principal on the one resource that there is."""
    found = permitted(rows, "access", refused)
    return {row["ability"]: row["effect"] for row in found if row["principal_id"] == who}


def vault(*policies: Any, is_rbac: bool | None = False) -> dict[str, Any]:
    has = None if is_rbac is None else not is_rbac
    return {"id": VAULT, "is_rbac": is_rbac, "has_access_policies": has, "access_policies": json.dumps(policies)}


def policy(*secrets: str, keys: tuple[str, ...] = (), application: str | None = None) -> dict[str, Any]:
    rights = {"secrets": [*secrets], "keys": [*keys]}
    return {"objectId": ME.upper(), "applicationId": application, "permissions": rights}


@pytest.mark.parametrize(
    ("is_rbac", "found"), [(True, {"secret_read": "yes"}), (False, {}), (None, {"secret_read": "unknown"})]
)
def test_roles_open_vaults_that_roles_govern(is_rbac: bool | None, found: dict[str, str]) -> None:
    rows: Rows = {
        "azure_key_vault": [vault(is_rbac=is_rbac)],
        "azure_role_definition": [SECRETS],
        "azure_role_assignment": [held("secrets")],
    }
    assert access(rows) == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (policy("Get"), {"secret_read": "yes"}),
        (policy("all"), {"secret_read": "yes", "data_write": "yes"}),
        (policy("list"), {}),
        (policy("set"), {"data_write": "yes"}),
        (policy(keys=("Decrypt",)), {"decrypt": "yes"}),
        (policy(keys=("sign", "list")), {}),
        (policy("get", application=OTHER), {"secret_read": "conditional"}),
        ({"objectId": ME, "permissions": None}, {}),
        ({"objectId": None, "permissions": {"secrets": ["get"]}}, {}),
    ],
)
def test_access_policies_give_what_they_name(given: dict[str, Any], found: dict[str, str]) -> None:
    assert access({"azure_key_vault": [vault(given)]}) == found
    assert access({"azure_key_vault": [vault(given, is_rbac=True)]}) == {}


@pytest.mark.parametrize(("allows", "effect"), [(True, "yes"), (False, ""), (None, "unknown")])
def test_keys_count_where_they_open(allows: bool | None, effect: str) -> None:
    rows: Rows = {
        "azure_storage_account": [{"id": STORE, "allows_shared_key": allows}],
        "azure_role_definition": [KEYS],
        "azure_role_assignment": [held("keys", STORE)],
    }
    assert access(rows) == (dict.fromkeys(("data_read", "data_write", "manage_keys"), effect) if effect else {})


@pytest.mark.parametrize(
    ("scope", "is_there"),
    [
        ("/", True),
        (f"/subscriptions/{SUBSCRIPTION}", True),
        (GROUP, True),
        (STORE, True),
        (f"{STORE}/blobservices/default/containers/c", True),
        (f"{GROUP}2", False),
        (f"{STORE}2", False),
        (VAULT, False),
    ],
)
def test_a_role_reaches_what_its_scope_holds(scope: str, is_there: bool) -> None:
    rows: Rows = {
        "azure_storage_account": [{"id": STORE}],
        "azure_role_definition": [BLOBS],
        "azure_role_assignment": [held("blobs", scope)],
    }
    assert access(rows) == (dict.fromkeys(("data_read", "data_write"), "yes") if is_there else {})


@pytest.mark.parametrize(("groups", "effect"), [(["top"], "yes"), (["another"], ""), (None, "unknown")])
def test_management_groups_hand_down(groups: list[str] | None, effect: str) -> None:
    above = "/providers/microsoft.management/managementgroups/"
    ids = None if groups is None else [f"{above}{each}" for each in groups]
    rows: Rows = {
        "azure_subscription": [{"id": SUBSCRIPTION, "management_group_ids": ids}],
        "azure_storage_account": [{"id": STORE}],
        "azure_role_definition": [BLOBS],
        "azure_role_assignment": [held("blobs", f"{above}top")],
    }
    assert access(rows).get("data_read", "") == effect


def test_an_eligible_role_is_conditional_until_it_is_activated() -> None:
    rows: Rows = {
        "azure_storage_account": [{"id": STORE}],
        "azure_role_definition": [BLOBS],
        "azure_role_eligibility": [held("blobs")],
    }
    found = permitted(rows, "access")
    assert {(row["effect"], row["condition"]) for row in found} == {
        ("conditional", "after activation of the eligible role")
    }
    assert access({**rows, "azure_role_assignment": [held("blobs", STORE)]})["data_read"] == "yes"


@pytest.mark.parametrize(
    ("members", "found", "missing"),
    [([ME], "yes", False), ([OTHER], None, False), (None, None, True)],
)
def test_members_have_what_their_group_has(members: list[str] | None, found: str | None, missing: bool) -> None:
    rows: Rows = {
        "azure_storage_account": [{"id": STORE}],
        "azure_role_definition": [BLOBS],
        "azure_role_assignment": [held("blobs", who=TEAM), held("nothing", who=ME)],
        "azure_group": [{"id": TEAM, "member_ids": members}],
    }
    assert access(rows, TEAM)["data_read"] == "yes"
    assert access(rows).get("data_read") == found
    (me,) = (row for row in permitted(rows, "azure_identity_power") if row["id"] == ME)
    assert ("Microsoft Graph GroupMember.Read.All" in me["missing"]) is missing
    assert (me["group_ids"] is None) is missing


@pytest.mark.parametrize(
    ("role_id", "found"),
    [
        ("00000000-0000-0000-0000-000000000001", {"data_read": "yes"}),
        ("00000000-0000-0000-0000-000000000002", {"data_read": "yes", "data_write": "yes"}),
        (OTHER, {"data_read": "unknown", "data_write": "unknown"}),
    ],
)
def test_roles_of_cosmos_accounts_are_their_own(role_id: str, found: dict[str, str]) -> None:
    assert access({"azure_cosmos_account": [{"id": COSMOS, "data_roles": [f"{ME} {role_id}"]}]}) == found


def test_roles_of_cosmos_accounts_that_were_not_read_are_a_gap() -> None:
    rows: Rows = {"azure_cosmos_account": [{"id": COSMOS}], "azure_role_assignment": [held("nothing")]}
    (me,) = permitted(rows, "azure_identity_power")
    assert "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/read" in me["missing"]
    assert not me["is_whole"]


def test_an_entra_administrator_of_a_server_does_all_to_its_data() -> None:
    found = access({"azure_sql_server": [{"id": SERVER, "administrator_id": ME}]})
    assert found == dict.fromkeys(("data_read", "data_write", "data_admin"), "yes")


def test_a_user_assigned_identity_goes_by_its_arm_id() -> None:
    rows: Rows = {
        "azure_storage_account": [{"id": STORE}],
        "azure_role_definition": [BLOBS],
        "azure_role_assignment": [held("blobs", STORE)],
        "azure_user_assigned_identity": [{"id": IDENTITY, "principal_id": ME, "name": "it"}],
    }
    assert access(rows, IDENTITY) == {"data_read": "yes", "data_write": "yes"}
    assert access(rows) == {}


def test_a_condition_binds_only_what_it_names() -> None:
    read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
    condition = f"((!(ActionMatches{{'{read}'}})) OR (@Resource[x] y))"
    rows: Rows = {
        "azure_storage_account": [{"id": STORE}],
        "azure_role_definition": [BLOBS],
        "azure_role_assignment": [held("blobs", STORE, condition=condition)],
    }
    assert access(rows) == {"data_read": "conditional", "data_write": "yes"}


def test_denials_count_by_place_and_person() -> None:
    block = json.dumps([{"dataActions": ["*/blobs/write"]}])
    denial = {
        "id": "d",
        "denied_scope": STORE,
        "applies_below": True,
        "principal_ids": [ME],
        "excluded_principal_ids": [OTHER],
        "permissions": block,
    }
    another = f"{STORE}2"
    rows: Rows = {
        "azure_storage_account": [{"id": STORE}, {"id": another}],
        "azure_role_definition": [role("writes", data=["Microsoft.Storage/*/blobs/write"])],
        "azure_role_assignment": [held("writes"), held("writes", who=OTHER)],
        "azure_deny_assignment": [denial],
    }
    found = {(row["principal_id"], row["target_id"]) for row in permitted(rows, "access")}
    assert found == {(ME, another), (OTHER, STORE), (OTHER, another)}


def test_denials_that_were_not_read_make_a_grant_conditional() -> None:
    rows: Rows = {
        "azure_storage_account": [{"id": STORE}],
        "azure_role_definition": [BLOBS],
        "azure_role_assignment": [held("blobs", STORE)],
    }
    assert access(rows, refused=("azure_deny_assignment",)) == dict.fromkeys(("data_read", "data_write"), "conditional")


def test_a_role_that_was_not_read_is_a_gap_and_no_row() -> None:
    rows: Rows = {"azure_storage_account": [{"id": STORE}], "azure_role_assignment": [held("unread", STORE)]}
    assert access(rows) == {}
    assert permitted(rows, "permission") == []
    (me,) = permitted(rows, "azure_identity_power")
    assert "Microsoft.Authorization/roleDefinitions/read" in me["missing"]
    assert me["is_admin"] is None


@pytest.mark.parametrize(("scope", "is_admin"), [("/", True), (f"/subscriptions/{SUBSCRIPTION}", True), (GROUP, False)])
def test_an_administrator_has_full_control_of_a_subscription(scope: str, is_admin: bool) -> None:
    rows: Rows = {"azure_role_definition": [role("owner", "*")], "azure_role_assignment": [held("owner", scope)]}
    (me,) = permitted(rows, "azure_identity_power")
    assert (me["is_admin"], me["admin_scopes"]) == (is_admin, [scope] if is_admin else [])


def test_slots_take_actions_of_their_own() -> None:
    slot = f"{APP}/slots/next"
    rows: Rows = {
        "azure_app_principal": [{"id": APP, "principal_ids": []}, {"id": slot, "principal_ids": []}],
        "azure_role_definition": [role("web", "Microsoft.Web/sites/slots/publish/action")],
        "azure_role_assignment": [held("web")],
    }
    assert [(row["target_id"], row["ability"]) for row in permitted(rows, "access")] == [(slot, "write_code")]


def test_permissions_count_what_they_reach() -> None:
    rows: Rows = {
        "azure_key_vault": [vault(is_rbac=True)],
        "azure_role_definition": [SECRETS],
        "azure_role_assignment": [held("secrets")],
    }
    (found,) = permitted(rows, "permission")
    assert (found["effect"], found["n_resources"], found["n_sensitive"], found["provider"]) == ("yes", 1, 1, "azure")
