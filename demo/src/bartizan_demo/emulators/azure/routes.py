"""Which ARM operation answers what: one function per operation name, over the index of the estate."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bartizan_demo.emulators.azure import places as arm_places
from bartizan_demo.emulators.azure import site_parts as arm_site_parts
from bartizan_demo.emulators.azure.address import Address
from bartizan_demo.emulators.azure.address import address as address_of
from bartizan_demo.emulators.azure.errors import ArmError
from bartizan_demo.emulators.azure.estate import MANAGEMENT_GROUPS, TENANT_ID, management_scope
from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.nouns import App, Assignment, Store
from bartizan_demo.emulators.azure.site import site
from bartizan_demo.emulators.azure.site_config import config_web
from bartizan_demo.emulators.azure.stores import (
    STORE_TYPES,
    blob_containers,
    firewall_rules,
    sql_role_assignments,
    store,
)

Body = dict[str, Any]


@dataclass(frozen=True)
class ItemList:
    """The items of a list, still to be cut into pages; ``ends`` stands on the last page beside them."""

    items: list[Body]
    ends: tuple[str, ...] = ()


Route = Callable[[Index, Address, str], Body | ItemList]
"""Answers an address; the text is the request's ``$filter``. Raises ArmError."""

_WEB_ENDS = ("nextLink", "id")
_TYPE = r"\s*resourceType\s+eq\s+'([^']+)'\s*"
_FILTER = re.compile(rf"{_TYPE}(?:or{_TYPE})*", re.IGNORECASE)


def _subscriptions(index: Index, address: Address, _: str) -> Body | ItemList:
    if address.subscription:
        return arm_places.subscription(index.subscription(address))
    return ItemList([arm_places.subscription(each) for each in index.estate.subscriptions])


def _resource_groups(index: Index, address: Address, _: str) -> Body | ItemList:
    if address.group:
        return arm_places.resource_group(index, index.resource_group(address))
    index.subscription(address)
    groups = [each for each in index.estate.groups if index.subscription_id(each) == address.subscription]
    return ItemList([arm_places.resource_group(index, each) for each in groups])


def _resources(index: Index, address: Address, wanted: str) -> ItemList:
    if wanted and not _FILTER.fullmatch(wanted):
        raise ArmError(400, "InvalidFilterInQueryString", f"Invalid $filter '{wanted}' specified in the query string.")
    estate = index.estate
    found = index.within([*estate.apps], address), index.within([*estate.plans], address)
    others = index.within([*estate.identities], address), index.within([*estate.stores], address)
    bodies = [arm_places.body_of(index, each, site) for things in (*found, *others) for each in things]
    types = {each.lower() for each in re.findall(_TYPE, wanted, re.IGNORECASE)}
    return ItemList([arm_places.generic(body) for body in bodies if not types or body["type"].lower() in types])


def _sites(index: Index, address: Address, _: str) -> Body | ItemList:
    if address.names:
        return site(index, index.app(address))
    apps = [each for each in index.within(index.estate.apps, address) if not each.slot]
    return ItemList([site(index, each, is_item=True) for each in apps], _WEB_ENDS)


def _slots(index: Index, address: Address, _: str) -> Body | ItemList:
    if len(address.names) > 1:
        return site(index, index.app(address))
    parent = index.app(Address("Microsoft.Web/sites", address.names, address.subscription, address.group))
    slots = [each for each in index.within(index.estate.apps, address) if each.slot and each.name == parent.name]
    return ItemList([site(index, each, is_item=True) for each in slots], _WEB_ENDS)


def _policies(index: Index, address: Address, _: str) -> ItemList:
    app = index.app(address)
    return ItemList([arm_site_parts.publishing_policy(index, app, name) for name in ("ftp", "scm")], _WEB_ENDS)


def _functions(index: Index, address: Address, _: str) -> Body | ItemList:
    app = index.app(address)
    items = [arm_site_parts.function(index, app, each) for each in app.functions]
    wanted = address.names[2 if app.slot else 1 :]
    if not wanted:
        return ItemList(items, _WEB_ENDS)
    for item in items:
        if item["properties"]["name"].lower() == wanted[0].lower():
            return item
    raise ArmError(404, "NotFound", f"Function with name '{wanted[0]}' does not exist.")


