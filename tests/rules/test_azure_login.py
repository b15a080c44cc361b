"""App Service's login: what reaches the functions decides, not whether the switch is on."""

from typing import Any

import pytest

from tests.rules.azure_app import App, function, judged, together

pytestmark = pytest.mark.slow

PROVIDER = {"azureActiveDirectory": {"enabled": True, "registration": {"clientId": "c"}}}
OPEN = "azure.function_app.anonymous_http_functions"
SPARED = "azure.app.authentication_allows_anonymous"


def login(**validation: Any) -> dict[str, Any]:
    required = {"requireAuthentication": True, "unauthenticatedClientAction": "Return401"}
    return {
        "platform": {"enabled": True},
        "globalValidation": {**required, **validation},
        "identityProviders": PROVIDER,
    }


def spared(*paths: str) -> dict[str, Any]:
    return login(excludedPaths=[*paths])


PATHS: list[tuple[str, dict[str, str], bool]] = [
    ("/api/*", {}, True),
    ("/API/hello", {}, True),
    ("/api/hello/", {}, False),
    ("/*/hello", {}, True),
    ("/health", {}, False),
    ("/api/hell", {}, False),
    ("/api", {}, False),
    ("/*", {}, True),
    ("/api/*", {"invoke_url_template": "https://app.azurewebsites.net/v1/hello"}, False),
    ("/v1/*", {"invoke_url_template": "https://app.azurewebsites.net/v1/hello"}, True),
    ("/api/orders/*", {"invoke_url_template": "https://app.azurewebsites.net/api/orders/{id:int}/lines"}, True),
    ("/api/orders/7", {"invoke_url_template": "https://app.azurewebsites.net/api/orders/{id}"}, True),
    ("/api/files/a/b", {"invoke_url_template": "https://app.azurewebsites.net/api/files/{*path}"}, True),
    ("/api/orders/7/lines", {"invoke_url_template": "https://app.azurewebsites.net/api/orders/{id}"}, False),
]


def test_an_excluded_path_matters_where_a_function_answers() -> None:
    apps = [App(auth=spared(path), functions=[function(**more)]) for path, more, _ in PATHS]
    for (path, more, is_reached), found in zip(PATHS, together(apps), strict=True):
        expected = (is_reached, "none" if is_reached else "identity", "fail" if is_reached else "pass")
        assert (found["allows_anonymous"], found["authentication"], found[OPEN]) == expected, (path, more)
        assert found[SPARED] == expected[2]


def test_the_route_prefix_says_where_functions_live() -> None:
    name = "AzureFunctionsJobHost__extensions__http__routePrefix"
    apps = []
    for prefix, path in [("", "/hello"), ("v2", "/v2/*"), ("/V2/", "/v2/hello")]:
        settings = {name: {"form": "text" if prefix else "empty", "value": prefix}}
        apps += [App(auth=spared(each), settings=settings) for each in (path, "/api/*")]
    assert [each["open_function_names"] for each in together(apps)] == [["Hello"], []] * 3


def test_where_the_prefix_could_not_be_read_an_excluded_path_leaves_the_reach_unknown() -> None:
    app = App(auth=spared("/api/*"), refused=[("azure_function_app", "settings")])
    assert judged(app)[OPEN] == "unknown"
    assert judged(App(auth=login(), refused=[("azure_function_app", "settings")]))[OPEN] == "pass"


def test_only_the_functions_that_are_reached_count() -> None:
    functions = [function("Open"), function("Keyed", "function"), function("Purge", "admin"), function("Shut")]
    found = judged(App(auth=spared("/api/open", "/api/keyed"), functions=functions))
    assert found["open_function_names"] == ["Open"]
    assert found["reachable_function_names"] == ["Open", "Keyed"]
    assert found["authentication"] == "mixed"
    assert found["azure.function_app.master_key_functions"] == "pass"
    purged = judged(App(auth=spared("/api/purge"), functions=functions))
    assert (purged["azure.function_app.master_key_functions"], purged[OPEN]) == ("fail", "pass")
    assert purged["authentication"] == "key"


def test_a_login_that_lets_anonymous_requests_in_is_none() -> None:
    lax = [login(unauthenticatedClientAction="AllowAnonymous"), login(requireAuthentication=False)]
    for found in together([App(auth=auth) for auth in lax]):
        assert (found["authentication"], found[OPEN], found[SPARED]) == ("none", "fail", "fail")


def test_settings_in_a_file_are_unknown_while_the_login_is_on() -> None:
    platform = {"enabled": True, "configFilePath": "auth.json"}
    found = judged(App(auth={"platform": platform}))
    assert (found["is_auth_enabled"], found["allows_anonymous"], found["authentication"]) == (True, None, None)
    assert {found[SPARED], found[OPEN], found["azure.app.authentication_without_provider"]} == {"unknown"}
    off = judged(App(auth={"platform": {**platform, "enabled": False}}))
    assert (off["allows_anonymous"], off[OPEN]) == (True, "fail")


PROVIDERS: list[tuple[dict[str, Any], bool]] = [
    (PROVIDER, True),
    ({"azureActiveDirectory": {"registration": {"clientId": "c"}}}, True),
    ({"azureActiveDirectory": {"enabled": False, "registration": {"clientId": "c"}}}, False),
    ({"google": {"enabled": True, "registration": {"clientId": ""}}}, False),
    ({"facebook": {"enabled": False, "registration": {"appId": "a"}}, **PROVIDER}, True),
    ({"customOpenIdConnectProviders": {"own": {"registration": {"clientId": "c"}}}}, True),
    ({"customOpenIdConnectProviders": {"own": {"enabled": False, "registration": {"clientId": "c"}}}}, False),
    ({}, False),
]


def test_a_provider_counts_that_is_registered_and_on() -> None:
    found = together([App(auth={**login(), "identityProviders": providers}) for providers, _ in PROVIDERS])
    assert [each["has_identity_provider"] for each in found] == [is_there for _, is_there in PROVIDERS]
    statuses = [each["azure.app.authentication_without_provider"] for each in found]
    assert statuses == ["pass" if is_there else "fail" for _, is_there in PROVIDERS]


def test_a_client_certificate_is_asked_for_only_where_no_path_is_spared() -> None:
    paths = {"": True, "/public": True, "/api": False, "/x;/API/He": False, "/x,/api/hello": False}
    site = {"clientCertEnabled": True, "clientCertMode": "Required"}
    found = together([App(site={**site, "clientCertExclusionPaths": path}) for path in paths])
    assert [each["is_client_cert_required"] for each in found] == list(paths.values())
    web = judged(App(kind="azure_web_app", site={**site, "clientCertExclusionPaths": "/"}))
    assert web["is_client_cert_required"] is False


def test_a_function_that_does_not_tell_its_trigger_hides_no_other() -> None:
    odd = function("Odd")
    del odd["properties"]["config"]
    found = judged(App(functions=[odd, function()]))
    assert (found["open_function_names"], found[OPEN], found["http_function_count"]) == (["Hello"], "fail", None)
    assert judged(App(functions=[odd, function(level="function")]))[OPEN] == "unknown"
    assert judged(App(functions=[odd, function(level="function")], auth=login()))["authentication"] == "identity"
