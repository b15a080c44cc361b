"""Weigh every role and user of AWS and write what comes of it into the tables."""

from collections.abc import Iterator
from typing import Any

from bartizan.permit.aws.policy import PolicyError
from bartizan.permit.aws.power import Power, Principal, power
from bartizan.permit.aws.principals import Held, held
from bartizan.permit.aws.trust import foreign_accounts
from bartizan.permit.tables import GRANT_COLUMNS, PERMISSION_COLUMNS, append, fill
from bartizan.store import Engine

POWER_COLUMNS = {
    "escalations": "varchar[]",
    "data_read_actions": "varchar[]",
    "named_data_actions": "varchar[]",
    "exposure_actions": "varchar[]",
    "credential_actions": "varchar[]",
    "code_write_actions": "varchar[]",
    "passes_any_role": "boolean",
    "assumes_any_role": "boolean",
}
"""What is filled of ``aws_iam_role`` from its policies."""

TRUST_COLUMNS = {"foreign_trusted_accounts": "varchar[]"}
"""What is filled of ``aws_iam_role`` from its trust policy."""


def permit_aws(engine: Engine) -> None:
    """Fill the columns of ``aws_iam_role`` that stand on policies; add to ``grant`` and ``permission``."""
    grants: list[dict[str, Any]] = []
    permissions: list[dict[str, Any]] = []
    roles: list[dict[str, Any]] = []
    for each in held(engine):
        grants += _grants(each)
        if each.policies is None:
            continue
        able = power(Principal(each.row["id"], _own_policies(each)), each.policies)
        if not each.is_bounded_unread:
            permissions += _permissions(each.row["id"], able)
        if each.row["kind"] == "role":
            roles.append({"id": each.row["id"], **_columns(able, is_sure=not each.is_bounded_unread)})
    append(engine, "grant", GRANT_COLUMNS, grants)
    append(engine, "permission", PERMISSION_COLUMNS, permissions)
    fill(engine, "aws_iam_role", POWER_COLUMNS, roles)
    fill(engine, "aws_iam_role", TRUST_COLUMNS, _trusts(engine))


def _columns(able: Power, *, is_sure: bool) -> dict[str, Any]:
    """Return the columns of a role. Under a boundary that was not read, only what its policies lack is known."""
    found: dict[str, Any] = {
        "escalations": list(able.escalations),
        "data_read_actions": able.unbounded("data_read"),
        "named_data_actions": able.anywhere("data_read"),
        "exposure_actions": able.unbounded("exposure"),
        "credential_actions": able.unbounded("credentials"),
        "code_write_actions": able.unbounded("write_code"),
        "passes_any_role": bool(able.unbounded("pass_role")),
        "assumes_any_role": bool(able.unbounded("assume_role")),
    }
    return {name: value if is_sure or not value else None for name, value in found.items()}


def _own_policies(each: Held) -> list[str]:
    arns: list[str] = each.row["attached_policy_arns"]
    return [arn for arn in arns if arn.split(":")[4] != "aws"]


def _grants(each: Held) -> Iterator[dict[str, Any]]:
    if each.policies is None:
        return
    ways = (("identity", each.policies.identity), ("boundary", each.policies.boundary or ()))
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


def _permissions(principal_id: str, able: Power) -> Iterator[dict[str, Any]]:
    for each in able.permissions:
        yield {
            "principal_id": principal_id,
            "ability": each.ability,
            "action": each.action,
            "resource": each.reach.pattern,
            "is_unbounded": each.is_unbounded,
            "is_conditional": each.reach.is_conditional,
            "source": each.reach.source,
        }
    for name in able.escalations:
        yield {"principal_id": principal_id, "ability": "escalation", "action": name, "is_conditional": False}


def _trusts(engine: Engine) -> Iterator[dict[str, Any]]:
    for row in engine.rows("select id, scope, trust_policy from aws_iam_role where trust_policy is not null"):
        try:
            yield {"id": row["id"], "foreign_trusted_accounts": foreign_accounts(row["trust_policy"], row["scope"])}
        except PolicyError:
            continue