def _site_containers(index: Index, address: Address, _: str) -> ItemList:
    app = index.app(address)
    items = [arm_site_parts.site_container(index, app, n, image) for n, image in enumerate(app.containers)]
    return ItemList(items, _WEB_ENDS)


def _references(index: Index, address: Address, _: str) -> ItemList:
    return ItemList(arm_site_parts.references(index, index.app(address)), _WEB_ENDS)


def _defender_plans(index: Index, address: Address, _: str) -> ItemList:
    subscription = index.subscription(address)
    return ItemList([arm_places.defender_plan(subscription, name) for name in arm_places.DEFENDER_PLANS])


def _of_app(make: Callable[[Index, App], Body]) -> Route:
    return lambda index, address, _: make(index, index.app(address))


def _policy(name: str) -> Route:
    return lambda index, address, _: arm_site_parts.publishing_policy(index, index.app(address), name)


def _plans(index: Index, address: Address, _: str) -> Body | ItemList:
    items = [arm_places.plan(index, each) for each in index.within(index.estate.plans, address)]
    return _one_or_all(items, address, _WEB_ENDS)


def _identities(index: Index, address: Address, _: str) -> Body | ItemList:
    found = index.within(index.estate.identities, address)
    return _one_or_all([arm_places.user_assigned_identity(index, each) for each in found], address)


def _stores(index: Index, address: Address, _: str) -> Body | ItemList:
    found = [each for each in index.within(index.estate.stores, address) if each.type == address.type]
    return _one_or_all([store(index, each) for each in found], address)


def _of_store(type_: str, make: Callable[[Index, Store], list[Body]]) -> Route:
    def answer(index: Index, address: Address, _: str) -> ItemList:
        found = index.within(index.estate.stores, address)
        owners = [each for each in found if each.type == type_ and each.name == address.names[0]]
        return ItemList([body for each in owners for body in make(index, each)])

    return answer


def _federated_credentials(index: Index, address: Address, _: str) -> ItemList:
    owner = Address("Microsoft.ManagedIdentity/userAssignedIdentities", address.names, address.subscription)
    found = [each for each in index.within(index.estate.identities, owner) if each.name == address.names[0]]
    return ItemList([body for each in found for body in arm_places.federated_credentials(index, each)])


def _diagnostic_settings(index: Index, address: Address, _: str) -> ItemList:
    owner, _, _ = address.scope.rpartition("/providers/")
    return ItemList(arm_site_parts.diagnostic_settings(index, index.app(address_of(owner))))


def _deny_assignments(index: Index, address: Address, _: str) -> ItemList:
    index.subscription(address)
    inside = f"/subscriptions/{address.subscription}/"
    return ItemList([
        arm_places.deny_assignment(each) for each in index.estate.denials if each.scope.lower().startswith(inside)
    ])  # fmt: skip


def _one_or_all(items: list[Body], address: Address, ends: tuple[str, ...] = ()) -> Body | ItemList:
    if not address.names:
        return ItemList(items, ends)
    for item in items:
        if item["name"].lower() == address.names[-1].lower():
            return item
    message = f"The Resource '{address.type}/{address.names[-1]}' under resource group '{address.group}' was not found."
    raise ArmError(404, "ResourceNotFound", message)


def _management_groups(*_: object) -> ItemList:
    return ItemList([_management_group(name) for name in MANAGEMENT_GROUPS])


def _management_group(name: str) -> Body:
    own = {"id": management_scope(name), "type": "Microsoft.Management/managementGroups", "name": name}
    return {**own, "properties": {"tenantId": TENANT_ID, "displayName": name}}


def _role_definitions(index: Index, address: Address, _: str) -> Body | ItemList:
    holder = address.subscription or next(iter(index.subscriptions))
    if address.subscription:
        index.subscription(address)
    return _one_or_all([arm_places.role_definition(each, holder) for each in index.estate.roles], address)


