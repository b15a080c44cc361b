"""The bodies of what belongs to a site: sign-in, publishing credentials, functions, settings, connection strings.

Source: https://learn.microsoft.com/rest/api/appservice/web-apps
"""

from typing import Any

from bartizan_demo.emulators.azure.estate import TENANT_ID
from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.nouns import App, Function, Value, guid
from bartizan_demo.emulators.shared.secrets import SecretForm, planted


def _part(index: Index, app: App, kind: str, name: str, properties: Any) -> dict[str, Any]:
    slots = "/slots" if app.slot else ""
    return {
        "id": f"{index.id(app)}/{kind}/{name}",
        "name": name,
        "type": f"Microsoft.Web/sites{slots}/{kind}",
        "location": index.group(app).location,
        "properties": properties,
    }


def auth_settings(index: Index, app: App) -> dict[str, Any]:
    """Return the body of GET ``config/authsettingsV2``; without any property where nobody ever set it."""
    return _part(index, app, "config", "authsettingsV2", _auth(app) if app.auth.is_touched else {})


def _auth(app: App) -> dict[str, Any]:
    auth = app.auth
    directory = {
        "enabled": auth.is_enabled and auth.has_provider,
        "registration": {
            "openIdIssuer": f"https://sts.windows.net/{TENANT_ID}/v2.0",
            "clientId": guid("client", app.full_name),
            "clientSecretSettingName": "MICROSOFT_PROVIDER_AUTHENTICATION_SECRET",
        },
        "validation": {"allowedAudiences": [f"api://{app.host}"]},
    }
    validation: dict[str, Any] = {
        "requireAuthentication": auth.is_required,
        "unauthenticatedClientAction": auth.action,
        "redirectToProvider": "azureactivedirectory",
    }
    if auth.excluded:
        validation["excludedPaths"] = [*auth.excluded]
    if auth.file:
        return {"platform": {"enabled": auth.is_enabled, "configFilePath": auth.file}}
    return {
        "platform": {"enabled": auth.is_enabled, "runtimeVersion": "~1"},
        "globalValidation": validation,
        "identityProviders": {"azureActiveDirectory": directory} if auth.is_enabled else {},
        "login": {
            "routes": {},
            "tokenStore": {"enabled": auth.is_enabled, "tokenRefreshExtensionHours": 72.0, "fileSystem": {}},
            "preserveUrlFragmentsForLogins": False,
            "cookieExpiration": {"convention": "FixedTime", "timeToExpiration": "08:00:00"},
            "nonce": {"validateNonce": True, "nonceExpirationInterval": "00:05:00"},
        },
        "httpSettings": {
            "requireHttps": True,
            "routes": {"apiPrefix": "/.auth"},
            "forwardProxy": {"convention": "NoProxy"},
        },
    }


def publishing_policy(index: Index, app: App, name: str) -> dict[str, Any]:
    """Return the body of GET ``basicPublishingCredentialsPolicies/scm`` or ``/ftp``."""
    allowed = app.allows_scm_basic if name == "scm" else app.allows_ftp_basic
    return _part(index, app, "basicPublishingCredentialsPolicies", name, {"allow": allowed})


def slot_config_names(index: Index, app: App) -> dict[str, Any]:
    """Return the body of GET ``config/slotConfigNames``, which only the app itself has."""
    names = {
        "appSettingNames": list(app.sticky) or None,
        "connectionStringNames": None,
        "azureStorageConfigNames": None,
    }
    return _part(index, app, "config", "slotconfignames", names)


def diagnostic_settings(index: Index, app: App) -> list[dict[str, Any]]:
    """Return where an app's resource logs go: well-kept apps send all of them to the company's workspace."""
    if not app.is_exemplary:
        return []
    functions = "functionapp" in app.tokens
    categories = ("FunctionAppLogs",) if functions else ("AppServiceHTTPLogs", "AppServiceAuditLogs")
    retention = {"enabled": False, "days": 0}
    logs = [
        {"category": each, "categoryGroup": None, "enabled": True, "retentionPolicy": retention} for each in categories
    ]
    owner = index.id(app).lower()
    unset = ("storageAccountId", "serviceBusRuleId", "eventHubAuthorizationRuleId", "eventHubName")
    workspace = f"{index.scope(app)}/providers/Microsoft.OperationalInsights/workspaces/log-company"
    setting = {
        "id": f"{owner}/providers/microsoft.insights/diagnosticSettings/to-company",
        "type": "Microsoft.Insights/diagnosticSettings",
        "name": "to-company",
        **dict.fromkeys(("location", "kind", "tags", "identity")),
        "properties": {
            **dict.fromkeys(unset),
            "workspaceId": workspace,
            "metrics": [],
            "logs": logs,
            "logAnalyticsDestinationType": None,
        },
    }
    return [setting]


