"""The rows of the tables that say what principals hold: ``permission``, ``grant`` and one row for each principal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bartizan.permit.azure.access import Estate
from bartizan.permit.azure.directory import DirectoryRoles
from bartizan.permit.azure.effect import NAMES
from bartizan.permit.azure.escalate.escalation import TENANT, World
from bartizan.permit.azure.evaluate import EffectiveAbility
from bartizan.permit.azure.role import Allowed
from bartizan.permit.azure.scope import broadest, level
from bartizan.permit.azure.surroundings import Identity, Surroundings
from bartizan.permit.azure.world import AzurePrincipal, sensitive

_GLOBAL = "Global Administrator"
_NAMES_OF_UNREAD = {
    "azure_role_assignment": "Microsoft.Authorization/roleAssignments/read",
    "azure_deny_assignment": "Microsoft.Authorization/denyAssignments/read",
    "azure_key_vault": "Microsoft.KeyVault/vaults/read",
    "azure_role_eligibility": "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
}
_COSMOS = "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/read"
_DIRECTORY = "Microsoft Graph Application.Read.All"
_ROLES = "Microsoft Graph RoleManagement.Read.Directory"
_NOT_FOR_ADMINISTRATORS = {
    _COSMOS,
    _DIRECTORY,
    _ROLES,
    _NAMES_OF_UNREAD["azure_key_vault"],
    _NAMES_OF_UNREAD["azure_role_eligibility"],
}
"""What was not read makes nobody an administrator of a subscription."""


def permission_rows(
    identities: Iterable[Identity], nodes: Mapping[str, str], estate: Estate
) -> Iterator[dict[str, Any]]:
    """Yield what each principal may do where; not for a role that was not read, which is a gap."""
    for identity in identities:
        yield from (
            _permission(nodes[identity.id], each, identity, estate) for each in identity.permissions if each.is_known
        )


def _permission(node: str, each: EffectiveAbility, identity: Identity, estate: Estate) -> dict[str, Any]:
    reached = [id_ for id_, effect in estate.reached(each, identity) if effect.holds is not Allowed.NO]
    return {
        "principal_id": node,
        "ability": each.ability.kind,
        "action": each.ability.action,
        "resource": each.scope,
        "is_unbounded": level(each.scope) != "resource",
        "is_conditional": each.is_allowed is Allowed.CONDITIONALLY,
        "source": each.source,
        "provider": "azure",
        "effect": NAMES[each.is_allowed],
        "effect_in_organization": NAMES[each.is_allowed],
        "condition": each.condition,
        "because": each.source,
        "n_resources": len(reached),
        "n_sensitive": sensitive(reached),
    }


def grants(
    around: Surroundings, identities: Mapping[str, Identity], nodes: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield each block of a role that bears on a principal, itself or through a group."""
    for principal, identity in identities.items():
        for assignment in around.assignments_of(identity.who):
            for block in assignment.role or ():
                taken = [*block.not_actions, *block.not_data_actions]
                conditions = [each for each in (block.condition, assignment.condition) if each]
                yield {
                    "principal_id": nodes[principal],
                    "provider": "azure",
                    "effect": "allow",
                    "actions": [*block.actions, *block.data_actions],
                    "is_not_actions": False,
                    "resources": [assignment.scope],
                    "is_not_resources": False,
                    "conditions": {"not_actions": taken, "conditions": conditions},
                    "source": assignment.id,
                    "via": "identity" if assignment.principal_id == principal else "group",
                }


def identity_powers(
    listed: Sequence[AzurePrincipal], identities: Mapping[str, Identity], around: Surroundings, world: World
) -> Iterator[dict[str, Any]]:
    """Yield one row per principal: whether it is an administrator, of what, and what was not read."""
    for principal in listed:
        identity = identities[principal.object_id]
        directory = world.directory[principal.object_id]
        admin = _admin_scopes(identity, directory.held)
        missing = _missing(identity, around, directory)
        groups = around.groups_of(principal.object_id)
        yield {
            "id": principal.node,
            "object_id": principal.object_id,
            "type": principal.type,
            "name": principal.name,
            "is_admin": True if admin else None if missing - _NOT_FOR_ADMINISTRATORS else False,
            "admin_scopes": admin,
            "directory_roles": directory.names,
            "group_ids": None if groups is None else sorted(groups),
            "broadest_scope": broadest(identity.scopes),
            "is_whole": not missing,
            "missing": sorted(missing),
        }


def _admin_scopes(identity: Identity, directory: Iterable[str]) -> list[str]:
    scopes = {
        each.scope
        for each in identity.permissions
        if each.ability.name == "full_control"
        and each.is_allowed is Allowed.YES
        and level(each.scope) in {"subscription", "management_group", "root"}
    }
    return sorted(scopes | {TENANT for role in directory if role == _GLOBAL})


def _missing(identity: Identity, around: Surroundings, directory: DirectoryRoles) -> set[str]:
    missing = {_NAMES_OF_UNREAD[kind] for kind in around.unread}
    if not all(each.is_known for each in identity.permissions):
        missing.add("Microsoft.Authorization/roleDefinitions/read")
    if around.groups_of(identity.id) is None:
        missing.add("Microsoft Graph GroupMember.Read.All")
    if not around.are_data_roles_read:
        missing.add(_COSMOS)
    if not directory.is_whole:
        missing.add(_ROLES if directory.is_of_people else _DIRECTORY)
    return missing
