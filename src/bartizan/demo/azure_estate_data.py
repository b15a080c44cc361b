"""What else stands behind the company's apps: databases, messages, images, an environment, certificates, denials."""

from bartizan.demo.azure_estate_nouns import Denial, Store
from bartizan.demo.azure_estate_places import group_scope

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

DATA_STORES = (
    Store("cosmos-customer-prod", "rg-customer-prod", _COSMOS, "team-customer", {}, {"data": "personal"}),
    # Keys open it from any address.
    Store(
        "cosmos-events", "rg-events", _COSMOS, "team-events",
        {"publicNetworkAccess": "Enabled", "disableLocalAuth": False, "minimalTlsVersion": "Tls"},
    ),
    Store("sql-ledger", "RG-Finance-Prod", _SQL, "team-finance", {}, {"data": "financial"}),
    # The partners' exchange logs in to it with a password from its settings.
    Store(
        "sql-app-partner-exchange", "rg-orders-prod", _SQL, "team-partners",
        {"publicNetworkAccess": "Enabled", "minimalTlsVersion": "1.0"},
    ),
    Store("sb-orders-prod", "rg-orders-prod", _BUS, "team-orders"),
    Store("sb-stores", "rg-stores", _BUS, "team-stores", {"disableLocalAuth": False}),
    Store("evh-fleet", "rg-data-prod", _HUB, "team-fleet", {"disableLocalAuth": False, "minimumTlsVersion": "1.0"}),
    Store("evh-events", "rg-events", _HUB, "team-events"),
    # One password may replace the image of every container.
    Store("crcompany", "rg-platform-prod", _REGISTRY, "team-platform", {"adminUserEnabled": True}),
    Store("ase-legacy", "rg-legacy", _ENVIRONMENT, "team-platform", {"clusterSettings": None}),
    Store("portal.example.com", "rg-customer-prod", _CERTIFICATE, "team-customer", kind=PORTAL_CERTIFICATE),
    Store(
        "loyalty.example.com", "rg-stores", _CERTIFICATE, "team-stores",
        {"expirationDate": "2025-11-30T00:00:00+00:00"}, kind=LOYALTY_CERTIFICATE,
    ),
)  # fmt: skip

DENIALS = (
    Denial("Keep the ledger", group_scope("RG-Finance-Prod"), ("Microsoft.Storage/storageAccounts/delete",)),
)  # fmt: skip
