"""The body of ``config/web`` of an app: the only ARM answer that tells TLS, FTP, CORS and access restrictions.

Source: https://learn.microsoft.com/rest/api/appservice/web-apps/get-configuration
"""

from typing import Any

from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.nouns import App

FRONT_DOOR_ONLY = [
    {
        "ipAddress": "AzureFrontDoor.Backend",
        "action": "Allow",
        "tag": "ServiceTag",
        "priority": 100,
        "name": "front door",
        "headers": {"x-azure-fdid": ["6d6f0c7e-9f2b-4d6c-8a51-2f0c9d6f7a10"]},
    },
    {
        "ipAddress": "Any",
        "action": "Deny",
        "priority": 2147483647,
        "name": "Deny all",
        "description": "Deny all access",
    },
]
_ANYONE = [
    {
        "ipAddress": "Any",
        "action": "Allow",
        "priority": 2147483647,
        "name": "Allow all",
        "description": "Allow all access",
    }
]

_UNSET = [
    "acrUserManagedIdentityID",
    "apiDefinition",
    "apiManagementConfig",
    "appSettings",
    "autoHealRules",
    "autoSwapSlotName",
    "azureMonitorLogCategories",
    "connectionStrings",
    "cors",
    "documentRoot",
    "elasticWebAppScaleLimit",
    "functionAppScaleLimit",
    "handlerMappings",
    "healthCheckPath",
    "ipSecurityRestrictionsDefaultAction",
    "javaContainer",
    "javaContainerVersion",
    "javaVersion",
    "keyVaultReferenceIdentity",
    "limits",
    "machineKey",
    "managedServiceIdentityId",
    "metadata",
    "minTlsCipherSuite",
    "publicNetworkAccess",
    "publishingPassword",
    "push",
    "remoteDebuggingVersion",
    "runtimeADUser",
    "runtimeADUserPassword",
    "scmIpSecurityRestrictionsDefaultAction",
    "sitePort",
    "supportedTlsCipherSuites",
    "tracingOptions",
    "websiteTimeZone",
    "windowsFxVersion",
    "xManagedServiceIdentityId",
]

_SET: dict[str, Any] = {
    "numberOfWorkers": 1,
    "defaultDocuments": ["Default.htm", "Default.html", "index.htm", "index.html", "hostingstart.html"],
    "netFrameworkVersion": "v4.0",
    "phpVersion": "",
    "pythonVersion": "",
    "nodeVersion": "",
    "powerShellVersion": "",
    "linuxFxVersion": "",
    "windowsConfiguredStacks": [],
    "requestTracingEnabled": False,
    "remoteDebuggingEnabled": False,
    "httpLoggingEnabled": True,
    "acrUseManagedIdentityCreds": False,
    "logsDirectorySizeLimit": 35,
    "detailedErrorLoggingEnabled": False,
    "scmType": "None",
    "use32BitWorkerProcess": False,
    "webSocketsEnabled": False,
    "alwaysOn": True,
    "appCommandLine": "",
    "managedPipelineMode": "Integrated",
    "virtualApplications": [
        {"virtualPath": "/", "physicalPath": "site\\wwwroot", "preloadEnabled": True, "virtualDirectories": None}
    ],
    "winAuthAdminState": 0,
    "winAuthTenantState": 0,
    "customAppPoolIdentityAdminState": False,
    "customAppPoolIdentityTenantState": False,
    "loadBalancing": "LeastRequests",
    "routingRules": [],
    "experiments": {"rampUpRules": []},
    "autoHealEnabled": False,
    "vnetName": "",
    "vnetRouteAllEnabled": True,
    "vnetPrivatePortsCount": 0,
    "localMySqlEnabled": False,
    "scmIpSecurityRestrictionsUseMain": True,
    "http20Enabled": True,
    "minTlsVersion": "1.2",
    "scmMinTlsVersion": "1.2",
    "ftpsState": "Disabled",
    "preWarmedInstanceCount": 0,
    "fileChangeAuditEnabled": False,
    "functionsRuntimeScaleMonitoringEnabled": False,
    "minimumElasticInstanceCount": 0,
    "azureStorageAccounts": {},
    "http20ProxyFlag": 0,
    "antivirusScanEnabled": False,
    "storageType": "StorageVolume",
    "sitePrivateLinkHostEnabled": False,
    "clusteringEnabled": False,
}

_CONFIG_ONLY = ("siteAuthEnabled", "siteAuthSettings")
_LISTED = ("numberOfWorkers", "linuxFxVersion", "acrUseManagedIdentityCreds", "alwaysOn", "http20Enabled")
"""The few properties that are not null in the siteConfig of a site."""


def config_properties(app: App) -> dict[str, Any]:
    """Return the properties of an app's config/web; all null for an app that lives in Container Apps."""
    plain = {**dict.fromkeys(_UNSET), **_SET}
    if "azurecontainerapps" in app.tokens:
        return {**dict.fromkeys(plain), "linuxFxVersion": app.runtime, "minimumElasticInstanceCount": 1}
    restricted = _ANYONE if app.private_endpoints else FRONT_DOOR_ONLY
    properties = {
        **plain,
        "linuxFxVersion": app.runtime,
        "publishingUsername": f"${app.full_name.replace('/', '__')}",
        "siteAuthEnabled": app.auth.is_enabled,
        "siteAuthSettings": {"enabled": None, "unauthenticatedClientAction": None, "configVersion": None},
        "ipSecurityRestrictions": restricted,
        "scmIpSecurityRestrictions": _ANYONE,
        **app.config,
    }
    return {**properties, **_spelled_out(properties)}


def _spelled_out(properties: dict[str, Any]) -> dict[str, Any]:
    names = ("ipSecurityRestrictions", "scmIpSecurityRestrictions")
    return {
        name: [
            {**rule, "description": "Allow all access"} if rule.get("name") == "Allow all" else rule for rule in rules
        ]
        for name in names
        if (rules := properties.get(name)) is not None
    }


def config_web(index: Index, app: App) -> dict[str, Any]:
    """Return the body of GET ``config/web``."""
    slots = "/slots" if app.slot else ""
    return {
        "id": f"{index.id(app)}/config/web",
        "name": app.full_name,
        "type": f"Microsoft.Web/sites{slots}/config",
        "location": index.group(app).location,
        "tags": {"owner": app.owner, **app.tags},
        "properties": config_properties(app),
    }


def listed_site_config(app: App) -> dict[str, Any]:
    """Return the siteConfig that stands inside a site: nearly everything in it is null."""
    properties = config_properties(app)
    sparse = dict.fromkeys(name for name in properties if name not in (*_CONFIG_ONLY, "publishingUsername"))
    kept = {name: properties[name] for name in _LISTED}
    limits = {"functionAppScaleLimit": 0, "minimumElasticInstanceCount": 0, "clusteringEnabled": False}
    return {**sparse, "publishingUsername": None, **kept, **limits}
