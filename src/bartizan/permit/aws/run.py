"""Evaluate every role, user, group and policy of AWS and write the results into tables."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bartizan.model import now
from bartizan.permit.aws import resources
from bartizan.permit.aws.abilities import LOG_ACTIONS
from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.evaluate import Decision, all_of
from bartizan.permit.aws.expand import read as expand
from bartizan.permit.aws.expand.write import write_access
from bartizan.permit.aws.named import Account, Search, Target
from bartizan.permit.aws.outsiders import Door
from bartizan.permit.aws.power import Power, power, power_of
from bartizan.permit.aws.principals import PolicyHolder, held, policies
from bartizan.permit.aws.rows import POWER_COLUMNS, grant_rows, permission_rows, power_row
from bartizan.permit.aws.weighing import Weighing
from bartizan.permit.tables import append
from bartizan.store import Engine

READS = (
    "aws_iam_identity",
    "aws_iam_document",
    "aws_lambda_function_link",
    "aws_account_organization",
    *resources.READS,
    *expand.READS,
)
"""The tables that must be there."""

TABLES = {
    "aws_iam_power": POWER_COLUMNS,
    "aws_iam_trust": {
        "id": "varchar",
        "is_assumable_by_anyone": "boolean",
        "foreign_trusted_accounts": "varchar[]",
    },
    "aws_lambda_function_power": {"id": "varchar", "can_write_log": "boolean"},
    **resources.TABLES,
}
"""What principals may do, the principals that roles trust, and what functions may do as their roles."""


@dataclass(frozen=True)
class _Weighed:
    """A principal with what it may do, whatever else is in its account; both None where a policy was not read."""

    held: PolicyHolder
    weighing: Weighing | None = None
    power: Power | None = None


def permit_aws(engine: Engine) -> None:
    """Create the tables of AWS; add to ``grant`` and ``permission``."""
    at = _read_at(engine)
    weighed = [_weighed(each, at) for each in held(engine)]
    functions = engine.rows("select * from aws_lambda_function_link order by id")
    accounts = _accounts(weighed, functions)
    powers = [power_row(arn, power(Caller(arn), alone, at)) for arn, alone in policies(engine)]
    permissions: list[dict[str, Any]] = []
    for each in weighed:
        if each.weighing is None or each.power is None:
            continue
        id_, is_bounded_unread = each.held.row["id"], each.held.is_bounded_unread
        able, is_whole = _with_named(each.weighing, each.power, accounts[each.held.row["scope"]])
        powers.append(power_row(id_, able, is_bounded_unread=is_bounded_unread, is_whole=is_whole))
        if each.held.row["kind"] != "group" and not is_bounded_unread:
            permissions += permission_rows(id_, able)
    append(
        engine, "grant", (row for each in weighed if each.held.row["kind"] != "group" for row in grant_rows(each.held))
    )
    append(engine, "permission", permissions)
    append(engine, "aws_iam_power", powers)
    append(engine, "aws_iam_trust", _trusts(weighed, at))
    append(engine, "aws_lambda_function_power", _logs(weighed, functions))
    resources.permit_resources(engine)
    write_access(engine, ((each.held, each.weighing or _of_read(each.held, at)) for each in weighed), at)


def _read_at(engine: Engine) -> datetime.datetime:
    """Return when the policies were read, in UTC: conditions on the time are evaluated as of then."""
    (row,) = engine.rows("select max(observed_at) as at from aws_iam_document")
    return (row["at"] or now()).replace(tzinfo=datetime.UTC)


def _weighed(each: PolicyHolder, at: datetime.datetime) -> _Weighed:
    if each.policies is None:
        return _Weighed(each)
    weighing = Weighing(each.caller, each.policies, at)
    return _Weighed(each, weighing, power_of(weighing, each.own_policies))


def _of_read(each: PolicyHolder, at: datetime.datetime) -> Weighing:
    """Return the weighing of what was read of a principal's policies."""
    return Weighing(each.caller, each.statements, at)


def _accounts(weighed: list[_Weighed], functions: list[dict[str, Any]]) -> dict[str, Account]:
    targets: defaultdict[str, list[Target]] = defaultdict(list)
    arns: defaultdict[str, set[str]] = defaultdict(set)
    roles: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for each in weighed:
        row = each.held.row
        able = None if each.held.is_bounded_unread else each.power
        targets[row["scope"]].append(Target(each.held.caller, able, each.held.trust))
        arns[row["scope"]] |= set(each.held.own_policies)
    for function in functions:
        roles[function["scope"]][function["id"]] = function["role_arn"]
    return {scope: Account(targets[scope], sorted(arns[scope]), roles[scope]) for scope in targets}


def _with_named(weighing: Weighing, able: Power, account: Account) -> tuple[Power, bool]:
    """Return a power with the ways through named things, and whether all that may be one was read."""
    if able.is_admin:
        return able, True
    search = Search(weighing, able, account, weighing.now)
    ways = tuple(search.ways())
    return replace(able, escalations=(*able.escalations, *ways)), search.is_whole


def _trusts(weighed: list[_Weighed], at: datetime.datetime) -> Iterator[dict[str, Any]]:
    """Yield the principals that each role trusts: an organization is not anyone, all of an account is that account."""
    for each in weighed:
        row, trust = each.held.row, each.held.trust
        if trust is not None:
            door = Door(trust, "sts:AssumeRole", row["id"], row["scope"], at)
            yield {
                "id": row["id"],
                "is_assumable_by_anyone": door.is_open is True,
                "foreign_trusted_accounts": door.outsiders(),
            }


def _logs(weighed: list[_Weighed], functions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield whether each function may write its log; null where that depends on what cannot be known."""
    by_arn = {each.held.row["id"]: each for each in weighed}
    for function in functions:
        role = by_arn.get(function["role_arn"])
        if role and role.weighing:
            verdict = all_of(_may_log(role.weighing, action, function["log_group_arn"]) for action in LOG_ACTIONS)
            is_known = verdict is False or not role.held.is_bounded_unread
            yield {"id": function["id"], "can_write_log": verdict if is_known else None}


_VERDICTS = {Decision.YES: True, Decision.NO: False, Decision.CONDITIONAL: None}


def _may_log(weighing: Weighing, action: str, group: str) -> bool | None:
    # Some policies name the group, others its streams.
    found = {weighing.decide(action, arn) for arn in (f"{group}:log-stream:any", group)}
    return _VERDICTS[next(each for each in Decision if each in found)]
