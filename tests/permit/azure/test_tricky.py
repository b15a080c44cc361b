"""Questions about Azure's roles whose answers are easily got wrong, each with the page that answers it."""

from dataclasses import dataclass, field

import pytest

from bartizan.permit.azure.abilities import RoleAbility, abilities
from bartizan.permit.azure.evaluate import EVERYBODY, Assignment, Denial, Places, PrincipalRoles, may
from bartizan.permit.azure.role import Allowed, PermissionBlock
from bartizan.permit.azure.target import Targets

NO, IF, YES = Allowed.NO, Allowed.CONDITIONALLY, Allowed.YES
SUBSCRIPTION = "/subscriptions/1"
MG = "/providers/microsoft.management/managementgroups/top"
GROUP = f"{SUBSCRIPTION}/resourcegroups/app"
SITE = f"{GROUP}/providers/microsoft.web/sites/shop"
STORE = f"{GROUP}/providers/microsoft.storage/storageaccounts/st"
VAULT = f"{GROUP}/providers/microsoft.keyvault/vaults/v"
ASSIGN = "Microsoft.Authorization/roleAssignments/write"
SETTINGS = "Microsoft.Web/sites/config/list/action"
SITES = "Microsoft.Web/sites/write"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
OWNER = PermissionBlock(("*",))
CONTRIBUTOR = PermissionBlock(("*",), ("Microsoft.Authorization/*/Write", "Microsoft.Authorization/*/Delete"))
VAULTS = PermissionBlock(("Microsoft.KeyVault/*",))
SECRETS = PermissionBlock(data_actions=("Microsoft.KeyVault/vaults/secrets/getSecret/action",))
KEYS = PermissionBlock(("Microsoft.Storage/storageAccounts/listKeys/action",))
LIMIT = f"((!(ActionMatches{{'{ASSIGN}'}})) OR (@Request[x:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{r}}))"


def held(
    scope: str, *blocks: PermissionBlock, who: str = "me", condition: str = "", is_eligible: bool = False
) -> Assignment:
    return Assignment("a", who, scope, blocks, condition, is_eligible)


def denied(scope: str, block: PermissionBlock, *, below: bool = True, spared: str = "") -> Denial:
    return Denial(scope, below, frozenset({EVERYBODY}), frozenset({spared} - {""}), (block,))


@dataclass
class Case:
    """One question: may ``me``, who is in the group ``team``, do this there."""

    right: Allowed | None
    action: str
    at: str
    assignments: list[Assignment]
    denials: list[Denial] = field(default_factory=list)
    is_data: bool = False
    works: dict[str, dict[str, bool]] = field(default_factory=dict)


