"""Access rules of an app: a union of ranges by priority, and tags by what they mean."""

from typing import Any

import pytest

from tests.rules.azure_app import ANY, GROUP, App, together

pytestmark = pytest.mark.slow

DENY_ANY = {**ANY, "action": "Deny"}
OWN = {"x-azure-fdid": ["aaaaaaaa-0000-4000-8000-000000000001"]}
ENVIRONMENT = f"{GROUP}/providers/microsoft.web/hostingenvironments/ase"


def rule(address: str, action: str = "Allow", priority: int = 100, **more: Any) -> dict[str, Any]:
    return {"ipAddress": address, "action": action, "priority": priority, "name": "n", **more}


def tag(name: str, **more: Any) -> dict[str, Any]:
    return rule(name, tag="ServiceTag", **more)


RULES: list[tuple[list[dict[str, Any]], str | None, list[str] | None]] = [
    ([], "internet", []),
    ([ANY], "internet", []),
    ([rule("203.0.113.7"), DENY_ANY], "restricted", []),
    ([rule("203.0.113.0/24, 1.0.0.0/8"), DENY_ANY], "restricted", ["1.0.0.0/8"]),
    ([rule("198.51.100.0/24,0.0.0.0/0"), DENY_ANY], "internet", []),
    ([rule("0.0.0.0/1"), rule("128.0.0.0/1"), DENY_ANY], "internet", ["0.0.0.0/1", "128.0.0.0/1"]),
    ([rule("128.0.0.0/1,0.0.0.0/1"), DENY_ANY], "internet", ["0.0.0.0/1", "128.0.0.0/1"]),
    ([rule("0.0.0.0/2"), rule("64.0.0.0/2"), rule("128.0.0.0/2"), DENY_ANY], "internet",
     ["0.0.0.0/2", "128.0.0.0/2", "64.0.0.0/2"]),
    ([rule("0.0.0.0/1"), DENY_ANY], "restricted", ["0.0.0.0/1"]),
    ([rule("5.0.0.0/9"), rule("5.128.0.0/9"), DENY_ANY], "restricted", ["5.0.0.0/9", "5.128.0.0/9"]),
    ([rule("5.0.0.0/9"), rule("6.0.0.0/9"), DENY_ANY], "restricted", []),
    ([rule("1.0.0.0", subnetMask="255.0.0.0"), DENY_ANY], "restricted", ["1.0.0.0"]),
    ([rule("::/0"), DENY_ANY], "internet", []),
    ([rule("2000::/3"), DENY_ANY], "internet", ["2000::/3"]),
    ([rule("2000::/4,3000::/4"), DENY_ANY], "internet", ["2000::/4", "3000::/4"]),
    ([rule("2a00::/16"), DENY_ANY], "restricted", ["2a00::/16"]),
    ([rule("2a00:1450::/32"), DENY_ANY], "restricted", []),
    ([rule("10.0.0.0/8"), DENY_ANY], "restricted", []),
    ([rule("203.0.113.0/24", "Deny", 50), ANY], "internet", []),
    ([rule("Any", "Deny", 50), rule("1.0.0.0/8", priority=60)], "restricted", []),
    ([rule("1.0.0.0/8", "Deny", 50), rule("1.0.0.0/8", priority=60), DENY_ANY], "restricted", []),
    ([rule("0.0.0.0/1", "Deny", 50), rule("128.0.0.0/1,::/0", "Deny", 51), rule("Any", priority=60)], "restricted", []),
    ([tag("AzureCloud"), DENY_ANY], "restricted", ["AzureCloud"]),
    ([tag("AzureCloud.westeurope"), DENY_ANY], "restricted", ["AzureCloud.westeurope"]),
    ([tag("AppService.WestEurope"), DENY_ANY], "restricted", ["AppService.WestEurope"]),
    ([tag("Internet"), DENY_ANY], "internet", []),
    ([tag("AzureEventGrid"), DENY_ANY], "restricted", []),
    ([tag("AzureFrontDoor.Backend"), DENY_ANY], "restricted", ["AzureFrontDoor.Backend"]),
    ([tag("AzureFrontDoor.Backend", headers={"X-Azure-FDID": []}), DENY_ANY], "restricted", ["AzureFrontDoor.Backend"]),
    ([tag("AzureFrontDoor.Backend", headers={"x-forwarded-host": ["a.example"]}), DENY_ANY], "restricted",
     ["AzureFrontDoor.Backend"]),
    ([tag("AzureFrontDoor.Backend", headers=OWN), DENY_ANY], "restricted", []),
    ([rule("Any", headers={"x-forwarded-host": ["a.example"]}), DENY_ANY], "internet", []),
    ([rule("Any", "Deny", 50, headers={"x-forwarded-for": ["1.2.3.4"]}), ANY], "internet", []),
    ([rule("", vnetSubnetResourceId="/s"), DENY_ANY], "restricted", []),
    ([rule("all of it"), DENY_ANY], None, None),
]  # fmt: skip


def test_rules_let_in_a_union_of_ranges() -> None:
    apps = [App(config={"ipSecurityRestrictions": rules}) for rules, _, _ in RULES]
    for (rules, exposure, broad), found in zip(RULES, together(apps), strict=True):
        assert (found["exposure"], found["broad_ip_ranges"]) == (exposure, broad), rules
        expected = "unknown" if broad is None else "fail" if broad else "pass"
        assert found["azure.app.broad_ip_range"] == expected, rules


def test_the_default_action_decides_what_no_rule_names() -> None:
    cases: list[tuple[str, list[Any], str]] = [
        ("Deny", [], "restricted"),
        ("Allow", [], "internet"),
        ("Allow", [rule("203.0.113.0/24", "Deny")], "internet"),
        ("Deny", [rule("203.0.113.0/24")], "restricted"),
        ("", [rule("203.0.113.0/24")], "restricted"),
    ]
    configs = [{"ipSecurityRestrictions": r, "ipSecurityRestrictionsDefaultAction": d} for d, r, _ in cases]
    found = together([App(config=config) for config in configs])
    assert [each["exposure"] for each in found] == [exposure for *_, exposure in cases]


def test_an_environment_says_itself_whether_it_is_internal() -> None:
    cases = [
        ("Web, Publishing", None, "private"),
        ("Web", None, "private"),
        ("Publishing", None, "internet"),
        ("None", None, "internet"),
        (None, None, None),
        (None, "10.0.0.4", "private"),
        (None, "20.1.2.3", "internet"),
    ]
    apps = []
    for mode, address, _ in cases:
        site = {"inboundIpAddress": address, "hostingEnvironmentProfile": {"id": ENVIRONMENT.upper()}}
        properties = {"internalLoadBalancingMode": mode} if mode else {}
        own = ("azure_app_service_environment", ENVIRONMENT, "self", {"name": "ase", "properties": properties})
        apps += [App(site=site, given=[own]), App(site=site)]
    found = [each["exposure"] for each in together(apps)]
    assert found[::2] == [exposure for *_, exposure in cases]
    # An environment that was not seen is unknown where the app's address does not tell.
    assert found[1::2] == [None] * 5 + ["private", "internet"]
