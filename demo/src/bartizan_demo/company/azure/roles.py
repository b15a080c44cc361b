"""Role definitions that the company's directory knows: the built-in ones in use, and two of its own.

Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
"""

from bartizan_demo.emulators.azure.nouns import Role, guid

_BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers"
_QUEUES = "Microsoft.Storage/storageAccounts/queueServices/queues"
_SECRETS = "Microsoft.KeyVault/vaults/secrets"


def _role(
    name: str,
    known_as: str,
    actions: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    data: tuple[str, ...] = (),
) -> Role:
    block = {"actions": [*actions], "notActions": [*without], "dataActions": [*data], "notDataActions": []}
    return Role(known_as, name, (block,), f"Built-in role {name}.")


OWNER = _role("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", ("*",))
CONTRIBUTOR = _role(
    "Contributor",
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    ("*",),
    (
        "Microsoft.Authorization/*/Delete",
        "Microsoft.Authorization/*/Write",
        "Microsoft.Authorization/elevateAccess/Action",
        "Microsoft.Blueprint/blueprintAssignments/write",
        "Microsoft.Blueprint/blueprintAssignments/delete",
        "Microsoft.Compute/galleries/share/action",
    ),
)
READER = _role("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", ("*/read",))
ACCESS_ADMINISTRATOR = _role(
    "User Access Administrator",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    ("*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"),
)
WEBSITE_CONTRIBUTOR = _role(
    "Website Contributor",
    "de139f84-1756-47ae-9be6-808fbbe84772",
    (
        "Microsoft.Authorization/*/read",
        "Microsoft.Insights/components/*",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Web/certificates/*",
        "Microsoft.Web/serverFarms/join/action",
        "Microsoft.Web/serverFarms/read",
        "Microsoft.Web/sites/*",
    ),
)
BLOB_READER = _role(
    "Storage Blob Data Reader",
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    (f"{_BLOBS}/read", "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"),
    data=(f"{_BLOBS}/blobs/read",),
)
BLOB_CONTRIBUTOR = _role(
    "Storage Blob Data Contributor",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    (f"{_BLOBS}/delete", f"{_BLOBS}/read", f"{_BLOBS}/write"),
    data=tuple(f"{_BLOBS}/blobs/{verb}" for verb in ("delete", "read", "write", "move/action", "add/action")),
)
BLOB_OWNER = _role(
    "Storage Blob Data Owner",
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    (f"{_BLOBS}/*", "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"),
    data=(f"{_BLOBS}/blobs/*",),
)
QUEUE_CONTRIBUTOR = _role(
    "Storage Queue Data Contributor",
    "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    tuple(f"{_QUEUES}/{verb}" for verb in ("delete", "read", "write")),
    data=tuple(f"{_QUEUES}/messages/{verb}" for verb in ("delete", "read", "write", "process/action")),
)
SECRETS_USER = _role(
    "Key Vault Secrets User",
    "4633458b-17de-408a-b874-0445c86b69e6",
    data=(f"{_SECRETS}/getSecret/action", f"{_SECRETS}/readMetadata/action"),
)
VAULT_ADMINISTRATOR = _role(
    "Key Vault Administrator",
    "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    ("Microsoft.Authorization/*/read", "Microsoft.KeyVault/checkNameAvailability/read", "Microsoft.KeyVault/*/read"),
    data=("Microsoft.KeyVault/vaults/*",),
)
BUS_RECEIVER = _role(
    "Azure Service Bus Data Receiver",
    "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
    ("Microsoft.ServiceBus/*/queues/read", "Microsoft.ServiceBus/*/topics/read"),
    data=("Microsoft.ServiceBus/*/receive/action",),
)
BUS_SENDER = _role(
    "Azure Service Bus Data Sender",
    "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
    ("Microsoft.ServiceBus/*/queues/read", "Microsoft.ServiceBus/*/topics/read"),
    data=("Microsoft.ServiceBus/*/send/action",),
)
METRICS_PUBLISHER = _role(
    "Monitoring Metrics Publisher",
    "3913510d-42f4-4e42-8a64-420c390055eb",
    ("Microsoft.Insights/Register/Action", "Microsoft.Resources/subscriptions/resourceGroups/read"),
    data=("Microsoft.Insights/Metrics/Write", "Microsoft.Insights/Telemetry/Write"),
)
REGISTRY_PULL = _role(
    "AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d", ("Microsoft.ContainerRegistry/registries/pull/read",)
)

RELEASE_OPERATOR = Role(
    guid("role", "release operator"),
    "Release operator",
    (
        {
            "actions": ["Microsoft.Web/sites/slots/slotsswap/action", "Microsoft.Web/sites/read"],
            "notActions": [],
            "dataActions": [],
            "notDataActions": [],
        },
        {
            "actions": [
                "Microsoft.Authorization/roleAssignments/write",
                "Microsoft.Authorization/roleAssignments/delete",
            ],
            "notActions": [],
            "dataActions": [],
            "notDataActions": [],
            "conditionVersion": "2.0",
            "condition": (
                "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR "
                "(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] "
                "ForAnyOfAnyValues:GuidEquals {7f951dda-4ed3-4680-a7ca-43fe172d538d}))"
            ),
        },
    ),
    "Swaps slots, and lets images be pulled. Two blocks: only the second has a condition.",
    is_custom=True,
)
STORE_MAINTAINER = Role(
    guid("role", "store maintainer"),
    "Store maintainer",
    (
        {
            "actions": ["Microsoft.Web/sites/*", "microsoft.web/serverfarms/READ"],
            "notActions": ["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/publishxml/Action"],
            "dataActions": [],
            "notDataActions": [],
        },
    ),
    "Runs the stores' apps without reading their settings.",
    is_custom=True,
)

ROLES = (
    OWNER,
    CONTRIBUTOR,
    READER,
    ACCESS_ADMINISTRATOR,
    WEBSITE_CONTRIBUTOR,
    BLOB_READER,
    BLOB_CONTRIBUTOR,
    BLOB_OWNER,
    QUEUE_CONTRIBUTOR,
    SECRETS_USER,
    VAULT_ADMINISTRATOR,
    BUS_RECEIVER,
    BUS_SENDER,
    METRICS_PUBLISHER,
    REGISTRY_PULL,
    RELEASE_OPERATOR,
    STORE_MAINTAINER,
)
