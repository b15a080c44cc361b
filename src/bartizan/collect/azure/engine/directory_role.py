"""Roles of the directory: who holds them and who may activate them. One listing each for the whole tenant."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bartizan.collect.azure.engine.collector import Body, Item
from bartizan.collect.azure.engine.listing import Listed
from bartizan.collect.azure.engine.principal import GROUP_KIND, SERVICE_KIND
from bartizan.collect.azure.transport.arm_id import is_guid
from bartizan.collect.azure.transport.client import ArmCall, ArmClient
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome

ROLE_PERMISSION = "Microsoft Graph RoleManagement.Read.Directory"
_PATH = "/v1.0/roleManagement/directory"
_PATHS = {
    "azure_directory_role": f"{_PATH}/roleAssignments?$expand=principal",
    "azure_directory_role_eligibility": f"{_PATH}/roleEligibilityScheduleInstances?$expand=principal",
}
"""Source: https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments,
/graph/api/rbacapplication-list-roleeligibilityscheduleinstances
"""
_CUSTOM = f"{_PATH}/roleDefinitions?$filter=isBuiltIn%20eq%20false&$select=id,displayName"
"""Source: https://learn.microsoft.com/graph/api/rbacapplication-list-roledefinitions"""
_NO_LICENSE = "AadPremiumLicenseRequired"
DIRECTORY_ROLE_KINDS = tuple(_PATHS)

DirectoryRoles = Mapping[str, Listed]
"""Kind → what the directory lists of it."""


async def read_directory_roles(client: ArmClient) -> DirectoryRoles:
    """Return the assignments of the tenant's directory; a directory without the license has no eligible ones."""
    async with asyncio.TaskGroup() as group:
        reads = {kind: group.create_task(_list(client, path)) for kind, path in _PATHS.items()}
        own = group.create_task(_custom(client))
    custom = own.result()
    return {
        kind: Listed({key: _told(item, custom) for key, item in read.result().items.items()}, read.result().error)
        for kind, read in reads.items()
    }


def role_principals(roles: DirectoryRoles) -> Iterator[tuple[str, str]]:
    """Yield the kind and id of the groups and service principals that hold a role or may activate one."""
    for listed in roles.values():
        for item in listed.items.values():
            kind = {"group": GROUP_KIND, "serviceprincipal": SERVICE_KIND}.get(item.body["principalType"].lower())
            if kind and is_guid(item.body["principalId"]):
                yield kind, item.body["principalId"].lower()


async def _list(client: ArmClient, path: str) -> Listed:
    listed = Listed()
    call = _call(path)
    try:
        async for page in client.pages(call, client.directory_address(path)):
            for body in page:
                listed.add(_item(body, call))
    except CallError as error:
        listed.error = None if error.code == _NO_LICENSE else error
    return listed


def _call(path: str) -> ArmCall:
    name = path.partition("?")[0].rpartition("/")[2]
    return ArmCall(f"arm:GET graph/roleManagement/{name}", ROLE_PERMISSION)


def _item(body: Any, call: ArmCall) -> Item:
    members = ("id", "principalId", "roleDefinitionId")
    if not isinstance(body, dict) or not all(isinstance(body.get(name), str) for name in members):
        raise CallError(Outcome.FAILED, "UnexpectedShape", "an assignment lacks its role or principal", call.operation)
    principal = body.get("principal")
    type_ = str(principal.get("@odata.type") or "") if isinstance(principal, dict) else ""
    scope = body.get("directoryScopeId") or body.get("appScopeId")
    kept: Body = {name: body[name] for name in members}
    # A scope that is not said is no limit that one could count on.
    return Item(kept["id"], {**kept, "directoryScopeId": str(scope or "/"), "principalType": _type(type_)})


def _type(stated: str) -> str:
    """Return ``User`` for ``#microsoft.graph.user``."""
    name = stated.rpartition(".")[2]
    return name[:1].upper() + name[1:]


async def _custom(client: ArmClient) -> Mapping[str, str] | None:
    """Return the names of the roles that the tenant made itself, by id; None where they could not be read."""
    call = _call(_CUSTOM)
    names: dict[str, str] = {}
    try:
        async for page in client.pages(call, client.directory_address(_CUSTOM)):
            names |= {str(each["id"]).lower(): str(each.get("displayName") or "") for each in page}
    except (CallError, TypeError, KeyError):
        return None
    return names


def _told(item: Item, custom: Mapping[str, str] | None) -> Item:
    if custom is None:
        return item
    name = custom.get(item.body["roleDefinitionId"].lower())
    return replace(item, body={**item.body, "isCustom": name is not None, "roleName": name or ""})
