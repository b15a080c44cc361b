"""Apps whose protection looks right in a list and is not: logins with gaps, rules with holes, images of several."""

import base64

from bartizan_demo.emulators.azure.nouns import App, Auth, Function, Value, guid

_COMPOSE = "services:\n  shelf:\n    image: crcompany.azurecr.io/shelf:2.1\n  cache:\n    image: redis:7\n"
_DENY_REST = {"ipAddress": "Any", "action": "Deny", "priority": 2147483647, "name": "Deny all"}
_APPLICATION_ADMINISTRATOR = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"


def _settings(worker: str, **more: Value) -> dict[str, Value]:
    return {"FUNCTIONS_EXTENSION_VERSION": "~4", "FUNCTIONS_WORKER_RUNTIME": worker, **more}


def _rules(*addresses: str, tag: str = "Default") -> dict[str, object]:
    rules = [
        {"ipAddress": address, "action": "Allow", "priority": 100 + number, "name": f"allow-{number}", "tag": tag}
        for number, address in enumerate(addresses)
    ]
    return {"ipSecurityRestrictions": [*rules, _DENY_REST]}


GAP_APPS = (
    # A login that spares the paths on which the functions answer.
    App(
        "func-coupons", "rg-platform-prod", "functionapp", "team-platform", "plan-platform",
        functions=(Function("Redeem", level="ANONYMOUS"), Function("Issue", level="FUNCTION")),
        auth=Auth(excluded=("/api/*",)), broken=("SIGNING",),
        settings=_settings("powershell", SIGNING="@Microsoft.KeyVault(VaultName=kv-orders-prod;SecretName=gone)"),
        config={"powerShellVersion": "7.4"}, is_exemplary=False,
    ),
    # A login whose only provider is switched off.
    App(
        "func-badges", "rg-platform-prod", "functionapp", "team-platform", "plan-platform",
        functions=(Function("Print", level="FUNCTION"),), auth=Auth(has_provider=False),
        settings=_settings("powershell"), config={"powerShellVersion": "7.4"}, is_exemplary=False,
    ),
    # Two halves of the internet are the internet.
    App(
        "func-labels", "rg-platform-prod", "functionapp", "team-platform", "plan-platform",
        functions=(Function("Label", level="FUNCTION"),), settings=_settings("powershell"),
        config={"powerShellVersion": "7.4", **_rules("0.0.0.0/1", "128.0.0.0/1")}, is_exemplary=False,
    ),
    # Behind anybody's Front Door.
    App(
        "func-tracking", "rg-platform-prod", "functionapp", "team-platform", "plan-platform",
        functions=(Function("Track", level="FUNCTION"),), settings=_settings("powershell"),
        config={"powerShellVersion": "7.4", **_rules("AzureFrontDoor.Backend", tag="ServiceTag")}, is_exemplary=False,
    ),
    # Application Administrator of the directory, and code from a page of releases.
    App(
        "func-onboarding", "rg-platform-prod", "functionapp", "team-platform", "plan-platform",
        functions=(Function("Invite", "timerTrigger"),), config={"powerShellVersion": "7.4"}, is_exemplary=False,
        settings=_settings(
            "powershell", WEBSITE_RUN_FROM_PACKAGE="https://github.com/example/tools/releases/download/v1/tools.zip"
        ),
    ),
    # Several containers, of which one moves, and containers beside the code.
    App(
        "app-shelf", "rg-orders-prod", "app,linux,container", "team-orders", "plan-orders-linux",
        "COMPOSE|" + base64.b64encode(_COMPOSE.encode()).decode(), is_exemplary=False,
    ),
    App(
        "app-kiosk", "rg-orders-prod", "app,linux", "team-orders", "plan-orders-linux", "sitecontainers",
        containers=("crcompany.azurecr.io/kiosk:3", "mcr.microsoft.com/agent:1.2"), is_exemplary=False,
    ),
)  # fmt: skip

DIRECTORY_ROLES = {guid("principal", "func-onboarding"): ((_APPLICATION_ADMINISTRATOR, "Application Administrator"),)}
"""Who holds a role of the directory that leads to control of it."""
