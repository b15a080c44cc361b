"""The company's web apps: most as they should be, each of the others with one story to tell."""

from bartizan_demo.company.azure.data import LOYALTY_CERTIFICATE, PORTAL_CERTIFICATE
from bartizan_demo.company.azure.functions import NEVER, OFF, OPEN, OPEN_EVERYWHERE
from bartizan_demo.emulators.azure.nouns import App, Auth
from bartizan_demo.emulators.shared.packages import CodeContents
from bartizan_demo.emulators.shared.secrets import SecretForm

EXEMPLARY_WEB_APPS = (
    App(
        "app-customer-portal", "rg-customer-prod", "app,linux", "team-customer", "plan-customer", "NODE|24-lts",
        identities=("id-customer-portal",), has_system_identity=False,
        own_hosts={"portal.example.com": PORTAL_CERTIFICATE},
        settings={"APPINSIGHTS_REGION": "northeurope", "CUSTOMER_STORAGE": "https://stcustomerprod.blob.core.windows.net"},
    ),
    App(
        "app-orders-desk", "rg-orders-prod", "app,linux", "team-orders", "plan-orders-linux", "PYTHON|3.13",
        settings={
            "SCM_DO_BUILD_DURING_DEPLOYMENT": "true",
            "SESSION_KEY": "@Microsoft.KeyVault(VaultName=kv-orders-prod;SecretName=session)",
        },
        sticky=("SESSION_KEY",),
    ),
    App(
        "app-finance-reports", "RG-Finance-Prod", "app,linux", "team-finance", "plan-finance-linux", "DOTNETCORE|10.0",
        site={"publicNetworkAccess": "Disabled"}, private_endpoints=("pe-finance-reports",),
    ),
    App(
        "app-api-gateway", "rg-platform-prod", "app", "team-platform", "plan-platform",
        config={"netFrameworkVersion": "v10.0"}, site={"publicNetworkAccess": "Enabled", "clientCertEnabled": True},
    ),
    App("app-handbook", "rg-platform-prod", "app,linux", "team-platform", "plan-platform-linux", "NODE|24-lts"),
    App("app-stores-tills", "rg-stores", "app,linux", "team-stores", "plan-stores-linux", "JAVA|21-java21"),
    App("app-events-console", "rg-events", "app,linux", "team-events", "plan-stores-linux", "PYTHON|3.13"),
    # Kinds that a prefix test for "app" or "functionapp" would miss.
    App("api-shipping-rates", "rg-orders-prod", "api", "team-orders", "plan-platform"),
    App("site-without-kind", "rg-platform-prod", None, "team-platform", "plan-platform"),
)  # fmt: skip