def _role_assignments(index: Index, address: Address, _: str) -> Body | ItemList:
    index.subscription(address)
    found = [each for each in index.estate.assignments if _bears_on(each, address)]
    return _one_or_all([arm_places.role_assignment(each, address.subscription) for each in found], address)


def _role_eligibilities(index: Index, address: Address, _: str) -> ItemList:
    index.subscription(address)
    found = [each for each in index.estate.eligible if _bears_on(each, address)]
    return ItemList([arm_places.role_eligibility(each, address.subscription) for each in found])


def _delegations(index: Index, address: Address, _: str) -> ItemList:
    index.subscription(address)
    inside = f"/subscriptions/{address.subscription}/"
    found = [each for each in index.estate.delegations if f"{each.scope.lower()}/".startswith(inside)]
    return ItemList([arm_places.delegation(each) for each in found])


def _bears_on(each: Assignment, address: Address) -> bool:
    """Return whether an assignment applies in a subscription: made inside it, or above."""
    scope = each.scope.lower()
    return f"{scope}/".startswith(f"/subscriptions/{address.subscription}/") or not scope.startswith("/subscriptions/")


def _site_routes(type_: str) -> dict[str, Route]:
    return {
        f"GET {type_}/config/web": _of_app(config_web),
        f"GET {type_}/config/authsettingsV2": _of_app(arm_site_parts.auth_settings),
        f"GET {type_}/config/authsettingsV2/list": _of_app(arm_site_parts.auth_settings),
        f"POST {type_}/config/appsettings/list": _of_app(arm_site_parts.app_settings),
        f"POST {type_}/config/connectionstrings/list": _of_app(arm_site_parts.connection_strings),
        f"GET {type_}/basicPublishingCredentialsPolicies": _policies,
        f"GET {type_}/basicPublishingCredentialsPolicies/scm": _policy("scm"),
        f"GET {type_}/basicPublishingCredentialsPolicies/ftp": _policy("ftp"),
        f"GET {type_}/functions": _functions,
        f"GET {type_}/sitecontainers": _site_containers,
        f"GET {type_}/config/configreferences/appsettings": _references,
    }


ROUTES: dict[str, Route] = {
    "GET subscriptions": _subscriptions,
    "GET resourceGroups": _resource_groups,
    "GET resources": _resources,
    "GET Microsoft.Web/sites": _sites,
    "GET Microsoft.Web/sites/slots": _slots,
    **_site_routes("Microsoft.Web/sites"),
    **_site_routes("Microsoft.Web/sites/slots"),
    "GET Microsoft.Web/sites/config/slotConfigNames": _of_app(arm_site_parts.slot_config_names),
    "GET Microsoft.Web/serverfarms": _plans,
    "GET Microsoft.ManagedIdentity/userAssignedIdentities": _identities,
    "GET Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials": _federated_credentials,
    "GET Microsoft.Insights/diagnosticSettings": _diagnostic_settings,
    "GET Microsoft.Authorization/denyAssignments": _deny_assignments,
    "GET Microsoft.Security/pricings": _defender_plans,
    **{f"GET {each}": _stores for each in STORE_TYPES},
    "GET Microsoft.Sql/servers/firewallRules": _of_store("Microsoft.Sql/servers", firewall_rules),
    "GET Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments": _of_store(
        "Microsoft.DocumentDB/databaseAccounts", sql_role_assignments
    ),
    "GET Microsoft.Storage/storageAccounts/blobServices/containers": _of_store(
        "Microsoft.Storage/storageAccounts", blob_containers
    ),
    "GET Microsoft.Management/managementGroups": _management_groups,
    "GET Microsoft.Authorization/roleDefinitions": _role_definitions,
    "GET Microsoft.Authorization/roleAssignments": _role_assignments,
    "GET Microsoft.Authorization/roleEligibilityScheduleInstances": _role_eligibilities,
    "GET Microsoft.ManagedServices/registrationAssignments": _delegations,
}
"""Every ARM operation the emulator knows, by method and type path; what it lacks is answered as unknown type."""
