"""What techniques go through: a yes, a near miss for each thing that must hold, unknown for each that was not read."""

from typing import Any

import pytest

from bartizan.permit.azure.escalate.opening import Opening, openings
from tests.permit.azure.filled import ME, OTHER, TEAM, Rows, filled, thing

APP = thing("Microsoft.Web/sites")
STORE = thing("Microsoft.Storage/storageAccounts", "st")
REGISTRY = thing("Microsoft.ContainerRegistry/registries", "cr")
ACTS: Rows = {"azure_app_principal": [{"id": APP, "principal_ids": [ME]}]}


def told(name: str, rows: Rows) -> list[Opening]:
    with filled(rows) as engine:
        return list(openings(engine)[name])


def effects(name: str, rows: Rows) -> list[tuple[str, str]]:
    """Return the effect of each opening and its condition; 'no' for one that does not hold."""
    found = [opening.effect for opening in told(name, rows)]
    return [("no" if each.holds == 0 else each.name, each.condition) for each in found]


@pytest.mark.parametrize(("principals", "count"), [([ME, OTHER], 2), ([], 0), (None, 0)])
def test_code_of_an_app_acts_as_each_of_its_principals(principals: list[str] | None, count: int) -> None:
    assert len(told("app", {"azure_app_principal": [{"id": APP, "principal_ids": principals}]})) == count


@pytest.mark.parametrize(("allows", "effect"), [(True, "yes"), (False, "no"), (None, "unknown")])
def test_a_publish_profile_opens_where_passwords_do(allows: bool | None, effect: str) -> None:
    rows: Rows = {**ACTS, "azure_app_protocol": [{"id": APP, "allows_scm_basic_auth": allows}]}
    assert effects("app_with_password", rows)[0][0] == effect


@pytest.mark.parametrize(
    ("kinds", "sku", "form", "found"),
    [
        (["functionapp"], "Dynamic", "", ["yes"]),
        (["functionapp"], "Dynamic", "url", ["conditional"]),
        (["functionapp"], "FlexConsumption", "", ["conditional"]),
        (["functionapp"], "Dynamic", None, ["conditional"]),
        (["app"], "Standard", "", []),
    ],
)
def test_a_master_key_writes_code_where_files_can_be_written(
    kinds: list[str], sku: str, form: str | None, found: list[str]
) -> None:
    rows: Rows = {
        **ACTS,
        "azure_app_site": [{"id": APP, "kind_tokens": kinds, "sku": sku}],
        "azure_app_reference": [{"id": APP, "package_form": form}],
    }
    assert [effect for effect, _ in effects("function_app", rows)] == found


@pytest.mark.parametrize(
    ("named", "allows_any_ip", "found"),
    [
        ({"storage_account_names": ["st"]}, True, ["yes"]),
        ({"storage_account_names": ["st"]}, False, ["conditional"]),
        ({"storage_account_names": ["st"]}, None, ["conditional"]),
        ({"storage_account_names": ["st", "unseen"]}, True, ["yes"]),
        ({"storage_account_names": []}, True, []),
        ({"storage_account_names": None}, True, []),
        ({"storage_account_names": None, "deployment_account": "st"}, True, ["yes"]),
        ({"storage_account_names": ["st"], "deployment_account": "st"}, True, ["yes"]),
    ],
)
def test_whoever_writes_the_store_of_code_writes_the_code(
    named: dict[str, Any], allows_any_ip: bool | None, found: list[str]
) -> None:
    rows: Rows = {
        **ACTS,
        "azure_app_reference": [{"id": APP, **named}],
        "azure_storage_account": [{"id": STORE, "name": "st", "allows_any_ip": allows_any_ip}],
    }
    assert [effect for effect, _ in effects("code_store", rows)] == found
    assert [effect for effect, _ in effects("code_blobs", rows)] == found


