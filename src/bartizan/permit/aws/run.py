"""Weigh every role, user, group and policy of AWS and write what comes of it into tables."""

import datetime
from collections.abc import Iterator
from typing import Any

from bartizan.model import now
from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.policy import PolicyError
from bartizan.permit.aws.power import Power, power
from bartizan.permit.aws.principals import Held, held, policies
from bartizan.permit.aws.trust import foreign_accounts
from bartizan.permit.tables import append
from bartizan.store import Engine

READS = ("aws_iam_identity", "aws_iam_document")
"""The tables that must be there."""

TABLES = {
    "aws_iam_power": {
        "id": "varchar",
        "is_admin": "boolean",
        "admin_services": "varchar[]",
        "escalations": "varchar[]",
        "data_read_actions": "varchar[]",
        "named_data_actions": "varchar[]",
        "exposure_actions": "varchar[]",
        "credential_actions": "varchar[]",
        "code_write_actions": "varchar[]",
        "passes_any_role": "boolean",
        "assumes_any_role": "boolean",
    },
    "aws_iam_trust": {"id": "varchar", "foreign_trusted_accounts": "varchar[]"},
}
"""What a role, user, group or managed policy allows, and whom a role's trust policy lets in: one row per ARN.

Null where a policy that bears on it could not be read.
"""


def permit_aws(engine: Engine) -> None:
    """Create the tables of AWS; add to ``grant`` and ``permission``."""
    grants: list[dict[str, Any]] = []
    permissions: list[dict[str, Any]] = []
    at = _read_at(engine)
    powers = [{"id": arn, **_columns(power(Caller(arn), alone, at))} for arn, alone in policies(engine)]
    for each in held(engine):
        if each.policies is None:
            continue
        able = power(each.caller, each.policies, at, _own_policies(each))
        powers.append({"id": each.row["id"], **_columns(able, is_sure=not each.is_bounded_unread)})
        if each.row["kind"] != "group":
            grants += _grants(each)
            if not each.is_bounded_unread:
                permissions += _permissions(each.row["id"], able)
    append(engine, "grant", grants)
    append(engine, "permission", permissions)
    append(engine, "aws_iam_power", powers)
    append(engine, "aws_iam_trust", _trusts(engine, at))


def _columns(able: Power, *, is_sure: bool = True) -> dict[str, Any]:
    """Return the columns of a principal. Under a boundary that was not read, only what its policies lack is known."""
    found: dict[str, Any] = {
        "is_admin": able.is_admin,
        "admin_services": [way.name for way in able.admin_services],
        "escalations": [way.name for way in able.escalations],
        "data_read_actions": able.unbounded("data_read"),
        "named_data_actions": able.anywhere("data_read"),
        "exposure_actions": able.unbounded("exposure"),
        "credential_actions": able.unbounded("credentials"),
        "code_write_actions": able.unbounded("write_code"),
        "passes_any_role": bool(able.unbounded("pass_role")),
        "assumes_any_role": bool(able.unbounded("assume_role")),
    }
    return {name: value if is_sure or not value else None for name, value in found.items()}


def _read_at(engine: Engine) -> datetime.datetime:
    """Return when the policies were read, in UTC: conditions on the time are weighed as of then."""
    (row,) = engine.rows("select max(observed_at) as at from aws_iam_document")
    return (row["at"] or now()).replace(tzinfo=datetime.UTC)


def _own_policies(each: Held) -> list[str]:
    arns: list[str] = each.row["attached_policy_arns"]
    return [arn for arn in arns if arn.split(":")[4] != "aws"]


def _grants(each: Held) -> Iterator[dict[str, Any]]:
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
    for way in able.escalations:
        yield {"principal_id": principal_id, "ability": "escalation", "action": way.name, "is_conditional": False}


def _trusts(engine: Engine, at: datetime.datetime) -> Iterator[dict[str, Any]]:
    for row in engine.rows("select id, scope, trust_policy from aws_iam_identity where trust_policy is not null"):
        try:
            foreign = foreign_accounts(row["trust_policy"], row["id"], row["scope"], at)
        except PolicyError:
            continue
        yield {"id": row["id"], "foreign_trusted_accounts": foreign}
