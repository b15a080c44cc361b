"""Images of apps of several containers, and whose password pulls them."""

import base64
from typing import Any

import pytest

from bartizan.collect.azure.engine.redaction import without_secrets
from tests.rules.azure_app import APP, App, together

pytestmark = pytest.mark.slow

PINNED, PASSWORD = "azure.app.image_not_pinned", "azure.app.image_pulled_with_password"
STORE = {"DOCKER_REGISTRY_SERVER_PASSWORD": {"form": "text", "secret": "keyword_entropy"}}


def compose(text: str) -> str:
    return "COMPOSE|" + base64.b64encode(text.encode()).decode()


def web(version: str, containers: list[dict[str, Any]] | None = None, **more: Any) -> App:
    config = without_secrets({"linuxFxVersion": version})
    value = [{"id": "c", "name": "c", "properties": each} for each in containers or ()]
    beside = [("azure_web_app", APP, "sitecontainers", {"value": value})] if containers is not None else []
    return App(kind="azure_web_app", config=config, given=beside, **more)


TWO = "version: '3'\nservices:\n  web:\n    image: own.azurecr.io/shop:1\n  cache:\n    image: \"redis:7\" # small\n"
FLOW = "services: {web: {image: 'a/b:1', environment: {X: y}}, db: {image: postgres}}"
CASES: list[tuple[App, list[str] | None]] = [
    (web("DOCKER|own.azurecr.io/shop:1"), ["own.azurecr.io/shop:1"]),
    (web("PYTHON|3.13"), []),
    (web(compose(TWO)), ["own.azurecr.io/shop:1", "redis:7"]),
    (web(compose(FLOW)), ["a/b:1", "postgres"]),
    (web(compose("web:\n  image: nginx\n")), ["nginx"]),
    (web(compose("services:\n  web:\n    build: .\n  db:\n    image: postgres\n")), None),
    (web(compose("services:\n  web:\n    image: ${IMAGE}\n")), None),
    (web(compose("services: [1")), None),
    (web("COMPOSE|no base64!"), None),
    (App(kind="azure_web_app", config={"linuxFxVersion": compose(TWO)}), ["own.azurecr.io/shop:1", "redis:7"]),
    (web("sitecontainers", [{"image": "a.io/b:1"}, {"image": "c@sha256:0f"}]), ["a.io/b:1", "c@sha256:0f"]),
    (web("sitecontainers", [{"image": "a.io/b:1"}, {}]), None),
    (web("sitecontainers"), None),
    (web("NODE|24-lts", [{"image": "a.io/agent:1"}]), ["a.io/agent:1"]),
    (web("NODE|24-lts", []), []),
    (web("NODE|24-lts", [], refused=[("azure_web_app", "sitecontainers")]), None),
]  # fmt: skip


def test_every_image_of_an_app_is_known_or_none_is() -> None:
    for (app, images), found in zip(CASES, together([app for app, _ in CASES if not app.refused]), strict=False):
        assert found["container_images"] == images, app.config
        expected = "unknown" if images is None else "not_applicable" if not images else "fail"
        assert found[PINNED] == expected
    (refused,) = together([app for app, _ in CASES if app.refused])
    assert (refused["container_images"], refused[PINNED]) == (None, "unknown")


def test_the_password_of_a_registry_needs_no_image() -> None:
    cases = [
        (web(compose("services:\n  web:\n    build: .\n"), settings=STORE), "fail"),
        (web("DOCKER|redis:7", settings=STORE), "fail"),
        (web("sitecontainers", [{"image": "a.io/b:1", "authType": "UserCredentials"}]), "fail"),
        (web("sitecontainers", [{"image": "own.azurecr.io/b:1", "authType": "SystemIdentity"}]), "pass"),
        (web("DOCKER|own.azurecr.io/shop:1"), "fail"),
        (web(compose(TWO)), "fail"),
        (web("DOCKER|redis:7"), "pass"),
        (web("PYTHON|3.13"), "not_applicable"),
    ]
    found = together([app for app, _ in cases])
    assert [each[PASSWORD] for each in found] == [status for _, status in cases]


def test_settings_route_calls_through_the_network_too() -> None:
    rule = "azure.app.outbound_past_virtual_network"
    platform = "azure.app.platform_traffic_past_virtual_network"
    routed = {"WEBSITE_VNET_ROUTE_ALL": {"form": "number", "value": "1"}}
    over = {"WEBSITE_CONTENTOVERVNET": {"form": "number", "value": "1"}}
    inside = {"virtualNetworkSubnetId": "/s", "vnetRouteAllEnabled": False}
    pulled = {**inside, "vnetImagePullEnabled": True}
    flex = {**inside, "sku": "FlexConsumption"}
    apps = [App(site=inside), App(site=inside, settings=routed), App(site=pulled, settings=over), App(site=flex)]
    found = together(apps)
    assert [each[rule] for each in found] == ["fail", "pass", "fail", "not_applicable"]
    assert [each[platform] for each in found] == ["fail", "fail", "pass", "not_applicable"]
    (unread,) = together([App(site=inside, refused=[("azure_function_app", "settings")])])
    assert (unread[rule], unread[platform]) == ("unknown", "unknown")


def test_ftp_without_its_login_is_closed() -> None:
    apps = []
    for allow, sku in [(True, "Standard"), (False, "Standard"), (True, "FlexConsumption")]:
        basic = ("azure_function_app", APP, "basic_auth_ftp", {"properties": {"allow": allow}})
        apps.append(App(config={"ftpsState": "AllAllowed"}, site={"sku": sku}, given=[basic]))
    found = together(apps)
    assert [each["azure.app.plaintext_ftp"] for each in found] == ["fail", "not_applicable", "not_applicable"]
    statuses = [each["azure.app.ftp_basic_authentication"] for each in found]
    assert statuses == ["fail", "pass", "not_applicable"]
