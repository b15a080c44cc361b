"""The least rights that a scan needs, generated from the collectors."""

from collections.abc import Collection
from typing import Any

from bartizan.collect.aws import optional_permissions
from bartizan.collect.aws import permissions as aws_permissions
from bartizan.collect.azure import data_permissions, deployment_permissions, list_permissions
from bartizan.collect.azure import permissions as azure_permissions
from bartizan.collect.azure.activity_log import PERMISSION as ACTIVITY_LOG

SUBSCRIPTION = "/subscriptions/SUBSCRIPTION_ID"
"""Where the role may be assigned, to be filled in."""


def aws_actions(options: Collection[str] = ()) -> list[str]:
    """Return the IAM actions that a scan needs with some of its options, sorted."""
    return sorted({*aws_permissions(), *(action for option in options for action in optional_permissions(option))})


def aws_policy(options: Collection[str] = ()) -> dict[str, Any]:
    """Return the policy document that lets a scan read an account."""
    statement = {"Sid": "BartizanRead", "Effect": "Allow", "Action": aws_actions(options), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def with_room(actions: list[str]) -> list[str]:
    """Return patterns that also admit what later releases may ask of the same services.

    Only operations that describe and list get a pattern: those that get may bring secrets and objects.
    """
    return sorted({_pattern(*action.split(":", 1)) for action in actions})


def _pattern(service: str, name: str) -> str:
    verb = next((verb for verb in ("Describe", "List") if name.startswith(verb)), "")
    return f"{service}:{verb}*" if verb else f"{service}:{name}"


def azure_role(
    *, settings: bool = False, packages: bool = False, kudu: bool = False, scope: str = ""
) -> dict[str, Any]:
    """Return the custom role that lets a scan read a subscription, by tier: settings hold secrets, Kudu can deploy."""
    actions = [*azure_permissions(), ACTIVITY_LOG]  # which has the changes whose event was lost
    actions += (list_permissions() if settings else []) + (deployment_permissions() if kudu else [])
    return {
        "Name": "Bartizan reader",
        "IsCustom": True,
        "Description": "Read the posture of serverless workloads.",
        "Actions": sorted(actions),
        "NotActions": [],
        "DataActions": data_permissions() if packages else [],
        "NotDataActions": [],
        "AssignableScopes": [scope or SUBSCRIPTION],
    }
