"""Every body the ARM emulator answers, held against recorded answers of Azure: the same keys, the same JSON types.

Not compared, because nothing was recorded: the list of functions, the login and Graph endpoints, ARM's 401 and 429.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.demo.arm_asking import Asking, asking_arm
from tests.demo.arm_shape import ALWAYS, Shape, json_type, recorded


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    async with asking_arm() as session:
        yield session


def _same(shape: Shape, bodies: list[Any]) -> None:
    assert bodies
    found = {difference for body in bodies for difference in shape.differences(body)}
    assert not found, "\n".join(sorted(found))


async def _app_ids(asking: Asking) -> list[str]:
    sites = [each["id"] for each in await asking.everywhere("providers/Microsoft.Web/sites")]
    slots = await asking.everywhere("resources?$filter=resourceType eq 'Microsoft.Web/sites/slots'")
    return [*sites, *(each["id"] for each in slots)]


async def test_site_items(asking: Asking) -> None:
    _same(recorded("Microsoft.Web/sites"), await asking.everywhere("providers/Microsoft.Web/sites"))


async def test_sites_and_slots(asking: Asking) -> None:
    _same(recorded("Microsoft.Web/sites"), [await asking.ask(each) for each in await _app_ids(asking)])


async def test_no_key_of_a_recent_site_is_missing(asking: Asking) -> None:
    """What every site recorded of late has, every emulated one has."""
    new = {"siteScopedCertificatesEnabled", "outboundVnetRouting", "clientAffinityProxyEnabled", "blockPathTraversal"}
    for each in await asking.everywhere("providers/Microsoft.Web/sites"):
        assert not ALWAYS - new - set(each["properties"])


async def test_config_web(asking: Asking) -> None:
    shape = recorded("config/web")
    _same(shape, [await asking.ask(f"{each}/config/web") for each in await _app_ids(asking)])


async def test_auth_settings(asking: Asking) -> None:
    shape = recorded("config/authsettingsV2")
    _same(shape, [await asking.ask(f"{each}/config/authsettingsV2") for each in await _app_ids(asking)])


async def test_publishing_policies(asking: Asking) -> None:
    shape = recorded("basicPublishingCredentialsPolicies")
    ids = await _app_ids(asking)
    _same(shape, [each for one in ids for each in await asking.items(f"{one}/basicPublishingCredentialsPolicies")])
    _same(shape, [await asking.ask(f"{one}/basicPublishingCredentialsPolicies/scm") for one in ids])


@pytest.mark.parametrize("name", ["appsettings", "connectionstrings"])
async def test_settings(asking: Asking, name: str) -> None:
    shape = recorded(f"config/{name}")
    ids = [each for each in await _app_ids(asking) if asking.arm.subscriptions[0] in each]
    bodies = [await asking.ask(f"{each}/config/{name}/list", "POST") for each in ids]
    for body in bodies:
        wanted = {"string"} if name == "appsettings" else {"object"}
        assert {json_type(value) for value in body["properties"].values()} <= wanted
        body["properties"] = {}
    _same(shape, bodies)


@pytest.mark.parametrize(
    "type_",
    [
        "Microsoft.Web/serverfarms",
        "Microsoft.Authorization/roleAssignments",
        "Microsoft.Authorization/roleDefinitions",
        "Microsoft.ManagedIdentity/userAssignedIdentities",
    ],
)
async def test_lists(asking: Asking, type_: str) -> None:
    shape = recorded(type_)
    _same(shape, await asking.everywhere(f"providers/{type_}"))


@pytest.mark.parametrize(
    "type_",
    [
        "Microsoft.DocumentDB/databaseAccounts",
        "Microsoft.Sql/servers",
        "Microsoft.ServiceBus/namespaces",
        "Microsoft.EventHub/namespaces",
        "Microsoft.ContainerRegistry/registries",
    ],
)
async def test_further_stores(asking: Asking, type_: str) -> None:
    shape = recorded(type_)
    shape.members["tags"] = Shape({"object"})
    _same(shape, await asking.everywhere(f"providers/{type_}"))


@pytest.mark.parametrize("type_", ["Microsoft.Web/certificates", "Microsoft.Web/hostingEnvironments"])
async def test_what_surrounds_apps(asking: Asking, type_: str) -> None:
    shape = recorded(type_)
    shape.members.setdefault("tags", Shape()).members.clear()
    _same(shape, await asking.everywhere(f"providers/{type_}"))


async def test_diagnostic_settings(asking: Asking) -> None:
    shape = recorded("Microsoft.Insights/diagnosticSettings")
    lists = [await asking.items(f"{each}/providers/Microsoft.Insights/diagnosticSettings")
             for each in await _app_ids(asking)]  # fmt: skip
    _same(shape, [item for each in lists for item in each])
    assert [] in lists


async def test_federated_credentials(asking: Asking) -> None:
    shape = recorded("federatedIdentityCredentials")
    identities = await asking.everywhere("providers/Microsoft.ManagedIdentity/userAssignedIdentities")
    lists = [await asking.items(f"{each['id']}/federatedIdentityCredentials") for each in identities]
    _same(shape, [item for each in lists for item in each])


async def test_deny_assignments(asking: Asking) -> None:
    shape = recorded("Microsoft.Authorization/denyAssignments")
    _same(shape, await asking.everywhere("providers/Microsoft.Authorization/denyAssignments"))


@pytest.mark.parametrize("type_", ["Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"])
async def test_stores(asking: Asking, type_: str) -> None:
    shape = recorded(type_)
    shape.members["properties"].members.setdefault("allowSharedKeyAccess", Shape({"boolean"}))
    shape.members["properties"].members.setdefault("publicNetworkAccess", Shape({"string"}))
    shape.members["properties"].members.setdefault("enableRbacAuthorization", Shape({"boolean"}))
    _same(shape, await asking.everywhere(f"providers/{type_}"))


async def test_containers(asking: Asking) -> None:
    _same(recorded("subscriptions"), await asking.items("/subscriptions"))
    groups = recorded("resourcegroups")
    _same(groups, await asking.everywhere("resourcegroups"))


async def test_generic_resources(asking: Asking) -> None:
    shape = recorded("resources")
    # The recorded lists hold types without a kind or an identity: those are held against the resources themselves.
    shape.members["kind"] = Shape({"string"})
    shape.members["identity"] = recorded("Microsoft.Web/sites").members["identity"]
    shape.members["sku"] = recorded("Microsoft.Web/serverfarms").members["sku"]
    _same(shape, await asking.everywhere("resources"))


async def test_resource_graph_answer(asking: Asking) -> None:
    shape = recorded("Microsoft.ResourceGraph/resources")
    query = {"query": "resources | project id, name, type", "options": {"$top": 3}}
    _same(shape, [await asking.ask("/providers/Microsoft.ResourceGraph/resources", "POST", body=query)])


async def test_resource_graph_refusal(asking: Asking) -> None:
    shape = recorded("Microsoft.ResourceGraph/resources 400")
    path = "/providers/Microsoft.ResourceGraph/resources"
    _same(shape, [await asking.ask(path, "POST", 400, {"query": "where where"})])


async def test_indexed_sites_have_the_properties_of_listed_ones(asking: Asking) -> None:
    query = "resources | where type in~ ('microsoft.web/sites', 'microsoft.web/sites/slots') | order by id asc"
    site = recorded("Microsoft.Web/sites")
    _same(site.members["properties"], [row["properties"] for row in await asking.rows(query)])
    _same(site.members["identity"], [row["identity"] for row in await asking.rows(query) if row["identity"]])


async def test_refusals(asking: Asking) -> None:
    denied = recorded("403")
    stores = next(each for each in await _app_ids(asking) if asking.arm.subscriptions[1] in each)
    _same(denied, [await asking.ask(f"{stores}/config/appsettings/list", "POST", 403)])
    missing = recorded("404")
    _same(missing, [await asking.ask(f"{stores}-not-there/config/web", status=404)])
