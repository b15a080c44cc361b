"""The company's function apps: most as they should be, each of the others with one story to tell."""

from bartizan_demo.company.package_noise import OF_REQUESTS
from bartizan_demo.emulators.azure.nouns import App, Auth, Function, Value
from bartizan_demo.emulators.shared.packages import CodeContents
from bartizan_demo.emulators.shared.secrets import SecretForm

OFF = Auth(is_enabled=False, is_required=False, action="RedirectToLoginPage")
NEVER = Auth(is_enabled=False, is_required=False, is_touched=False)

OPEN_TO_ALL = [{"ipAddress": "Any", "action": "Allow", "priority": 2147483647, "name": "Allow all"}]
"""What App Service reports when nobody has set an access restriction."""

OPEN = {"ipSecurityRestrictions": OPEN_TO_ALL}
OPEN_EVERYWHERE = {**OPEN, "scmIpSecurityRestrictions": OPEN_TO_ALL, "scmIpSecurityRestrictionsUseMain": False}


def _host(worker: str, **more: Value) -> dict[str, Value]:
    return {"FUNCTIONS_EXTENSION_VERSION": "~4", "FUNCTIONS_WORKER_RUNTIME": worker, **more}


def _reference(secret: str) -> str:
    return f"@Microsoft.KeyVault(SecretUri=https://kv-orders-prod.vault.azure.net/secrets/{secret}/)"


EXEMPLARY_FUNCTION_APPS = (
    App(
        "func-orders-intake", "rg-orders-prod", "functionapp", "team-orders", "plan-orders",
        functions=(Function("PlaceOrder", level="FUNCTION"), Function("OrderShipped", "serviceBusTrigger")),
        settings=_host(
            "dotnet-isolated", AzureWebJobsStorage__accountName="stordersprod", PAYMENT=_reference("pay"),
            WEBSITE_RUN_FROM_PACKAGE="1",
        ),
        package=CodeContents({"Newtonsoft.Json": "13.0.4"}),
        config={"netFrameworkVersion": "v10.0"},
        site={"publicNetworkAccess": "Enabled"},
    ),
    App(
        "func-orders-pricing", "rg-orders-prod", "functionapp,linux", "team-orders", "plan-orders-linux", "Python|3.13",
        functions=(Function("Quote", level="FUNCTION", methods=("post",)), Function("RefreshRates", "timerTrigger")),
        settings=_host("python", AzureWebJobsStorage__accountName="stordersprod"),
    ),
    App(
        "func-ledger-export", "RG-Finance-Prod", "functionapp,linux", "team-finance", "plan-finance-linux", "Node|24",
        functions=(Function("NightlyLedger", "timerTrigger"),),
        settings=_host("node", AzureWebJobsStorage__accountName="stfinanceprod"),
        site={"publicNetworkAccess": "Disabled"},
        private_endpoints=("pe-ledger-export",),
    ),
    App(
        "func-customer-consent", "rg-customer-prod", "functionapp,linux", "team-customer", "plan-customer-flex",
        functions=(Function("RecordConsent", level="FUNCTION"), Function("ConsentExpired", "queueTrigger")),
        settings={"AzureWebJobsStorage__accountName": "stcustomerflex"},
        package=CodeContents({"azure-functions": "1.24.0", "requests": "2.32.5"}, OF_REQUESTS),
        site={
            "functionAppConfig": {
                "deployment": {
                    "storage": {
                        "type": "blobContainer",
                        "value": "https://stcustomerflex.blob.core.windows.net/releases",
                        "authentication": {
                            "type": "SystemAssignedIdentity",
                            "userAssignedIdentityResourceId": None,
                            "storageAccountConnectionStringName": None,
                        },
                    }
                },
                "runtime": {"name": "python", "version": "3.13"},
                "scaleAndConcurrency": {
                    "maximumInstanceCount": 100,
                    "instanceMemoryMB": 2048,
                    "alwaysReady": [],
                    "triggers": None,
                },
            }
        },
    ),
    App(
        "func-events-fanout", "rg-events", "functionapp,linux", "team-events", "plan-events-linux", "Python|3.13",
        functions=(Function("FanOut", "eventHubTrigger"), Function("Replay", level="ADMIN")),
        settings=_host("python", AzureWebJobsStorage__accountName="steventsretail"),
    ),
    App(
        "func-events-archive", "rg-events", "functionapp,linux", "team-events", "plan-events-linux", "Node|24",
        functions=(Function("ArchiveDaily", "timerTrigger"),),
        settings=_host("node", AzureWebJobsStorage__accountName="steventsretail"),
    ),
    App(
        "func-platform-health", "rg-platform-prod", "functionapp,linux", "team-platform", "plan-platform-linux",
        "DOTNET-ISOLATED|10.0",
        functions=(Function("Health", level="ANONYMOUS", methods=("get",)),),
        settings=_host("dotnet-isolated", AzureWebJobsStorage__accountName="stplatformprod"),
    ),
)  # fmt: skip

