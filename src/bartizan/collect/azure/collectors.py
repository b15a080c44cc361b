"""All kinds of Azure resources that are collected, and the permissions that this takes."""

from collections.abc import Iterator

from bartizan.collect.azure.app_service_environment import APP_SERVICE_ENVIRONMENT
from bartizan.collect.azure.app_service_plan import APP_SERVICE_PLAN
from bartizan.collect.azure.certificate import CERTIFICATE
from bartizan.collect.azure.code_web import BLOB_READ, PUBLISH
from bartizan.collect.azure.collector import Collector, slot_action
from bartizan.collect.azure.container_registry import CONTAINER_REGISTRY
from bartizan.collect.azure.cosmos_account import COSMOS_ACCOUNT
from bartizan.collect.azure.defender_plan import DEFENDER_PLAN
from bartizan.collect.azure.deny_assignment import DENY_ASSIGNMENT
from bartizan.collect.azure.event_hub_namespace import EVENT_HUB_NAMESPACE
from bartizan.collect.azure.function_app import FUNCTION_APP
from bartizan.collect.azure.key_vault import KEY_VAULT
from bartizan.collect.azure.logic_app import LOGIC_APP
from bartizan.collect.azure.management_group import MANAGEMENT_GROUP
from bartizan.collect.azure.principal import PRINCIPAL_KIND
from bartizan.collect.azure.role_assignment import ROLE_ASSIGNMENT
from bartizan.collect.azure.role_definition import ROLE_DEFINITION
from bartizan.collect.azure.service_bus_namespace import SERVICE_BUS_NAMESPACE
from bartizan.collect.azure.sql_server import SQL_SERVER
from bartizan.collect.azure.storage_account import STORAGE_ACCOUNT
from bartizan.collect.azure.user_assigned_identity import USER_ASSIGNED_IDENTITY
from bartizan.collect.azure.web_app import WEB_APP

COLLECTORS: tuple[Collector, ...] = (
    USER_ASSIGNED_IDENTITY,
    ROLE_DEFINITION,
    ROLE_ASSIGNMENT,
    WEB_APP,
    FUNCTION_APP,
    LOGIC_APP,
    APP_SERVICE_PLAN,
    APP_SERVICE_ENVIRONMENT,
    CERTIFICATE,
    STORAGE_ACCOUNT,
    KEY_VAULT,
    COSMOS_ACCOUNT,
    SQL_SERVER,
    SERVICE_BUS_NAMESPACE,
    EVENT_HUB_NAMESPACE,
    CONTAINER_REGISTRY,
    DENY_ASSIGNMENT,
    DEFENDER_PLAN,
    MANAGEMENT_GROUP,
)
SUBSCRIPTION_KIND = "azure_subscription"
_BASE = ("Microsoft.Resources/subscriptions/read", "Microsoft.ResourceGraph/resources/read")


def kinds() -> list[str]:
    """Return every kind that a subscription's collection speaks about, each of which has a listing."""
    parts = [part for collector in COLLECTORS for part in collector.parts.values()]
    return [SUBSCRIPTION_KIND, PRINCIPAL_KIND, *(collector.kind for collector in COLLECTORS), *parts]


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
