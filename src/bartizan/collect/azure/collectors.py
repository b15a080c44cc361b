"""All kinds of Azure resources that are collected, and the permissions that this takes."""

from collections.abc import Iterator

from bartizan.base.by_place import defined_below
from bartizan.collect.azure.code.deployment_site import BLOB_READ, PUBLISH
from bartizan.collect.azure.engine.collector import AzureCollector, slot_action
from bartizan.collect.azure.engine.directory_role import DIRECTORY_ROLE_KINDS
from bartizan.collect.azure.engine.principal import GROUP_KIND, PRINCIPAL_KIND, SERVICE_KIND

COLLECTORS = defined_below("bartizan.collect.azure.resources", AzureCollector)
SUBSCRIPTION_KIND = "azure_subscription"
_BASE = ("Microsoft.Resources/subscriptions/read", "Microsoft.ResourceGraph/resources/read")


def kinds() -> list[str]:
    """Return every kind that a subscription's collection speaks about, each of which has a listing."""
    parts = [part for collector in COLLECTORS for part in collector.parts.values()]
    return [
        SUBSCRIPTION_KIND,
        PRINCIPAL_KIND,
        GROUP_KIND,
        SERVICE_KIND,
        *DIRECTORY_ROLE_KINDS,
        *(collector.kind for collector in COLLECTORS),
        *parts,
    ]


def permissions() -> list[str]:
    """Return the RBAC actions of the first tier, sorted: all reads, none of which shows a secret."""
    listings = [action for collector in COLLECTORS for action in collector.listing.permissions]
    return sorted({*_BASE, *listings, *_question_permissions("GET")})


def list_permissions() -> list[str]:
    """Return the RBAC actions of the second tier, sorted: listing app settings and connection strings."""
    return sorted(set(_question_permissions("POST")))


def data_permissions() -> list[str]:
    """Return the data actions that reading code in deployment containers takes."""
    return [BLOB_READ]


def deployment_permissions() -> list[str]:
    """Return the RBAC actions that reading code through deployment sites takes; who has them can deploy, too."""
    return [PUBLISH, slot_action(PUBLISH)]


def _question_permissions(method: str) -> Iterator[str]:
    for collector in COLLECTORS:
        for question in collector.questions:
            if question.method == method:
                yield question.permission
                yield slot_action(question.permission)
