"""What an app's settings and names lead to: vaults by their address, packages of others, default host names."""

import pytest

from bartizan.collect.azure.resources.apps.backing import backing
from bartizan.collect.azure.resources.apps.site import settings
from tests.rules.azure_app import GROUP, App, together

LONG, STRANGER = "azure.app.long_lived_package_link", "azure.app.package_from_unknown_source"
SIGNATURE = "sig=" + "%2BxAb1%2F" + "c" * 34 + "%3D"


@pytest.mark.parametrize(
    ("value", "vault"),
    [
        ("https://kv-shop.vault.azure.net/", "kv-shop"),
        ("https://KV-shop.vault.azure.net", "kv-shop"),
        ("https://kv-shop.vault.usgovcloudapi.net/secrets/x", "kv-shop"),
        ('{"vault": "https://kv-shop.vault.azure.cn"}', "kv-shop"),
        ("@Microsoft.KeyVault(VaultName=kv-shop;SecretName=x)", "kv-shop"),
        ("https://kv-shop.vault.azure.net.example.com/", None),
        ("https://vault.azure.net/", None),
        ("https://kv-shop.example.com/", None),
    ],
)
def test_a_vault_is_named_by_reference_or_address(value: str, vault: str | None) -> None:
    assert backing(value).get("vault") == vault


def test_a_storage_account_is_named_by_its_endpoint() -> None:
    assert backing("BlobEndpoint=https://stshop.blob.core.windows.net/;SharedAccessSignature=x")["account"] == "stshop"


def packaged(value: str, identity: bool = False) -> App:
    masked = settings({"properties": {"WEBSITE_RUN_FROM_PACKAGE": value}})["settings"]["properties"]
    store = f"{GROUP}/providers/microsoft.storage/storageaccounts/stshop"
    own = ("azure_storage_account", store, "self", {"name": "stshop", "properties": {}})
    return App(settings=masked, given=[own], identity={"type": "SystemAssigned"} if identity else {})


BLOB = "https://stshop.blob.core.windows.net/code/app.zip"
PACKAGES = [
    (f"{BLOB}?sp=r&se=2099-01-01T00%3A00%3A00Z&{SIGNATURE}", False, "fail", "pass"),
    (f"{BLOB}?sp=r&se=2020-01-01T00%3A00%3A00Z&{SIGNATURE}", False, "pass", "pass"),
    (f"{BLOB}?sp=r&{SIGNATURE}", False, "fail", "pass"),
    (BLOB, False, "fail", "pass"),
    (BLOB, True, "pass", "pass"),
    ("https://stother.blob.core.windows.net/code/app.zip", True, "pass", "fail"),
    ("https://github.com/shop/app/releases/download/v1/app.zip", True, "fail", "fail"),
    ("1", True, "not_applicable", "not_applicable"),
]


def test_a_package_comes_from_an_own_store_and_its_link_ends_soon() -> None:
    found = together([packaged(value, identity) for value, identity, *_ in PACKAGES])
    assert [(each[LONG], each[STRANGER]) for each in found] == [(link, source) for *_, link, source in PACKAGES]


def test_a_default_host_name_is_no_own_domain() -> None:
    names = ["app.env-1.westeurope.k4apps.io", "shop.internal.example", "www.shop.example"]
    states = [{"name": name, "sslState": "Disabled", "hostType": "Standard"} for name in names]
    site = {"hostNames": names, "hostNameSslStates": states, "defaultHostName": "Shop.internal.example"}
    (found,) = together([App(site=site)])
    assert found["custom_host_names"] == ["www.shop.example"]
