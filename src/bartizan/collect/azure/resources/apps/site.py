"""What web apps, function apps and logic apps have in common: one listing and the questions about an app."""

from typing import Any

from bartizan.collect.azure.engine.collector import Answers, Body, BulkAnswers, GraphQuery, Item, Listing, Question
from bartizan.collect.azure.engine.redaction import without_secrets
from bartizan.collect.azure.resources.apps.backing import backing
from bartizan.collect.azure.transport.arm_id import resource_type
from bartizan.collect.shared.masking import mask

SITE_TYPES = ("microsoft.web/sites", "microsoft.web/sites/slots")
KEPT_SETTINGS = frozenset({
    "AzureFunctionsJobHost__extensions__http__routePrefix", "AzureWebJobsStorage__accountName",
    "AzureWebJobsStorage__credential", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME",
    "FUNCTIONS_WORKER_RUNTIME_VERSION", "WEBSITE_CONTENTOVERVNET", "WEBSITE_NODE_DEFAULT_VERSION",
    "WEBSITE_PULL_IMAGE_OVER_VNET", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_TIME_ZONE", "WEBSITE_VNET_ROUTE_ALL",
})  # fmt: skip
"""Settings whose value is a fact that rules need and is no secret."""

SITES = Listing(
    query=GraphQuery(
        "resources", SITE_TYPES, ("id", "name", "type", "kind", "location", "tags", "identity", "properties")
    ),
    path="/providers/Microsoft.Web/sites",
    api_version="2023-12-01",
    permissions=(
        "Microsoft.Web/sites/read", "Microsoft.Web/sites/slots/read",
        "Microsoft.Resources/subscriptions/resources/read",
    ),
    child_type="Microsoft.Web/sites/slots",
    members=("state", "defaultHostName"),
)  # fmt: skip
"""Source: https://learn.microsoft.com/rest/api/appservice/web-apps/list"""

_CONFIG_TYPES: dict[str, type | tuple[type, ...]] = {
    "minTlsVersion": str, "scmMinTlsVersion": str, "ftpsState": str, "remoteDebuggingEnabled": bool,
    "http20Enabled": bool, "linuxFxVersion": str, "ipSecurityRestrictions": list, "scmIpSecurityRestrictions": list,
    "scmIpSecurityRestrictionsUseMain": bool, "ipSecurityRestrictionsDefaultAction": str,
    "scmIpSecurityRestrictionsDefaultAction": str, "publicNetworkAccess": str, "cors": dict,
}  # fmt: skip
_ESSENTIAL = ("minTlsVersion", "ftpsState", "ipSecurityRestrictions", "scmIpSecurityRestrictions",
              "remoteDebuggingEnabled", "cors", "linuxFxVersion")  # fmt: skip
_ACCESS_HOURS = 24.0
_WITHOUT_PRIVATE_LINK = frozenset({"dynamic", "free", "shared"})


def kind_tokens(body: Body) -> frozenset[str]:
    """Return the parts of a site's kind in lower case: a free string such as ``functionapp,linux``, or null."""
    properties = body.get("properties")
    kind = body.get("kind") or (properties.get("kind") if isinstance(properties, dict) else "") or ""
    return frozenset(token.strip().lower() for token in str(kind).split(",")) - {""}


def _config(answer: Any) -> Answers:
    properties = answer["properties"]
    if "linuxFxVersion" not in properties:
        raise ValueError("each app says what stack it has, be it none")
    for key, expected in _CONFIG_TYPES.items():
        if properties.get(key) is not None and not isinstance(properties[key], expected):
            raise ValueError(f"{key} is not of the documented type")
    return {"config": without_secrets(answer)}


def config_of_row(row: Body) -> Body | None:
    """Return a Resource Graph row of an app's configuration in ARM's shape, None where it says too little.

    The table spells the keys ``MinTlsVersion`` where ARM has ``minTlsVersion``.
    """
    body = {**row, "properties": _lower_first(row.get("properties"))}
    properties = body["properties"]
    if not isinstance(properties, dict) or not all(key in properties for key in _ESSENTIAL):
        return None
    try:
        return dict(_config(body)["config"])
    except ValueError:
        return None


def _lower_first(node: Any) -> Any:
    if isinstance(node, dict):
        return {key[:1].lower() + key[1:]: _lower_first(value) for key, value in node.items()}
    return [_lower_first(each) for each in node] if isinstance(node, list) else node


def config_owner(row: Body) -> str:
    """Return the lower-case id of the app whose configuration a row is; empty for anything else."""
    owner, _, rest = str(row.get("id") or "").partition("/config/")
    return owner.lower() if rest.lower() in {"web", ""} and resource_type(owner) in SITE_TYPES else ""


CONFIG_IN_BULK = BulkAnswers(
    GraphQuery("appserviceresources", ("microsoft.web/sites/config", "microsoft.web/sites/slots/config")),
    config_owner,
    config_of_row,
)
"""Many apps' ``config/web`` at once.

Source: https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
"""


