"""The estate as ARM looks things up in it: by subscription, resource group and name, in any case."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from bartizan_demo.emulators.azure.address import Address
from bartizan_demo.emulators.azure.errors import ArmError, not_found
from bartizan_demo.emulators.azure.nouns import App, AzureEstate, Group, Identity, Plan, Store, Subscription

Resource = App | Plan | Identity | Store
_Any = TypeVar("_Any", App, Plan, Identity, Store)


class Index:
    """Finds the estate's things and says where they are; a lookup that fails raises the ArmError that ARM answers."""

    def __init__(self, estate: AzureEstate) -> None:
        self.estate = estate
        self.subscriptions = {each.id: each for each in estate.subscriptions}
        self._by_key = {each.key: each for each in estate.subscriptions}
        self.groups = {each.name.lower(): each for each in estate.groups}
        self.plans = {each.name: each for each in estate.plans}
        self.identities = {each.name: each for each in estate.identities}
        self._apps = {self._app_key(app): app for app in estate.apps}

    def _app_key(self, app: App) -> tuple[str, str, str]:
        return self.subscription_id(app), app.group.lower(), app.full_name.lower()

    def subscription_id(self, thing: Resource | Group) -> str:
        """Return the GUID of the subscription that holds a thing."""
        return self._by_key[self.group(thing).subscription].id

    def group(self, thing: Resource | Group) -> Group:
        """Return the resource group that holds a thing."""
        return thing if isinstance(thing, Group) else self.groups[thing.group.lower()]

    def scope(self, thing: Resource | Group, indexed: bool = False) -> str:
        """Return the ARM id of a thing's resource group; ``indexed``: as Resource Graph spells it."""
        group = self.group(thing)
        name = (group.indexed_as or group.name) if indexed else group.name
        return f"/subscriptions/{self.subscription_id(group)}/resourceGroups/{name}"

    def id(self, thing: Resource, indexed: bool = False) -> str:
        """Return the ARM id of a resource."""
        scope = self.scope(thing, indexed)
        if isinstance(thing, App):
            slot = f"/slots/{thing.slot}" if thing.slot else ""
            return f"{scope}/providers/Microsoft.Web/sites/{thing.name}{slot}"
        if isinstance(thing, Identity):
            lower = scope.replace("/resourceGroups/", "/resourcegroups/")  # as the service itself spells it
            return f"{lower}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{thing.name}"
        return (
            f"{scope}/providers/{thing.type if isinstance(thing, Store) else 'Microsoft.Web/serverfarms'}/{thing.name}"
        )

    def subscription(self, address: Address) -> Subscription:
        """Return the subscription of an address."""
        found = self.subscriptions.get(address.subscription)
        if found is None:
            raise ArmError(
                404, "SubscriptionNotFound", f"The subscription '{address.subscription}' could not be found."
            )
        return found

    def app(self, address: Address) -> App:
        """Return the app, or the slot, that an address is about."""
        self.resource_group(address)
        wanted = "/".join(address.names[:2] if "/slots" in address.type else address.names[:1])
        found = self._apps.get((address.subscription, address.group.lower(), wanted.lower()))
        if found is None:
            raise not_found("Microsoft.Web/sites", wanted, address.group)
        return found

    def with_site(self, address: Address, properties: Mapping[str, Any]) -> "Index":
        """Return the index once properties of an app were changed."""
        old = self.app(address)
        new = replace(old, site={**old.site, **properties})
        apps = tuple(new if each is old else each for each in self.estate.apps)
        return Index(replace(self.estate, apps=apps))

    def resource_group(self, address: Address) -> Group:
        """Return the resource group of an address."""
        self.subscription(address)
        found = self.groups.get(address.group.lower())
        if found is None or self.subscription_id(found) != address.subscription:
            raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{address.group}' could not be found.")
        return found

    def within(self, things: Iterable[_Any], address: Address) -> list[_Any]:
        """Return those things that lie in the subscription of an address, and in its resource group if it has one."""
        self.subscription(address)
        if address.group:
            self.resource_group(address)
        return [
            each
            for each in things
            if self.subscription_id(each) == address.subscription
            and (not address.group or each.group.lower() == address.group.lower())
        ]