# https://learn.microsoft.com/azure/role-based-access-control/role-definitions
ROLES = {
    "notActions are no denial": Case(
        YES,
        ASSIGN,
        GROUP,
        [held(SUBSCRIPTION, CONTRIBUTOR), held(GROUP, PermissionBlock(("Microsoft.Authorization/*",)))],
    ),
    "notActions take out of their own block only": Case(
        YES, ASSIGN, GROUP, [held(GROUP, CONTRIBUTOR, PermissionBlock((ASSIGN.lower(),)))]
    ),
    "notActions count for their block": Case(NO, ASSIGN, GROUP, [held(GROUP, CONTRIBUTOR)]),
    "a resource group whose name begins the same": Case(
        NO, SETTINGS, f"{GROUP}-prod/providers/microsoft.web/sites/x", [held(GROUP, CONTRIBUTOR)]
    ),
    "a role on one resource is none on its neighbour": Case(NO, SITES, f"{SITE}2", [held(SITE, OWNER)]),
    "a role on an app reaches its slots": Case(YES, SITES, f"{SITE}/slots/blue", [held(SITE, OWNER)]),
    "Owner holds no data actions": Case(NO, BLOBS, STORE, [held(SUBSCRIPTION, OWNER)], is_data=True),
    "a wildcard in data actions reads": Case(
        YES, BLOBS, STORE, [held(GROUP, PermissionBlock(data_actions=("Microsoft.Storage/*/read",)))], is_data=True
    ),
    "notDataActions take data actions out": Case(
        NO,
        BLOBS,
        STORE,
        [held(GROUP, PermissionBlock(data_actions=("*",), not_data_actions=("*/blobs/read",)))],
        is_data=True,
    ),
    "the role of a management group above": Case(YES, SITES, SITE, [held(MG, OWNER)]),
    "a management group above an unread subscription": Case(
        None, SITES, "/subscriptions/2/resourcegroups/x/providers/microsoft.web/sites/y", [held(MG, OWNER)]
    ),
    "the role of a group": Case(YES, SITES, SITE, [held(GROUP, OWNER, who="team")]),
    "the role of somebody else": Case(NO, SITES, SITE, [held(GROUP, OWNER, who="other")]),
}
# https://learn.microsoft.com/azure/role-based-access-control/conditions-format
CONDITIONS = {
    "roles may be given within limits": Case(
        IF, ASSIGN, GROUP, [held(GROUP, PermissionBlock((ASSIGN,)), condition=LIMIT)]
    ),
    "a condition leaves other actions alone": Case(YES, SITES, SITE, [held(GROUP, OWNER, condition=LIMIT)]),
    "a role beside it has no condition": Case(
        YES, ASSIGN, GROUP, [held(GROUP, OWNER, condition=LIMIT), held(SUBSCRIPTION, OWNER)]
    ),
    "a block's own condition": Case(
        IF, ASSIGN, GROUP, [held(GROUP, PermissionBlock((ASSIGN,), condition="@Request[x] GuidEquals y"))]
    ),
    "an eligible role is not an active one": Case(IF, ASSIGN, GROUP, [held(GROUP, OWNER, is_eligible=True)]),
    "an eligible role beside an active one": Case(
        YES, ASSIGN, GROUP, [held(GROUP, OWNER, is_eligible=True), held(SUBSCRIPTION, OWNER)]
    ),
}
# https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
DENIALS = {
    "a denial beats every role": Case(
        NO, SITES, SITE, [held(SUBSCRIPTION, OWNER)], [denied(GROUP, PermissionBlock(("Microsoft.Web/*/write",)))]
    ),
    "a denial that spares the principal's group": Case(
        YES, SITES, SITE, [held(SUBSCRIPTION, OWNER)], [denied(GROUP, OWNER, spared="team")]
    ),
    "a denial that stops at its scope": Case(
        YES, SITES, SITE, [held(SUBSCRIPTION, OWNER)], [denied(GROUP, OWNER, below=False)]
    ),
    "a denial at the resource itself": Case(
        NO, SITES, SITE, [held(SUBSCRIPTION, OWNER)], [denied(SITE, OWNER, below=False)]
    ),
    "a denial next door": Case(
        YES, SITES, SITE, [held(SUBSCRIPTION, OWNER)], [denied(f"{SUBSCRIPTION}/resourcegroups/ap", OWNER)]
    ),
    "a denial's notActions are not denied": Case(
        YES, SITES, SITE, [held(GROUP, OWNER)], [denied(GROUP, PermissionBlock(("*",), ("Microsoft.Web/*",)))]
    ),
    "a denial of actions leaves data alone": Case(
        YES, BLOBS, STORE, [held(GROUP, PermissionBlock(data_actions=("*",)))], [denied(GROUP, OWNER)], is_data=True
    ),
}
# https://learn.microsoft.com/azure/key-vault/general/rbac-guide, .../storage/common/shared-key-authorization-prevent
SYSTEMS = {
    "Key Vault Contributor on a vault with access policies": Case(
        YES, "open_vaults", VAULT, [held(GROUP, VAULTS)], works={"azure_key_vault.has_access_policies": {VAULT: True}}
    ),
    "Key Vault Contributor on a vault with roles": Case(
        NO, "open_vaults", VAULT, [held(GROUP, VAULTS)], works={"azure_key_vault.has_access_policies": {VAULT: False}}
    ),
    "a role for secrets on a vault with access policies": Case(
        NO, "secrets", VAULT, [held(GROUP, SECRETS)], works={"azure_key_vault.is_rbac": {VAULT: False}}
    ),
    "a role for secrets on a vault with roles": Case(
        YES, "secrets", VAULT, [held(GROUP, SECRETS)], works={"azure_key_vault.is_rbac": {VAULT: True}}
    ),
    "keys of an account that takes no keys": Case(
        NO,
        "storage_keys",
        STORE,
        [held(STORE, KEYS)],
        works={"azure_storage_account.allows_shared_key": {STORE: False}},
    ),
    "keys of an account that takes keys": Case(
        YES,
        "storage_keys",
        STORE,
        [held(STORE, KEYS)],
        works={"azure_storage_account.allows_shared_key": {STORE: True}},
    ),
}


@pytest.mark.parametrize("title", [*ROLES, *CONDITIONS, *DENIALS, *SYSTEMS])
def test_question(title: str) -> None:
    case = {**ROLES, **CONDITIONS, **DENIALS, **SYSTEMS}[title]
    known = next((each for each in abilities() if each.name == case.action), None)
    ability = known or RoleAbility("", "", case.action, case.is_data)
    targets = {where: Targets(works) for where, works in case.works.items()}
    places = Places({"1": ["/providers/microsoft.management/managementgroups/top"], "2": None}, targets)
    holder = PrincipalRoles(frozenset({"me", "team"}), case.assignments, case.denials)
    assert may(holder, ability, case.at, places) is case.right


@pytest.mark.parametrize(
    ("works_on", "is_whole", "works"),
    [
        ({}, True, True),
        ({}, False, None),
        ({VAULT: True}, False, True),
        ({VAULT: False}, True, False),
        ({VAULT: False}, False, None),
        ({VAULT: None}, True, None),
        ({VAULT: False, "/subscriptions/9/x": True}, True, False),
    ],
)
def test_an_action_works_where_something_takes_it_or_nothing_is_seen(
    works_on: dict[str, bool | None], is_whole: bool, works: bool | None
) -> None:
    assert Targets(works_on, is_whole).at(GROUP, {}) is works