_AUTH_TYPES: dict[str, type] = {
    "platform": dict, "platform.enabled": bool, "platform.configFilePath": str,
    "globalValidation": dict, "globalValidation.requireAuthentication": bool,
    "globalValidation.unauthenticatedClientAction": str, "globalValidation.excludedPaths": list,
    "identityProviders": dict, "login": dict, "httpSettings": dict, "httpSettings.requireHttps": bool,
}  # fmt: skip


def _auth(answer: Any) -> Answers:
    if not isinstance(answer["properties"], dict):
        raise ValueError("properties is not an object")
    for path, expected in _AUTH_TYPES.items():
        node = answer["properties"]
        for name in path.split("."):
            node = node.get(name, {})
        if node != {} and not isinstance(node, expected):
            raise ValueError(f"{path} is not of the documented type")
    return {"auth": without_secrets(answer)}


def _basic_auth(answer: Any) -> Answers:
    allowed = {str(each["name"]).rpartition("/")[2].lower(): each["properties"]["allow"] for each in answer["value"]}
    if not all(isinstance(allowed[policy], bool) for policy in ("scm", "ftp")):
        raise ValueError("allow is not a boolean")
    return {f"basic_auth_{policy}": {"properties": {"allow": allowed[policy]}} for policy in ("scm", "ftp")}


def settings(answer: Any) -> Answers:
    """Return an app's settings, masked."""
    values = answer["properties"] or {}
    masked = mask(values, KEPT_SETTINGS)
    return {"settings": {"properties": {name: {**masked[name], **backing(values[name])} for name in masked}}}


def _connection_strings(answer: Any) -> Answers:
    strings = answer["properties"] or {}
    masked = mask({name: each.get("value") for name, each in strings.items()})
    return {
        "connection_strings": {
            "properties": {name: {**masked[name], "type": str(strings[name].get("type") or "")} for name in masked}
        }
    }


def _sticky_names(answer: Any) -> Answers:
    names = answer["properties"] or {}
    kept = {key: names.get(key) or [] for key in ("appSettingNames", "connectionStringNames")}
    if not all(isinstance(name, str) for each in kept.values() for name in each):
        raise ValueError("a name is not text")
    return {"sticky_names": {"properties": kept}}


def _references(answer: Any) -> Answers:
    return {"secret_references": {"value": [_reference(each) for each in answer["value"]]}}


def _reference(item: Any) -> Body:
    """Return one reference to a Key Vault secret with how it went, without the text of the reference."""
    properties = item["properties"]
    kept = {key: properties[key] for key in ("status", "vaultName", "secretName") if properties.get(key) is not None}
    name = item.get("name") or str(item["id"]).rpartition("/")[2]
    return {"id": str(item["id"]), "name": str(name), "properties": kept}


def _is_slot(item: Item) -> bool:
    return item.is_slot


def _detail(answer: Any) -> Answers:
    properties = answer["properties"]
    if not properties["defaultHostName"]:
        raise ValueError("the app has no name")
    kept = ("publicNetworkAccess", "privateEndpointConnections")
    return {"detail": {"properties": {key: properties[key] for key in kept if properties.get(key) is not None}}}


def _leaves_exposure_open(item: Item) -> bool:
    # A private endpoint closes public access only while publicNetworkAccess was never set, and no list has it.
    properties = item.properties
    is_decided = properties.get("publicNetworkAccess") or properties.get("privateEndpointConnections") is not None
    return not is_decided and str(properties.get("sku") or "").lower() not in _WITHOUT_PRIVATE_LINK


QUESTIONS = (
    Question(
        "", ("detail",), "Microsoft.Web/sites/read", _detail, is_needed=_leaves_exposure_open,
        is_soon=True, max_age_hours=_ACCESS_HOURS,
    ),
    Question(
        "/config/web", ("config",), "Microsoft.Web/sites/config/read", _config, bulk=CONFIG_IN_BULK,
        is_soon=True, max_age_hours=_ACCESS_HOURS,
    ),
    Question(
        "/config/authsettingsV2", ("auth",), "Microsoft.Web/sites/config/read", _auth, has_none=True,
        is_soon=True, max_age_hours=_ACCESS_HOURS,
    ),
    Question(
        "/basicPublishingCredentialsPolicies", ("basic_auth_scm", "basic_auth_ftp"),
        "Microsoft.Web/sites/basicPublishingCredentialsPolicies/read", _basic_auth, is_paged=True,
        max_age_hours=_ACCESS_HOURS,
    ),
    Question(
        "/config/appsettings/list", ("settings",), "Microsoft.Web/sites/config/list/action", settings, method="POST",
        tells_code=True,
    ),
    Question(
        "/config/connectionstrings/list", ("connection_strings",), "Microsoft.Web/sites/config/list/action",
        _connection_strings, method="POST", after="settings",
    ),
    Question(
        "/config/configreferences/appsettings", ("secret_references",), "Microsoft.Web/sites/config/read", _references,
        is_paged=True, has_none=True, max_age_hours=_ACCESS_HOURS,
    ),
    Question(
        "/config/slotConfigNames", ("sticky_names",), "Microsoft.Web/sites/config/read", _sticky_names,
        is_needed=_is_slot, is_about_app=True, max_age_hours=_ACCESS_HOURS,
    ),
)  # fmt: skip
"""Asked about every app and slot. The list actions need the second tier of permissions and may well be denied."""
