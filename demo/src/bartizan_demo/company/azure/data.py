"""What else stands behind the company's apps: databases, messages, images, an environment, certificates, denials."""

from bartizan_demo.emulators.azure.estate import group_scope
from bartizan_demo.emulators.azure.nouns import Denial, Store, guid
from bartizan_demo.emulators.shared.secrets import account_name

_STORAGE = "Microsoft.Storage/storageAccounts"
_COSMOS = "Microsoft.DocumentDB/databaseAccounts"
_SQL = "Microsoft.Sql/servers"
_BUS = "Microsoft.ServiceBus/namespaces"
_HUB = "Microsoft.EventHub/namespaces"
_REGISTRY = "Microsoft.ContainerRegistry/registries"
_ENVIRONMENT = "Microsoft.Web/hostingEnvironments"
_CERTIFICATE = "Microsoft.Web/certificates"

PORTAL_CERTIFICATE = "A1" * 20
LOYALTY_CERTIFICATE = "B2" * 20
"""Thumbprints, by which a host name names its certificate."""


def _opened(place: str, group: str, owner: str, **properties: bool) -> Store:
    opened = {"publicNetworkAccess": "Enabled", "allowBlobPublicAccess": False, "allowSharedKeyAccess": True}
    return Store(account_name(place), group, _STORAGE, owner, {**opened, **properties})


DATA_STORES = (
    Store("cosmos-customer-prod", "rg-customer-prod", _COSMOS, "team-customer", {}, {"data": "personal"}),
    # Keys open it from any address.
    Store(
        "cosmos-events", "rg-events", _COSMOS, "team-events",
        {"publicNetworkAccess": "Enabled", "disableLocalAuth": False, "minimalTlsVersion": "Tls"},
        # The account's own role for writers, which no list of Azure's roles shows.
        data_roles=((guid("principal", "func-events-archive"), "00000000-0000-0000-0000-000000000002"),),
    ),
    Store("sql-ledger", "RG-Finance-Prod", _SQL, "team-finance", {}, {"data": "financial"}),
    # The partners' exchange logs in to it with a password from its settings, as may anything else that runs in Azure.
    Store(
        "sql-app-partner-exchange", "rg-orders-prod", _SQL, "team-partners",
        {"publicNetworkAccess": "Enabled", "minimalTlsVersion": "1.0"},
        firewall=(
            ("AllowAllWindowsAzureIps", "0.0.0.0", "0.0.0.0"),  # noqa: S104 - a rule of Azure's, no address to bind
            ("partners", "203.0.113.0", "203.0.113.255"),
        ),
    ),
    Store("sb-orders-prod", "rg-orders-prod", _BUS, "team-orders"),
    Store("sb-stores", "rg-stores", _BUS, "team-stores", {"disableLocalAuth": False}),
    Store("evh-fleet", "rg-data-prod", _HUB, "team-fleet", {"disableLocalAuth": False, "minimumTlsVersion": "1.0"}),
    Store("evh-events", "rg-events", _HUB, "team-events"),
    # One password may replace the image of every container.
    Store("crcompany", "rg-platform-prod", _REGISTRY, "team-platform", {"adminUserEnabled": True}),
    Store("ase-legacy", "rg-legacy", _ENVIRONMENT, "team-platform", {"clusterSettings": None}),
    Store("portal.example.com", "rg-customer-prod", _CERTIFICATE, "team-customer", {"thumbprint": PORTAL_CERTIFICATE}),
    Store(
        "loyalty.example.com", "rg-stores", _CERTIFICATE, "team-stores",
        {"thumbprint": LOYALTY_CERTIFICATE, "expirationDate": "2025-11-30T00:00:00+00:00"},
    ),
    # What the settings with a key in them open.
    _opened("func-invoice-intake/AzureWebJobsStorage", "RG-Finance-Prod", "team-finance"),
    _opened("func-invoice-intake/Staging/AzureWebJobsStorage", "RG-Finance-Prod", "team-finance"),
    _opened("func-partner-sync/AzureWebJobsStorage", "rg-orders-prod", "team-partners"),
    _opened("func-fleet-tracking/WEBSITE_RUN_FROM_PACKAGE", "rg-data-prod", "team-fleet", allowBlobPublicAccess=True),
)  # fmt: skip

DENIALS = (
    Denial("Keep the ledger", group_scope("RG-Finance-Prod"), ("Microsoft.Storage/storageAccounts/delete",)),
)  # fmt: skip
