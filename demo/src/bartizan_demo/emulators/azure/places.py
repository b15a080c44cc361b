"""The bodies of what holds or surrounds apps: subscriptions, groups, plans, identities, stores of data, roles.

Source: https://learn.microsoft.com/rest/api/resources and https://learn.microsoft.com/rest/api/authorization
"""

from typing import Any

from bartizan_demo.emulators.azure.directory_nouns import Delegation
from bartizan_demo.emulators.azure.estate import TENANT_ID
from bartizan_demo.emulators.azure.index import Index, Resource
from bartizan_demo.emulators.azure.nouns import (
    App,
    Assignment,
    Denial,
    Group,
    Identity,
    Plan,
    Role,
    Store,
    Subscription,
    guid,
)
from bartizan_demo.emulators.azure.stores import store

_CREATED = "2025-03-18T09:12:44.1274051Z"
_DEFINED = "2021-11-11T20:13:45.8978856Z"


def subscription(each: Subscription) -> dict[str, Any]:
    """Return the body of GET ``/subscriptions/{id}``."""
    return {
        "id": f"/subscriptions/{each.id}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": each.id,
        "tenantId": TENANT_ID,
        "displayName": each.name,
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }


def resource_group(index: Index, each: Group) -> dict[str, Any]:
    """Return the body of a resource group."""
    return {
        "id": index.scope(each),
        "name": each.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": each.location.replace(" ", "").lower(),
        "tags": {},
        "properties": {"provisioningState": "Succeeded"},
    }


def plan(index: Index, each: Plan) -> dict[str, Any]:
    """Return the body of an App Service plan."""
    group = index.group(each)
    sites = sum(app.plan == each.name and not app.slot for app in index.estate.apps)
    unset = "workerTierName adminSiteName hostingEnvironment hostingEnvironmentProfile siteMode tags provisioningState"
    return {
        "id": index.id(each),
        "name": each.name,
        "type": "Microsoft.Web/serverfarms",
        "kind": each.kind,
        "location": group.location,
        "properties": {
            **dict.fromkeys(unset.split()),
            "name": each.name,
            "status": "Ready",
            "subscription": index.subscription_id(each),
            "geoRegion": group.location,
            "numberOfSites": sites,
            "numberOfWorkers": 1,
            "maximumNumberOfWorkers": 30,
            "computeMode": "Dynamic" if each.tier in {"Dynamic", "FlexConsumption"} else "Dedicated",
            "perSiteScaling": False,
            "elasticScaleEnabled": each.tier == "ElasticPremium",
            "isSpot": False,
            "kind": each.kind,
            "resourceGroup": group.name,
            "reserved": each.is_linux,
            "isXenon": each.kind == "xenon",
            "hyperV": each.kind == "xenon",
            "zoneRedundant": False,
        },
        "sku": {
            "name": each.sku,
            "tier": each.tier,
            "size": each.sku,
            "family": each.sku.rstrip("0123456789v"),
            "capacity": 1,
        },
    }


def user_assigned_identity(index: Index, each: Identity) -> dict[str, Any]:
    """Return the body of a user-assigned identity."""
    return {
        "location": index.group(each).location.replace(" ", "").lower(),
        "tags": {"owner": each.owner},
        "id": index.id(each),
        "name": each.name,
        "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
        "properties": {"tenantId": TENANT_ID, "principalId": each.principal, "clientId": each.client},
    }


def federated_credentials(index: Index, each: Identity) -> list[dict[str, Any]]:
    """Return who may log in as an identity from outside, as its list of federated credentials has them."""
    type_ = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"
    return [
        {
            "id": f"{index.id(each)}/federatedIdentityCredentials/outside-{number}",
            "name": f"outside-{number}",
            "type": type_,
            "properties": {"issuer": issuer, "subject": subject, "audiences": ["api://AzureADTokenExchange"]},
        }
        for number, (issuer, subject) in enumerate(each.federated, 1)
    ]


def generic(body: dict[str, Any]) -> dict[str, Any]:
    """Return a resource as ``/resources`` lists it: everything but its properties."""
    return {name: value for name, value in body.items() if name != "properties" and value is not None}


def body_of(index: Index, each: Resource, app_body: Any) -> dict[str, Any]:
    """Return the body of any resource; ``app_body`` makes that of an app."""
    if isinstance(each, App):
        made: dict[str, Any] = app_body(index, each, True)
        return made
    if isinstance(each, Plan):
        return plan(index, each)
    return store(index, each) if isinstance(each, Store) else user_assigned_identity(index, each)


