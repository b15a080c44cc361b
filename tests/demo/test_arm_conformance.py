"""Every body the ARM emulator answers, held against recorded answers of Azure: the same keys, the same JSON types.

Not compared, because nothing was recorded: the list of functions, the login and Graph endpoints, ARM's 401 and 429.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.demo.arm_asking import Asking, asking_arm
from tests.demo.arm_shape import RECORDED, Shape, json_type, merged, recorded, records

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers (../shared/data/arm) are not here")


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    async with asking_arm() as session:
        yield session


def _same(shape: Shape, bodies: list[Any]) -> None:
    assert bodies
    found = {difference for body in bodies for difference in shape.differences(body)}
    assert not found, "\n".join(sorted(found))


def _site_shape() -> Shape:
    lists = [
        recorded("web", ending, method="GET", item=True) for ending in ("Microsoft.Web/sites", "sites/{name}/slots")
    ]
    gets = [
        recorded("web", ending, method="GET") for ending in ("Microsoft.Web/sites/{name}", "sites/{name}/slots/{name}")
    ]
    return merged(*lists, *gets)


async def _app_ids(asking: Asking) -> list[str]:
    sites = [each["id"] for each in await asking.everywhere("providers/Microsoft.Web/sites")]
    slots = await asking.everywhere("resources?$filter=resourceType eq 'Microsoft.Web/sites/slots'")
    return [*sites, *(each["id"] for each in slots)]


async def test_site_items(asking: Asking) -> None:
    _same(_site_shape(), await asking.everywhere("providers/Microsoft.Web/sites"))


async def test_sites_and_slots(asking: Asking) -> None:
    _same(_site_shape(), [await asking.ask(each) for each in await _app_ids(asking)])


async def test_no_key_of_a_recent_site_is_missing(asking: Asking) -> None:
    """What every site recorded of late has, every emulated one has."""
    recent = [
        record["body"]["properties"]
        for record in records("web")
        if record["tpl"].endswith("Microsoft.Web/sites/{name}")
        and record["status"] == 200
        and record["api"] >= "2023-12"
        if record["m"] == "GET" and record["body"]["properties"]["enabled"]
    ]
    always = set.intersection(*(set(each) for each in recent))
    new = {"siteScopedCertificatesEnabled", "outboundVnetRouting", "clientAffinityProxyEnabled", "blockPathTraversal"}
    for each in await asking.everywhere("providers/Microsoft.Web/sites"):
        assert not always - new - set(each["properties"])


async def test_config_web(asking: Asking) -> None:
    shape = recorded("web", "config/web", method="GET")
    _same(shape, [await asking.ask(f"{each}/config/web") for each in await _app_ids(asking)])


async def test_auth_settings(asking: Asking) -> None:
    endings = "config/authsettingsV2", "config/authsettingsV2/list"
    shape = merged(*(recorded("web specs_examples", ending) for ending in endings))
    _same(shape, [await asking.ask(f"{each}/config/authsettingsV2") for each in await _app_ids(asking)])


async def test_publishing_policies(asking: Asking) -> None:
    shape = merged(
        recorded("web", "basicPublishingCredentialsPolicies/scm"),
        recorded("specs_examples", "basicPublishingCredentialsPolicies", method="GET", item=True),
    )
    ids = await _app_ids(asking)
    _same(shape, [each for one in ids for each in await asking.items(f"{one}/basicPublishingCredentialsPolicies")])
    _same(shape, [await asking.ask(f"{one}/basicPublishingCredentialsPolicies/scm") for one in ids])


@pytest.mark.parametrize("name", ["appsettings", "connectionstrings"])
async def test_settings(asking: Asking, name: str) -> None:
    shape = recorded("web", f"config/{name}/list", method="POST")
    shape.members["properties"] = Shape({"object"})  # the names below it are the customer's
    ids = [each for each in await _app_ids(asking) if asking.arm.subscriptions[0] in each]
    bodies = [await asking.ask(f"{each}/config/{name}/list", "POST") for each in ids]
    for body in bodies:
        wanted = {"string"} if name == "appsettings" else {"object"}
        assert {json_type(value) for value in body["properties"].values()} <= wanted
        body["properties"] = {}
    _same(shape, bodies)


@pytest.mark.parametrize(
    ("files", "type_"),
    [
        ("web", "Microsoft.Web/serverfarms"),
        ("authz", "Microsoft.Authorization/roleAssignments"),
        ("authz", "Microsoft.Authorization/roleDefinitions"),
        ("identity", "Microsoft.ManagedIdentity/userAssignedIdentities"),
    ],
)
async def test_lists(asking: Asking, files: str, type_: str) -> None:
    shape = recorded(files, f"/providers/{type_}", method="GET", item=True)
    _same(shape, await asking.everywhere(f"providers/{type_}"))


@pytest.mark.parametrize(
    ("files", "type_"),
    [
        ("data", "Microsoft.DocumentDB/databaseAccounts"),
        ("data", "Microsoft.Sql/servers"),
        ("data", "Microsoft.ServiceBus/namespaces"),
        ("data", "Microsoft.EventHub/namespaces"),
        ("containers", "Microsoft.ContainerRegistry/registries"),
    ],
)
async def test_further_stores(asking: Asking, files: str, type_: str) -> None:
    shape = recorded(files, f"/providers/{type_}/{{name}}", method="GET")
    shape.members["tags"] = Shape({"object"})
    _same(shape, await asking.everywhere(f"providers/{type_}"))


@pytest.mark.parametrize("type_", ["Microsoft.Web/certificates", "Microsoft.Web/hostingEnvironments"])
async def test_what_surrounds_apps(asking: Asking, type_: str) -> None:
    shape = recorded("web", f"/providers/{type_}", method="GET", item=True)
    shape.members.setdefault("tags", Shape()).members.clear()
    _same(shape, await asking.everywhere(f"providers/{type_}"))


async def test_diagnostic_settings(asking: Asking) -> None:
    shape = recorded("monitor", "/providers/Microsoft.Insights/diagnosticSettings", method="GET", item=True)
    lists = [await asking.items(f"{each}/providers/Microsoft.Insights/diagnosticSettings")
             for each in await _app_ids(asking)]  # fmt: skip
    _same(shape, [item for each in lists for item in each])
    assert [] in lists


async def test_federated_credentials(asking: Asking) -> None:
    shape = recorded("identity", "/federatedIdentityCredentials", method="GET", item=True)
    identities = await asking.everywhere("providers/Microsoft.ManagedIdentity/userAssignedIdentities")
    lists = [await asking.items(f"{each['id']}/federatedIdentityCredentials") for each in identities]
    _same(shape, [item for each in lists for item in each])


async def test_deny_assignments(asking: Asking) -> None:
    shape = recorded("specs_examples", "/providers/Microsoft.Authorization/denyAssignments", item=True)
    _same(shape, await asking.everywhere("providers/Microsoft.Authorization/denyAssignments"))


@pytest.mark.parametrize("type_", ["Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"])
async def test_stores(asking: Asking, type_: str) -> None:
    shape = recorded("data", f"/providers/{type_}/{{name}}")
    shape.members["properties"].members.setdefault("allowSharedKeyAccess", Shape({"boolean"}))
    shape.members["properties"].members.setdefault("publicNetworkAccess", Shape({"string"}))
    shape.members["properties"].members.setdefault("enableRbacAuthorization", Shape({"boolean"}))
    _same(shape, await asking.everywhere(f"providers/{type_}"))


async def test_containers(asking: Asking) -> None:
    _same(recorded("core", "/subscriptions/{subscriptionId}"), await asking.items("/subscriptions"))
    groups = recorded("core", "/subscriptions/{subscriptionId}/resourcegroups", item=True)
    _same(groups, await asking.everywhere("resourcegroups"))


async def test_generic_resources(asking: Asking) -> None:
    shape = recorded("core", "/subscriptions/{subscriptionId}/resources", item=True)
    # The recorded lists hold types without a kind or an identity: those are held against the resources themselves.
    shape.members["kind"] = Shape({"string"})
    shape.members["identity"] = _site_shape().members["identity"]
    shape.members["sku"] = recorded("web", "/providers/Microsoft.Web/serverfarms", item=True).members["sku"]
    _same(shape, await asking.everywhere("resources"))


async def test_resource_graph_answer(asking: Asking) -> None:
    shape = recorded("graph", "Microsoft.ResourceGraph/resources")
    shape.members["data"] = Shape({"array"})
    query = {"query": "resources | project id, name, type", "options": {"$top": 3}}
    _same(shape, [await asking.ask("/providers/Microsoft.ResourceGraph/resources", "POST", body=query)])


async def test_resource_graph_refusal(asking: Asking) -> None:
    shape = recorded("graph", "Microsoft.ResourceGraph/resources", status=400)
    path = "/providers/Microsoft.ResourceGraph/resources"
    _same(shape, [await asking.ask(path, "POST", 400, {"query": "where where"})])


async def test_indexed_sites_have_the_properties_of_listed_ones(asking: Asking) -> None:
    query = "resources | where type in~ ('microsoft.web/sites', 'microsoft.web/sites/slots') | order by id asc"
    site = _site_shape()
    _same(site.members["properties"], [row["properties"] for row in await asking.rows(query)])
    _same(site.members["identity"], [row["identity"] for row in await asking.rows(query) if row["identity"]])


async def test_refusals(asking: Asking) -> None:
    denied = recorded("authz", "policyDefinitions/{name}", status=403)
    stores = next(each for each in await _app_ids(asking) if asking.arm.subscriptions[1] in each)
    _same(denied, [await asking.ask(f"{stores}/config/appsettings/list", "POST", 403)])
    missing = recorded("containers", "managedEnvironments/{name}", status=404)
    _same(missing, [await asking.ask(f"{stores}-not-there/config/web", status=404)])