TELLING_FUNCTION_APPS = (
    # Anyone may call it, and it may change everything in the subscription.
    App(
        "func-invoice-intake", "RG-Finance-Prod", "functionapp", "team-finance", "plan-finance",
        functions=(
            Function("SubmitInvoice", level="ANONYMOUS", methods=("post",)),
            Function("InvoiceStatus", level="Anonymous", methods=("get",)),
            Function("ReconcileInvoices", "timerTrigger"),
        ),
        auth=OFF, config={**OPEN_EVERYWHERE, "netFrameworkVersion": "v10.0"},
        settings=_host("dotnet-isolated", AzureWebJobsStorage=SecretForm.STORAGE_CONNECTION), is_exemplary=False,
    ),
    # Keys only, readable settings full of secrets, old host and language.
    App(
        "func-partner-sync", "rg-orders-prod", "functionapp", "team-partners", "plan-orders",
        functions=(Function("PullCatalogue", level="FUNCTION"), Function("PushStock", level="function")),
        auth=NEVER, config={**OPEN, "nodeVersion": "~16"}, has_system_identity=False, is_exemplary=False,
        settings={
            **_host("node", WEBSITE_NODE_DEFAULT_VERSION="~16"),
            "FUNCTIONS_EXTENSION_VERSION": "~3",
            "AzureWebJobsStorage": SecretForm.STORAGE_CONNECTION,
            "PARTNER_CATALOGUE_TOKEN": SecretForm.REPOSITORY_TOKEN,
            "PAYMENT_PROVIDER": SecretForm.PAYMENT_KEY,
        },
    ),
    # Its package is fetched through a URL that carries its own right to read.
    App(
        "func-fleet-tracking", "rg-data-prod", "functionapp,linux", "team-fleet", "plan-data-linux", "Python|3.8",
        functions=(Function("Track", level="FUNCTION"), Function("Positions", "eventHubTrigger")),
        auth=OFF, is_exemplary=False,
        config={**OPEN, "minTlsVersion": "1.0", "scmMinTlsVersion": "1.0", "httpLoggingEnabled": False},
        settings={**_host("python"), "WEBSITE_RUN_FROM_PACKAGE": SecretForm.PACKAGE_URL},
        package=CodeContents({"requests": "2.19.1", "PyYAML": "5.3", "Jinja2": "2.10"}),
    ),
    # An anonymous upload before an identity that owns every blob of the subscription.
    App(
        "func-customer-import", "rg-customer-prod", "functionapp,linux", "team-customer", "plan-customer",
        "Python|3.11",
        functions=(Function("ImportFile", "blobTrigger"), Function("Upload", level="ANONYMOUS")),
        identities=("id-customer-data",), has_system_identity=False, auth=OFF, config=OPEN, is_exemplary=False,
        settings=_host("python", AzureWebJobsStorage__accountName="stcustomerprod"),
    ),
    # A container image; its registry is read with the app's own identity.
    App(
        "func-label-printing", "rg-stores", "functionapp,linux,container", "team-stores", "plan-stores-linux",
        "DOCKER|crcompany.azurecr.io/label-printing:2.4.1",
        functions=(Function("PrintLabel", level="FUNCTION"),),
        config={"acrUseManagedIdentityCreds": True}, settings=_host("node"),
    ),
    # Lives in a Container Apps environment, where App Service answers hardly anything.
    App(
        "func-demand-forecast", "rg-events", "functionapp,linux,container,azurecontainerapps", "team-data", "",
        "DOCKER|crcompany.azurecr.io/demand-forecast:1.9.0",
        functions=(Function("Forecast", level="FUNCTION"),), site={"managedEnvironmentId": "cae-events"},
        settings=_host("python"), is_exemplary=False,
    ),
    # Answers scripts of any origin.
    App(
        "func-store-locator", "rg-stores", "functionapp", "team-stores", "plan-stores",
        functions=(Function("Nearest", level="ANONYMOUS", methods=("get",)), Function("Reload", level="FUNCTION")),
        auth=NEVER, is_exemplary=False,
        config={**OPEN, "cors": {"allowedOrigins": ["*"], "supportCredentials": False}, "nodeVersion": "~20"},
        settings=_host("node"),
    ),
    # Owner of the production subscription through a group of the directory.
    App(
        "func-platform-automation", "rg-platform-prod", "functionapp", "team-platform", "plan-platform",
        functions=(Function("RotateKeys", "timerTrigger"), Function("Trigger", level="FUNCTION")),
        config={"powerShellVersion": "7.4", **OPEN}, auth=OFF, is_exemplary=False,
        settings=_host("powershell"),
    ),
    # Turned off functions do not answer: only the disabled one is anonymous.
    App(
        "func-returns", "rg-stores", "functionapp,linux", "team-stores", "plan-stores-linux", "Java|17",
        functions=(
            Function("OldReturn", level="ANONYMOUS", is_disabled=True), Function("OpenReturn", level="FUNCTION")
        ),
        settings=_host("java"),
    ),
    App(
        "logic-approvals", "rg-platform-prod", "functionapp,workflowapp", "team-platform", "plan-platform-workflow",
        settings=_host("node", APP_KIND="workflowApp"),
    ),
)  # fmt: skip

FUNCTION_SLOTS = (
    App(
        "func-orders-intake", "rg-orders-prod", "functionapp", "team-orders", "plan-orders", slot="next",
        functions=(Function("PlaceOrder", level="FUNCTION"), Function("OrderShipped", "serviceBusTrigger")),
        settings=_host("dotnet-isolated", AzureWebJobsStorage__accountName="stordersprod"),
        config={"netFrameworkVersion": "v10.0"},
    ),
    App(
        "func-invoice-intake", "RG-Finance-Prod", "functionapp", "team-finance", "plan-finance", slot="Staging",
        functions=(Function("SubmitInvoice", level="ANONYMOUS"),), auth=NEVER, is_exemplary=False,
        config={**OPEN, "netFrameworkVersion": "v10.0"},
        settings=_host("dotnet-isolated", AzureWebJobsStorage=SecretForm.STORAGE_CONNECTION),
    ),
)  # fmt: skip
