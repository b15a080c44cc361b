"""Who may do what in the company's Azure: identities, role assignments, groups of the directory, stores of data."""

from bartizan_demo.company.azure import roles
from bartizan_demo.company.azure.data import DATA_STORES
from bartizan_demo.emulators.azure.estate import group_scope, management_scope, subscription_scope
from bartizan_demo.emulators.azure.nouns import Assignment, Identity, Store, guid

IDENTITIES = (
    Identity("id-customer-portal", "rg-customer-prod", "team-customer"),
    Identity("id-customer-data", "rg-customer-prod", "team-customer"),
    Identity(
        "id-events-shared", "rg-events", "team-events",
        federated=(("https://token.actions.githubusercontent.com", "repo:company/events:ref:refs/heads/main"),),
    ),
    Identity("id-unused", "rg-legacy", "team-platform"),
)  # fmt: skip

_OPEN_STORAGE = {"publicNetworkAccess": "Enabled", "allowBlobPublicAccess": True, "allowSharedKeyAccess": True}
_CLOSED_STORAGE = {"publicNetworkAccess": "Enabled", "allowBlobPublicAccess": False, "allowSharedKeyAccess": False}

_STORAGE = "Microsoft.Storage/storageAccounts"
_VAULT = "Microsoft.KeyVault/vaults"
_PERSONAL = {"data": "personal"}

STORES = (
    Store("stcustomerprod", "rg-customer-prod", _STORAGE, "team-customer", _CLOSED_STORAGE, _PERSONAL, "StorageV2"),
    Store("stcustomerflex", "rg-customer-prod", _STORAGE, "team-customer", _CLOSED_STORAGE, {}, "StorageV2"),
    Store("stordersprod", "rg-orders-prod", _STORAGE, "team-orders", _CLOSED_STORAGE, {}, "StorageV2"),
    Store(
        "stfinanceprod",
        "RG-Finance-Prod",
        _STORAGE,
        "team-finance",
        _CLOSED_STORAGE,
        {"data": "financial"},
        "StorageV2",
    ),
    Store("stplatformprod", "rg-platform-prod", _STORAGE, "team-platform", _CLOSED_STORAGE, {}, "StorageV2"),
    Store(
        "steventsretail",
        "rg-events",
        _STORAGE,
        "team-events",
        _OPEN_STORAGE,
        {},
        "StorageV2",
        containers={"posters": "Blob", "exports": "None"},
    ),
    Store("kv-orders-prod", "rg-orders-prod", _VAULT, "team-orders", {"enableRbacAuthorization": True}),
    Store(
        "kv-customer-prod", "rg-customer-prod", _VAULT, "team-customer", {"enableRbacAuthorization": True}, _PERSONAL
    ),
    Store("kv-stores", "rg-stores", _VAULT, "team-stores", {"enableRbacAuthorization": False}),
)


def store_scope(name: str) -> str:
    """Return the ARM id of a store of data."""
    store = next(each for each in (*STORES, *DATA_STORES) if each.name == name)
    return f"{group_scope(store.group)}/providers/{store.type}/{name}"


AUTOMATION_GROUP = guid("directory group", "platform automation")
DIRECTORY_GROUPS = {AUTOMATION_GROUP: (guid("principal", "func-platform-automation"),)}
"""Groups of the directory and the principals in them: roles reach a workload through them as well."""

APP_ROLES = {guid("principal", "func-platform-automation"): ("06b708a9-e830-4db3-a914-8e69da51d44f",)}
"""Who may grant itself every other right in the directory: AppRoleAssignment.ReadWrite.All."""


def _identity(name: str) -> str:
    return guid("principal", name)


ASSIGNMENTS = (
    # The stories.
    Assignment(_identity("func-invoice-intake"), roles.CONTRIBUTOR.id, subscription_scope("production")),
    Assignment(_identity("app-support-desk"), roles.VAULT_ADMINISTRATOR.id, subscription_scope("production")),
    Assignment(AUTOMATION_GROUP, roles.OWNER.id, subscription_scope("production"), "Group"),
    Assignment(AUTOMATION_GROUP, roles.ACCESS_ADMINISTRATOR.id, "/", "Group"),
    Assignment(_identity("id-customer-data"), roles.BLOB_OWNER.id, subscription_scope("production").upper()),
    Assignment(_identity("id-customer-portal"), roles.BLOB_CONTRIBUTOR.id, store_scope("stcustomerprod")),
    Assignment(_identity("id-customer-portal"), roles.SECRETS_USER.id, store_scope("kv-customer-prod")),
    Assignment(_identity("id-events-shared"), roles.WEBSITE_CONTRIBUTOR.id, group_scope("rg-events")),
    Assignment(_identity("id-events-shared"), roles.RELEASE_OPERATOR.id, subscription_scope("retail")),
    Assignment(_identity("app-stores-loyalty"), roles.STORE_MAINTAINER.id, group_scope("rg-stores")),
    # What well-run workloads have: one right on one thing.
    Assignment(_identity("func-orders-intake"), roles.SECRETS_USER.id, store_scope("kv-orders-prod")),
    Assignment(_identity("func-orders-intake"), roles.BUS_RECEIVER.id, store_scope("sb-orders-prod")),
    Assignment(_identity("func-orders-pricing"), roles.BLOB_READER.id, store_scope("stordersprod")),
    Assignment(_identity("func-ledger-export"), roles.BLOB_CONTRIBUTOR.id, store_scope("stfinanceprod")),
    Assignment(_identity("func-customer-consent"), roles.BLOB_READER.id, store_scope("stcustomerflex")),
    Assignment(_identity("func-customer-consent"), roles.QUEUE_CONTRIBUTOR.id, store_scope("stcustomerflex")),
    Assignment(
        _identity("func-events-fanout"), roles.BLOB_CONTRIBUTOR.id, store_scope("steventsretail"),
        condition="@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'events'",
    ),
    Assignment(_identity("func-platform-health"), roles.METRICS_PUBLISHER.id, group_scope("rg-platform-prod")),
    Assignment(_identity("app-orders-desk"), roles.SECRETS_USER.id, store_scope("kv-orders-prod")),
    Assignment(_identity("app-orders-desk"), roles.BUS_SENDER.id, group_scope("rg-orders-prod")),
    Assignment(_identity("app-finance-reports"), roles.BLOB_READER.id, store_scope("stfinanceprod")),
    Assignment(_identity("func-label-printing"), roles.REGISTRY_PULL.id, group_scope("rg-stores")),
    # People reach Azure through groups, and one right comes from far above.
    Assignment(guid("directory group", "platform"), roles.OWNER.id, management_scope("mg-company"), "Group"),
    Assignment(guid("directory group", "access"), roles.ACCESS_ADMINISTRATOR.id, "/", "Group"),
    Assignment(guid("directory group", "audit"), roles.READER.id, management_scope("mg-landing-zones"), "Group"),
)  # fmt: skip