def references(index: Index, app: App) -> list[dict[str, Any]]:
    """Return the items of GET ``config/configreferences/appsettings``: settings that refer to Key Vault secrets."""
    named = {name: value for name, value in app.settings.items() if str(value).startswith("@Microsoft.KeyVault(")}
    return [_reference(index, app, name) for name in named]


def _reference(index: Index, app: App, name: str) -> dict[str, Any]:
    status = "SecretNotFound" if name in app.broken else "Resolved"
    properties = {"reference": str(app.settings[name]), "status": status, "source": "KeyVault", "details": None}
    part = _part(index, app, "config", name, properties)
    return {**part, "id": f"{index.id(app)}/config/configreferences/appsettings/{name}"}


def site_container(index: Index, app: App, number: int, image: str) -> dict[str, Any]:
    """Return one item of GET ``sitecontainers``, pulled with the app's own identity."""
    properties = {
        "image": image,
        "targetPort": "8080",
        "isMain": number == 0,
        "startUpCommand": None,
        "authType": "SystemIdentity",
        "userName": None,
        "passwordSecret": None,
        "environmentVariables": None,
    }
    return _part(index, app, "sitecontainers", f"container-{number}", properties)


def function(index: Index, app: App, each: Function) -> dict[str, Any]:
    """Return one item of GET ``functions``: bindings spell direction and level in capitals, as the host does."""
    host = f"https://{app.host}.azurewebsites.net"
    files = f"{host}/admin/vfs/site/wwwroot/{each.name}"
    is_http = each.trigger.lower() == "httptrigger"
    properties = {
        "name": each.name,
        "function_app_id": None,
        "script_root_path_href": f"{files}/",
        "script_href": f"{files}/function.json",
        "config_href": f"{files}/function.json",
        "test_data_href": f"{host}/admin/vfs/data/Functions/sampledata/{each.name}.dat",
        "secrets_file_href": None,
        "href": f"{host}/admin/functions/{each.name}",
        "config": {"name": each.name, "bindings": _bindings(each, is_http)},
        "files": None,
        "test_data": "",
        "invoke_url_template": f"{host}/api/{each.name.lower()}" if is_http else None,
        "language": str(app.settings.get("FUNCTIONS_WORKER_RUNTIME", "")),
        "isDisabled": each.is_disabled,
    }
    part = _part(index, app, "functions", each.name, properties)
    return {**part, "name": f"{app.full_name}/{each.name}"}


def _bindings(each: Function, is_http: bool) -> list[dict[str, Any]]:
    if not is_http:
        source = (
            {"schedule": "0 0 3 * * *"} if each.trigger == "timerTrigger" else {"connection": "AzureWebJobsStorage"}
        )
        return [{"name": "item", "type": each.trigger, "direction": "IN", **source}]
    request = {"name": "req", "type": each.trigger, "direction": "IN", "methods": [*each.methods]}
    if each.level:
        request["authLevel"] = each.level
    return [request, {"name": "$return", "type": "http", "direction": "OUT"}]


def app_settings(index: Index, app: App) -> dict[str, Any]:
    """Return the body of POST ``config/appsettings/list``: names and values in the clear, as Azure answers them."""
    values = {name: _text(value, f"{app.full_name}/{name}") for name, value in app.settings.items()}
    return _part(index, app, "config", "appsettings", values)


def connection_strings(index: Index, app: App) -> dict[str, Any]:
    """Return the body of POST ``config/connectionstrings/list``."""
    values = {
        name: {"value": _text(value, f"{app.full_name}/{name}"), "type": kind}
        for name, (kind, value) in app.connections.items()
    }
    return _part(index, app, "config", "connectionstrings", values)


def _text(value: Value, place: str) -> str:
    return planted(value, place) if isinstance(value, SecretForm) else value