def role_definition(each: Role, subscription_id: str) -> dict[str, Any]:
    """Return a role definition as a subscription lists it: with the subscription in its id, whatever its scope."""
    type_ = "CustomRole" if each.is_custom else "BuiltInRole"
    return {
        "properties": {
            "roleName": each.name,
            "type": type_,
            "description": each.description,
            "assignableScopes": [f"/subscriptions/{subscription_id}"] if each.is_custom else ["/"],
            "permissions": [dict(block) for block in each.permissions],
            "createdOn": _DEFINED,
            "updatedOn": _DEFINED,
            "createdBy": None,
            "updatedBy": None,
        },
        "id": f"/subscriptions/{subscription_id}/providers/Microsoft.Authorization/roleDefinitions/{each.id}",
        "type": "Microsoft.Authorization/roleDefinitions",
        "name": each.id,
    }


def role_assignment(each: Assignment, subscription_id: str) -> dict[str, Any]:
    """Return a role assignment as a subscription lists it."""
    prefix = "" if each.scope == "/" else each.scope
    return {
        "properties": {
            "roleDefinitionId": (
                f"/subscriptions/{subscription_id}/providers/Microsoft.Authorization/roleDefinitions/{each.role}"
            ),
            "principalId": each.principal,
            "principalType": each.kind,
            "scope": each.scope,
            "condition": each.condition,
            "conditionVersion": "2.0" if each.condition else None,
            "createdOn": _CREATED,
            "updatedOn": _CREATED,
            "createdBy": TENANT_ID,
            "updatedBy": TENANT_ID,
            "delegatedManagedIdentityResourceId": None,
            "description": None,
        },
        "id": f"{prefix}/providers/Microsoft.Authorization/roleAssignments/{each.id}",
        "type": "Microsoft.Authorization/roleAssignments",
        "name": each.id,
    }


def role_eligibility(each: Assignment, subscription_id: str) -> dict[str, Any]:
    """Return an eligible role assignment as a subscription lists it."""
    assigned = role_assignment(each, subscription_id)["properties"]
    names = ("roleDefinitionId", "principalId", "principalType", "scope", "condition", "conditionVersion", "createdOn")
    prefix = "" if each.scope == "/" else each.scope
    return {
        "properties": {
            **{name: assigned[name] for name in names},
            "status": "Provisioned",
            "memberType": "Direct",
            "startDateTime": _CREATED,
            "endDateTime": None,
        },
        "id": f"{prefix}/providers/Microsoft.Authorization/RoleEligibilityScheduleInstances/{each.id}",
        "type": "Microsoft.Authorization/RoleEligibilityScheduleInstances",
        "name": each.id,
    }


DEFENDER_PLANS = ("AppServices", "Arm", "KeyVaults", "StorageAccounts", "VirtualMachines")


def defender_plan(subscription: Subscription, name: str) -> dict[str, Any]:
    """Return a plan of Defender for Cloud as a subscription lists it, bought or not."""
    is_on = name in subscription.defended
    properties = {"pricingTier": "Standard" if is_on else "Free", "freeTrialRemainingTime": "PT0S"}
    return {
        "id": f"/subscriptions/{subscription.id}/providers/Microsoft.Security/pricings/{name}",
        "name": name,
        "type": "Microsoft.Security/pricings",
        "properties": properties,
    }


def deny_assignment(each: Denial) -> dict[str, Any]:
    """Return a deny assignment, which holds for everyone, as a subscription lists it."""
    everyone = {"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}
    denied = {"actions": [*each.actions], "notActions": [], "dataActions": [], "notDataActions": []}
    return {
        "properties": {
            "denyAssignmentName": each.name,
            "description": "",
            "permissions": [denied],
            "scope": each.scope,
            "doNotApplyToChildScopes": False,
            "principals": [everyone],
            "excludePrincipals": [],
            "isSystemProtected": True,
        },
        "id": f"{each.scope}/providers/Microsoft.Authorization/denyAssignments/{each.id}",
        "type": "Microsoft.Authorization/denyAssignments",
        "name": each.id,
    }


def delegation(each: Delegation) -> dict[str, Any]:
    """Return an assignment of Azure Lighthouse with its definition, as ``$expandRegistrationDefinition`` gives it."""
    type_ = "Microsoft.ManagedServices/registrationAssignments"
    name = guid("delegation", each.name, each.scope)
    offered = {
        "registrationDefinitionName": each.name,
        "managedByTenantId": each.tenant,
        "manageeTenantId": TENANT_ID,
        "authorizations": [_authorization(*role, each.assignable) for role in each.roles],
        "eligibleAuthorizations": [_authorization(*role) for role in each.eligible] or None,
    }
    properties = {
        "registrationDefinitionId": f"{each.scope}/providers/Microsoft.ManagedServices/registrationDefinitions/{name}",
        "provisioningState": "Succeeded",
        "registrationDefinition": {"properties": offered, "plan": None},
    }
    return {"id": f"{each.scope}/providers/{type_}/{name}", "type": type_, "name": name, "properties": properties}


def _authorization(principal: str, name: str, role: str, assignable: tuple[str, ...] = ()) -> dict[str, Any]:
    own = {"principalId": principal, "principalIdDisplayName": name, "roleDefinitionId": role}
    return {**own, "delegatedRoleDefinitionIds": list(assignable) or None}
