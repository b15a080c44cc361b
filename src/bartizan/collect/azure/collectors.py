"""All kinds of Azure resources that are collected, and the permissions that this takes."""

from collections.abc import Iterator

from bartizan.collect.azure.collector import Collector, slot_action
from bartizan.collect.azure.function_app import FUNCTION_APP
from bartizan.collect.azure.logic_app import LOGIC_APP
from bartizan.collect.azure.role_assignment import ROLE_ASSIGNMENT
from bartizan.collect.azure.role_definition import ROLE_DEFINITION
from bartizan.collect.azure.user_assigned_identity import USER_ASSIGNED_IDENTITY
from bartizan.collect.azure.web_app import WEB_APP

COLLECTORS: tuple[Collector, ...] = (
    USER_ASSIGNED_IDENTITY,
    ROLE_DEFINITION,
    ROLE_ASSIGNMENT,
    WEB_APP,
    FUNCTION_APP,
    LOGIC_APP,
)
SUBSCRIPTION_KIND = "azure_subscription"
_BASE = ("Microsoft.Resources/subscriptions/read", "Microsoft.ResourceGraph/resources/read")


def kinds() -> list[str]:
    """Return every kind that a subscription's collection speaks about, each of which has a listing."""
    parts = [part for collector in COLLECTORS for part in collector.parts.values()]
    return [SUBSCRIPTION_KIND, *(collector.kind for collector in COLLECTORS), *parts]


def permissions() -> list[str]:
    """Return the RBAC actions of the first tier, sorted: all reads, none of which shows a secret."""
    listings = [action for collector in COLLECTORS for action in collector.listing.permissions]
    return sorted({*_BASE, *listings, *_question_permissions("GET")})


def list_permissions() -> list[str]:
    """Return the RBAC actions of the second tier, sorted: listing app settings and connection strings."""
    return sorted(set(_question_permissions("POST")))


def _question_permissions(method: str) -> Iterator[str]:
    for collector in COLLECTORS:
        for question in collector.questions:
            if question.method == method:
                yield question.permission
                yield slot_action(question.permission)