def test_a_content_share_is_no_blob() -> None:
    rows: Rows = {
        **ACTS,
        "azure_app_reference": [{"id": APP, "storage_account_names": ["st"], "content_account_names": ["st"]}],
        "azure_storage_account": [{"id": STORE, "name": "st", "allows_any_ip": True}],
    }
    assert effects("code_blobs", rows) == [
        ("conditional", "if the account holds more of the app than its content share")
    ]
    assert effects("code_store", rows) == [("yes", "")]


@pytest.mark.parametrize(
    ("images", "moves", "kinds", "found"),
    [
        (["cr.azurecr.io/shop:1"], True, ["app", "container"], ["conditional"]),
        (["cr.azurecr.io/shop@sha256:ab"], False, ["app", "container"], ["no"]),
        (["cr.azurecr.io.example.com/shop:1"], True, ["app", "container"], []),
        ([], False, ["app"], []),
        (None, None, ["app", "container"], ["unknown"]),
        (None, None, ["app"], []),
    ],
)
def test_images_are_replaced_under_tags(
    images: list[str] | None, moves: bool | None, kinds: list[str], found: list[str]
) -> None:
    rows: Rows = {
        **ACTS,
        "azure_app_site": [{"id": APP, "kind_tokens": kinds}],
        "azure_app_host": [{"id": APP, "container_images": images, "has_moving_tag": moves}],
        "azure_container_registry": [{"id": REGISTRY, "login_server": "cr.azurecr.io"}],
    }
    assert [effect for effect, _ in effects("image", rows)] == found


@pytest.mark.parametrize(("has", "effect"), [(True, "yes"), (False, "no"), (None, "unknown")])
def test_a_vault_opens_by_access_policies(has: bool | None, effect: str) -> None:
    vault = thing("Microsoft.KeyVault/vaults")
    assert effects("vault", {"azure_key_vault": [{"id": vault, "has_access_policies": has}]})[0][0] == effect


@pytest.mark.parametrize(("owners", "count"), [([OTHER], 1), ([], 0), (None, 0)])
def test_an_application_has_owners(owners: list[str] | None, count: int) -> None:
    found = told("application", {"azure_service_principal": [{"id": ME, "owner_ids": owners}]})
    assert [(opening.principal, opening.holder) for opening in found] == [(ME, OTHER)] * count


@pytest.mark.parametrize(
    ("owners", "takes", "found"),
    [
        ([OTHER], True, ["yes"]),
        ([OTHER], False, ["no"]),
        ([OTHER], None, ["unknown"]),
        ([], True, []),
        (None, True, []),
    ],
)
def test_an_owner_fills_a_group(owners: list[str] | None, takes: bool | None, found: list[str]) -> None:
    rows: Rows = {"azure_group": [{"id": TEAM, "owner_ids": owners, "takes_members": takes}]}
    assert [effect for effect, _ in effects("group_owner", rows)] == found


@pytest.mark.parametrize(
    ("takes", "is_assignable", "effect"),
    [
        (True, False, "yes"),
        (False, False, "no"),
        (True, True, "no"),
        (None, True, "no"),
        (None, False, "unknown"),
        (True, None, "unknown"),
    ],
)
def test_administrators_fill_plain_groups(takes: bool | None, is_assignable: bool | None, effect: str) -> None:
    group = {"id": TEAM, "takes_members": takes, "is_role_assignable": is_assignable}
    assert [each for each, _ in effects("group", {"azure_group": [group]})] == [effect]


@pytest.mark.parametrize(("name", "row"), [
    ("identity", {"azure_user_assigned_identity": [{"id": "i", "principal_id": ME}]}),
    ("resource", {"azure_resource_with_identity": [{"id": "r", "principal_ids": [ME]}]}),
])  # fmt: skip
def test_identities_are_gained_through_what_has_them(name: str, row: dict[str, Any]) -> None:
    assert [opening.principal for opening in told(name, row)] == [ME]
