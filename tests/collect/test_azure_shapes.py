"""What the Azure collector makes of bodies: kinds, ids, redaction, and the values that were seen of each property."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bartizan.collect.azure import COLLECTORS, list_permissions, permissions
from bartizan.collect.azure.engine.collector import Item, Question
from bartizan.collect.azure.engine.redaction import without_secrets
from bartizan.collect.azure.resources.apps.function_app import FUNCTION_APP
from bartizan.collect.azure.resources.apps.site import QUESTIONS, config_of_row, config_owner
from bartizan.collect.azure.resources.apps.web_app import WEB_APP
from bartizan.collect.azure.transport.arm_id import resource_type, subscription_of, url_path
from tests.collect.random_secrets import key

SITES = [collector for collector in COLLECTORS if collector.listing.child_type]
SITE = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/Shop (1)/providers/Microsoft.Web/sites/app"
CONFIGURATIONS = Path(__file__).parent / "data" / "web_config.json"
SETTINGS = (
    "FUNCTIONS_EXTENSION_VERSION", "AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME", "WEBSITE_NODE_DEFAULT_VERSION",
    "APPINSIGHTS_INSTRUMENTATIONKEY", "MACHINEKEY_DecryptionKey", "WEBSITES_ENABLE_APP_SERVICE_STORAGE",
    "DOCKER_REGISTRY_SERVER_URL", "DOCKER_REGISTRY_SERVER_PASSWORD", "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTSHARE", "AzureWebJobsDashboard", "APP_KIND", "s1",
    "AzureFunctionsJobHost__extensionBundle__version", "WEBSITE_AUTH_ENCRYPTION_KEY", "AZURE_KEYVAULT_SCOPE",
)  # fmt: skip


def asked(path: str) -> Question:
    (question,) = (each for each in FUNCTION_APP.questions if each.path == path)
    return question


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("app", "azure_web_app"),
        ("app,linux", "azure_web_app"),
        ("api", "azure_web_app"),
        (None, "azure_web_app"),
        ("", "azure_web_app"),
        ("app,container,xenon", "azure_web_app"),
        ("app,container,windows", "azure_web_app"),
        ("app,linux,container", "azure_web_app"),
        ("myfunctionapp", "azure_web_app"),
        ("functionapp", "azure_function_app"),
        ("functionapp,linux", "azure_function_app"),
        ("functionapp,linux,container", "azure_function_app"),
        ("app,functionapp", "azure_function_app"),
        ("FunctionApp, Linux ,Container", "azure_function_app"),
        ("functionapp,linux,container,azurecontainerapps", "azure_function_app"),
        ("functionapp,workflowapp", "azure_logic_app"),
        ("functionapp,linux,WorkflowApp", "azure_logic_app"),
        (7, "azure_web_app"),
    ],
)
def test_kinds_are_told_apart_by_tokens(kind: Any, expected: str) -> None:
    assert [c.kind for c in SITES if c.claims({"kind": kind})] == [expected]
    assert [c.kind for c in SITES if c.claims({"kind": None, "properties": {"kind": kind}})] == [expected]


@given(st.text(max_size=40))
def test_every_site_is_of_exactly_one_kind(kind: str) -> None:
    assert sum(collector.claims({"kind": kind}) for collector in SITES) == 1


def test_ids_are_checked_before_a_url_is_built_from_them() -> None:
    assert resource_type(SITE) == "microsoft.web/sites"
    assert resource_type(f"{SITE}/slots/Next") == "microsoft.web/sites/slots"
    assert subscription_of(SITE) == "11111111-1111-4111-8111-111111111111"
    assert url_path(SITE).endswith("/Shop%20(1)/providers/Microsoft.Web/sites/app")


@pytest.mark.parametrize(
    "hostile",
    [
        None, 7, "", "/", SITE + "?x=1", SITE + "#x", SITE + "/..", SITE.replace("app", "../../other"), SITE + "%2f..",
        SITE.replace("/providers", "//providers"), "https://evil.example" + SITE, "//evil.example" + SITE,
        SITE + "/slots",
        SITE.replace("11111111-", "x"), SITE + "\n", SITE + "\\x", SITE + "a" * 3000, SITE + "/slots/..",
        SITE + "@evil.example/x",
    ],
)  # fmt: skip
def test_hostile_ids_are_no_resources(hostile: Any) -> None:
    assert resource_type(hostile) not in {"microsoft.web/sites", "microsoft.web/sites/slots"}


def test_permissions_come_from_the_collectors() -> None:
    assert permissions() == sorted(set(permissions()))
    assert all(each.lower().endswith("/read") for each in permissions())
    assert {"Microsoft.Web/sites/slots/config/read", "Microsoft.Authorization/roleAssignments/read"} <= set(
        permissions()
    )
    assert list_permissions() == [
        "Microsoft.Web/sites/config/list/action",
        "Microsoft.Web/sites/slots/config/list/action",
    ]
    slot = Item(f"{SITE}/slots/Next", {})
    assert asked("/functions").needed_permission(slot) == "Microsoft.Web/sites/slots/functions/read"
    assert asked("/config/web").operation(slot) == "arm:GET Microsoft.Web/sites/slots/config/web"


def test_what_only_an_app_knows_of_its_slots_is_asked_of_the_app() -> None:
    slot, question = Item(f"{SITE}/slots/Next", {}), asked("/config/slotConfigNames")
    assert question.is_needed(slot) and not question.is_needed(Item(SITE, {}))
    assert question.target(slot) == SITE
    assert asked("/config/web").target(slot) == slot.id
    assert question.operation(slot) == "arm:GET Microsoft.Web/sites/config/slotConfigNames"
    assert question.needed_permission(slot) == "Microsoft.Web/sites/config/read"
    told = {"properties": {"appSettingNames": ["KEY"], "connectionStringNames": None, "azureStorageConfigNames": None}}
    assert question.read(told) == {
        "sticky_names": {"properties": {"appSettingNames": ["KEY"], "connectionStringNames": []}}
    }
    assert question.read({"properties": None}) == {
        "sticky_names": {"properties": {"appSettingNames": [], "connectionStringNames": []}}
    }
    with pytest.raises(ValueError, match="not text"):
        question.read({"properties": {"appSettingNames": [7]}})


def test_bodies_lose_their_secrets() -> None:
    token = "_".join(("ghp", "a1B2" * 9))
    compose = base64.b64encode(
        f"services:\n  web:\n    image: nginx:1\n    environment:\n      T: {token}".encode()
    ).decode()
    body = {
        "id": SITE,
        "tags": {"note": token},
        "properties": {
            "siteConfig": {"linuxFxVersion": f"COMPOSE|{compose}", "appCommandLine": f"run --with {token}"},
            "cors": None,
            "publishingPassword": "x", "runtimeADUserPassword": "x", "machineKey": {"decryptionKey": "x"},
            "appSettings": [{"name": "A", "value": token}], "azureStorageAccounts": {"a": {"accessKey": "x"}},
            "siteAuthSettings": {"clientSecret": "x"},
            "other": {"clientSecret": "x", "clientSecretSettingName": "NAME"},
        },
    }  # fmt: skip
    kept = without_secrets(body)
    assert token not in json.dumps(kept)
    assert kept["properties"] == {
        "siteConfig": {"linuxFxVersion": "COMPOSE|nginx:1", "appCommandLine": "masked: github_token"},
        "other": {"clientSecretSettingName": "NAME"},
    }
    assert kept["id"] == SITE


def test_settings_keep_names_and_facts_only() -> None:
    password = "".join(("S3", "cret", "!x9", "Zq"))
    answer = {
        "properties": {
            "FUNCTIONS_EXTENSION_VERSION": "~4",
            "DB": f"Server=x;Database=y;Password={password};",
            "N": None,
        }
    }
    settings = asked("/config/appsettings/list").read(answer)["settings"]["properties"]
    assert settings["FUNCTIONS_EXTENSION_VERSION"]["value"] == "~4"
    assert settings["DB"] == {"form": "text", "secret": "connection_string_password", "server": "x"}
    strings = asked("/config/connectionstrings/list").read(
        {"properties": {"A": {"value": answer["properties"]["DB"], "type": "SQLAzure"}}}
    )
    assert strings["connection_strings"]["properties"]["A"]["type"] == "SQLAzure"
    assert password not in json.dumps([settings, strings])


ROW: dict[str, Any] = {
    "id": f"{SITE}/config/web",
    "properties": {
        "MinTlsVersion": "1.2", "FtpsState": "FtpsOnly",
        "IpSecurityRestrictions": [{"IpAddress": "Any", "Action": "Allow"}],
        "ScmIpSecurityRestrictions": None, "RemoteDebuggingEnabled": False, "Cors": {"AllowedOrigins": ["*"]},
        "LinuxFxVersion": "",
    },
}  # fmt: skip


def test_resource_graph_spells_keys_in_its_own_way() -> None:
    body = config_of_row(ROW)
    assert body is not None
    assert config_owner(ROW) == SITE.lower()
    assert body["properties"]["minTlsVersion"] == "1.2"
    assert body["properties"]["ipSecurityRestrictions"] == [{"ipAddress": "Any", "action": "Allow"}]
    assert body["properties"]["cors"] == {"allowedOrigins": ["*"]}


@pytest.mark.parametrize("key", ["MinTlsVersion", "IpSecurityRestrictions", "Cors"])
def test_a_row_that_says_too_little_is_asked_for_again(key: str) -> None:
    properties = dict(ROW["properties"])
    assert config_of_row({**ROW, "properties": {**properties, key: 7}}) is None
    del properties[key]
    assert config_of_row({**ROW, "properties": properties}) is None
    assert config_of_row({**ROW, "properties": "x"}) is None


@pytest.mark.parametrize(
    "id_", [None, "", f"{SITE}/config/logs", "/x/config/web", f"{SITE}/hostNameBindings/x/config/web"]
)
def test_rows_about_something_else_are_left_out(id_: Any) -> None:
    assert config_owner({"id": id_}) == ""


def test_private_endpoints_are_asked_for_only_where_they_decide() -> None:
    detail = QUESTIONS[0]
    for properties, needed in (
        ({"sku": "Standard", "publicNetworkAccess": None, "privateEndpointConnections": None}, True),
        ({"sku": "Dynamic"}, False),
        ({"sku": "Standard", "publicNetworkAccess": "Enabled"}, False),
        ({"sku": "Standard", "privateEndpointConnections": [{}]}, False),
        ({}, True),
    ):
        assert detail.is_needed(Item(SITE, {"properties": properties})) is needed


@pytest.mark.parametrize("path", [question.path for question in FUNCTION_APP.questions])
@pytest.mark.parametrize(
    "answer", [None, [], {}, {"properties": 7}, {"value": 7}, {"value": [7]}, {"properties": ["x"]}]
)
def test_odd_answers_are_failures_and_no_facts(path: str, answer: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        asked(path).read(answer)


def configurations() -> Iterator[dict[str, Any]]:
    """Yield properties of a configuration: every value that was ever seen of each, one at a time beside the usual."""
    seen = json.loads(CONFIGURATIONS.read_text(encoding="utf-8"))
    usual = {name: values[0] for name, values in seen.items()}
    yield usual
    yield from (usual | {name: value} for name, values in seen.items() for value in values[1:])


def test_configurations_of_every_sort_can_be_read() -> None:
    every = list(configurations())
    assert len(every) > 150
    for properties in every:
        if properties["numberOfWorkers"]:
            kept = asked("/config/web").read({"id": f"{SITE}/config/web", "properties": properties})["config"][
                "properties"
            ]
            assert not {"publishingPassword", "machineKey", "siteAuthSettings"} & set(kept)
            for name in ("minTlsVersion", "ftpsState", "ipSecurityRestrictionsDefaultAction"):
                assert kept.get(name) == properties[name]


def test_settings_of_every_sort_can_be_masked() -> None:
    secret = key(64)
    storage = f"DefaultEndpointsProtocol=https;EndpointSuffix=core.windows.net;AccountName=shop;AccountKey={secret}"
    values = [
        "", "~4", "~20", "node", "6.9.1", "true", "readOnly", "[1.*, 2.0.0)", "https://shop.azurecr.io", "workflowApp",
        "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/a/)", storage, None,
    ]  # fmt: skip
    bodies = [{"properties": {name: value}} for name in SETTINGS for value in values]
    bodies += [{"properties": {}}, {"properties": dict.fromkeys(SETTINGS, storage)}]
    # Web apps may have no settings; of a function app an empty list is no answer.
    (of_web_app,) = (each for each in WEB_APP.questions if each.path == "/config/appsettings/list")
    kept = [of_web_app.read(body)["settings"]["properties"] for body in bodies]
    assert [set(each) for each in kept] == [set(body["properties"]) for body in bodies]
    assert secret not in json.dumps(kept)
    assert "AccountKey=" not in json.dumps(kept)