TELLING_WEB_APPS = (
    # The deployment site takes a password from anywhere.
    App(
        "app-partner-exchange", "rg-orders-prod", "app", "team-partners", "plan-platform",
        allows_scm_basic=True, allows_ftp_basic=True, auth=NEVER, is_exemplary=False,
        config={**OPEN_EVERYWHERE, "ftpsState": "AllAllowed", "netFrameworkVersion": "v10.0",
                "httpLoggingEnabled": False, "scmType": "ExternalGit"},
        site={"httpsOnly": False},
        settings={"PARTNER_CLIENT_SECRET": SecretForm.CLIENT_SECRET},
        package=CodeContents({"Newtonsoft.Json": "12.0.3"}),
        connections={"Orders": ("SQLAzure", SecretForm.SQL_CONNECTION)},
    ),
    # May read every secret of every vault in the subscription.
    App(
        "app-support-desk", "rg-platform-prod", "app,linux", "team-support", "plan-platform-linux", "PHP|8.1",
        auth=Auth(is_required=False, action="AllowAnonymous"), config=OPEN, is_exemplary=False,
        settings={"CHAT_TOKEN": SecretForm.CHAT_TOKEN},
    ),
    App(
        "app-stores-promo", "rg-stores", "app", "team-stores", "plan-stores",
        auth=OFF, has_system_identity=False, is_exemplary=False, site={"httpsOnly": False},
        own_hosts={"promo.example.com": ""},
        config={**OPEN, "minTlsVersion": "1.0", "phpVersion": "7.4", "cors": {"allowedOrigins": ["*"],
                "supportCredentials": True}},
    ),
    App(
        "app-stores-loyalty", "rg-stores", "app,linux,container", "team-stores", "plan-stores-linux",
        "DOCKER|crcompany.azurecr.io/loyalty:7.0.3",
        config={**OPEN, "acrUseManagedIdentityCreds": True, "remoteDebuggingEnabled": True,
                "remoteDebuggingVersion": "VS2022"},
        own_hosts={"loyalty.example.com": LOYALTY_CERTIFICATE}, is_exemplary=False,
    ),
    App(
        "app-events-ticketing", "rg-events", "app,linux", "team-events", "plan-stores-linux", "NODE|16-lts",
        config=OPEN, auth=Auth(excluded=("/api/*",)), is_exemplary=False, identities=("id-events-shared",),
    ),
    App(
        "app-legacy-intranet", "rg-legacy", "app", "team-platform", "plan-legacy", state="Stopped",
        has_system_identity=False, auth=NEVER, config={**OPEN_EVERYWHERE, "netFrameworkVersion": "v4.0"},
        allows_scm_basic=True, allows_ftp_basic=True, is_exemplary=False,
    ),
)  # fmt: skip

WEB_SLOTS = (
    # Production is behind the front door; staging, with production's identity, is open to the world.
    App(
        "app-customer-portal", "rg-customer-prod", "app,linux", "team-customer", "plan-customer", "NODE|24-lts",
        slot="staging", identities=("id-customer-portal",), has_system_identity=False, auth=NEVER,
        config=OPEN_EVERYWHERE, allows_scm_basic=True, is_exemplary=False, site={"httpsOnly": False},
        settings={"CUSTOMER_STORAGE": "https://stcustomerprod.blob.core.windows.net"},
    ),
    App(
        "app-orders-desk", "rg-orders-prod", "app,linux", "team-orders", "plan-orders-linux", "PYTHON|3.13",
        slot="next", settings={"SESSION_KEY": "@Microsoft.KeyVault(VaultName=kv-orders-prod;SecretName=session-next)"},
    ),
)  # fmt: skip

INELIGIBLE_KINDS = (
    "app,migration",
    "functionapp,botapp",
    "app,linux,aspiredashboard",
    "app,container,xenon",
    "app,botapp",
    "app,linux,kubernetes",
    "app,functionapp,windows",
    "functionapp,linux,container,Kubernetes",
    "app,linux,container,Kubernetes",
    "app,xenon",
    "functionapp,linux,Kubernetes",
    "app,functionapp",
)
"""Kinds whose packages the reference product does not assess, in the mix of case in which ARM answers them."""


def _ineligible(number: int, kind: str) -> App:
    tokens = set(kind.lower().split(","))
    linux = "linux" in tokens
    if "kubernetes" in tokens:
        plan = "plan-legacy-kube"
    elif "xenon" in tokens:
        plan = "plan-stores-xenon"
    else:
        plan = "plan-stores-linux" if linux else "plan-legacy"
    prefix = "func" if "functionapp" in tokens else "app"
    image = "DOCKER|crcompany.azurecr.io/tools:1.0.0" if "container" in tokens and linux else ""
    runtime = image or ("NODE|24-lts" if linux else "")
    windows = {"windowsFxVersion": "DOCKER|crcompany.azurecr.io/tools:1.0.0-windows"} if "xenon" in tokens else {}
    name = f"{prefix}-tool-{number:02}-{kind.lower().replace(',', '-')}"
    return App(name, "rg-legacy", kind, "team-tools", plan, runtime, config=windows)


INELIGIBLE_APPS = tuple(_ineligible(number, kind) for number, kind in enumerate(INELIGIBLE_KINDS, 1))
