"""The rows that say the result of evaluating AWS principals."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bartizan.permit.aws.evaluate import Reach
from bartizan.permit.aws.power import Power, SensitivePermission
from bartizan.permit.aws.principals import PolicyHolder

POWER_COLUMNS = {
    "id": "varchar",
    "is_admin": "boolean",
    "admin_grants": "varchar[]",
    "admin_services": "varchar[]",
    "service_grants": "varchar[]",
    "escalations": "varchar[]",
    "escalation_grants": "varchar[]",
    "data_read_actions": "varchar[]",
    "named_data_actions": "varchar[]",
    "data_write_actions": "varchar[]",
    "exposure_actions": "varchar[]",
    "credential_actions": "varchar[]",
    "user_takeover_actions": "varchar[]",
    "code_write_actions": "varchar[]",
    "topic_actions": "varchar[]",
    "invokes_any_function": "boolean",
    "passes_any_role": "boolean",
    "assumes_any_role": "boolean",
    "writes_log_policies": "boolean",
}
"""What a role, user, group or managed policy allows, one row per ARN; null where a policy could not be read.

``…_grants`` name the statement of which policy does it.
"""

_ACTIONS = {
    "data_read_actions": "data_read",
    "data_write_actions": "data_write",
    "exposure_actions": "exposure",
    "credential_actions": "credentials",
    "user_takeover_actions": "user_takeover",
    "code_write_actions": "write_code",
    "topic_actions": "topic",
}
_ANY = {
    "invokes_any_function": "invoke",
    "passes_any_role": "pass_role",
    "assumes_any_role": "assume_role",
    "writes_log_policies": "log_policy",
}


def power_row(id_: str, able: Power, *, is_bounded_unread: bool = False, is_whole: bool = True) -> dict[str, Any]:
    """Return what a principal or policy allows.

    Under a boundary that was not read, only what its policies lack is known. Where not ``is_whole``, ways may lack:
    those that were found stand, and none is unknown.
    """
    found: dict[str, Any] = {
        "is_admin": able.is_admin,
        "admin_grants": [grant_text(each) for each in able.admin_grants],
        "admin_services": [way.name for way in able.admin_services],
        "service_grants": [f"{way.name}: {_all(way.grants)}" for way in able.admin_services],
        "escalations": [way.name for way in able.escalations],
        "escalation_grants": [f"{way.name}: {_all(way.grants)}" for way in able.escalations],
        "named_data_actions": able.anywhere("data_read"),
        **{column: able.unbounded(ability) for column, ability in _ACTIONS.items()},
        **{column: bool(able.unbounded(ability)) for column, ability in _ANY.items()},
    }
    if not is_whole and not able.escalations:
        found |= {"escalations": None, "escalation_grants": None}
    if is_bounded_unread:
        found = {name: None if value else value for name, value in found.items()}
    return {"id": id_, **found}


def grant_text(grant: Reach) -> str:
    """Return which statement of which policy grants something."""
    return f"{grant.source} statement {grant.sid}"


def _all(grants: Iterable[Reach]) -> str:
    return ", ".join(dict.fromkeys(map(grant_text, grants)))


def grant_rows(each: PolicyHolder) -> Iterator[dict[str, Any]]:
    """Yield a row for each statement that bears on a principal."""
    if each.policies is None:
        return
    ways = (("identity", each.policies.identity), *(("boundary", limit) for limit in each.policies.limits))
    for via, statements in ways:
        for sourced in statements:
            statement = sourced.statement
            yield {
                "principal_id": each.row["id"],
                "provider": "aws",
                "effect": "allow" if statement.allows else "deny",
                "actions": statement.actions,
                "is_not_actions": statement.is_not_actions,
                "resources": statement.resources,
                "is_not_resources": statement.is_not_resources,
                "conditions": dict(statement.conditions),
                "source": sourced.source,
                "via": via,
            }


def permission_rows(
    id_: str, able: Power, described: Callable[[SensitivePermission], Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield a row for each sensitive action that a principal may use, and for each way to more privileges.

    ``described`` gives the columns that say what a permission covers.
    """
    for each in able.permissions:
        yield {
            "principal_id": id_,
            "provider": "aws",
            "ability": each.ability,
            "action": each.action,
            "resource": each.reach.pattern,
            "is_unbounded": each.is_unbounded,
            "is_conditional": each.reach.is_conditional,
            "source": each.reach.source,
            **described(each),
        }
    for way in able.escalations:
        yield {
            "principal_id": id_,
            "provider": "aws",
            "ability": "escalation",
            "action": way.name,
            "is_conditional": False,
            "effect": "yes",
            "because": _all(way.grants),
        }


def unread_rows(each: PolicyHolder) -> Iterator[dict[str, Any]]:
    """Yield the row that says that nobody knows what a principal may do."""
    if each.row["kind"] != "group":
        yield {
            "principal_id": each.row["id"],
            "provider": "aws",
            "ability": "any",
            "action": "*",
            "resource": "*",
            "effect": "unknown",
            "because": f"not read: {', '.join(each.missing or ('the organization',))}",
        }
