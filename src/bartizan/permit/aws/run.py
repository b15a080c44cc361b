"""Evaluate every role, user, group and policy of AWS and write the results into tables."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bartizan.model import now
from bartizan.permit.aws import resources
from bartizan.permit.aws.abilities import LOG_ACTIONS
from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.escalation import read as escalation
from bartizan.permit.aws.escalation.gained import GainedIdentity
from bartizan.permit.aws.escalation.identity import Account, IamIdentity
from bartizan.permit.aws.escalation.organization import gains_of
from bartizan.permit.aws.escalation.read import accounts as read_accounts
from bartizan.permit.aws.escalation.read import identities
from bartizan.permit.aws.escalation.rows import escalation_rows, ways
from bartizan.permit.aws.evaluate import Decision, all_of
from bartizan.permit.aws.expand import read as expand
from bartizan.permit.aws.expand.controls import Controls
from bartizan.permit.aws.expand.patterns import Patterns
from bartizan.permit.aws.expand.write import expander_of, principal_of, write_access
from bartizan.permit.aws.power import Power, power, power_of
from bartizan.permit.aws.principals import PolicyHolder, held, policies
from bartizan.permit.aws.rows import POWER_COLUMNS, grant_rows, permission_rows, power_row, unread_rows
from bartizan.permit.aws.trust import TRUST_COLUMNS, trust_row
from bartizan.permit.aws.weighing import Weighing
from bartizan.permit.by_row import ByRow
from bartizan.permit.tables import append
from bartizan.store import Engine

READS = (
    "aws_iam_identity",
    "aws_iam_document",
    "aws_account_organization",
    *escalation.READS,
    *resources.READS,
    *expand.READS,
)
"""The tables that must be there."""

TABLES = {
    "aws_iam_power": POWER_COLUMNS,
    "aws_iam_trust": TRUST_COLUMNS,
    "aws_lambda_function_power": {"id": "varchar", "can_write_log": "boolean"},
    **resources.TABLES,
}
"""What principals may do, the principals that roles trust, and what functions may do as their roles."""
_LOGS = ByRow(
    ("aws_lambda_function_power",),
    "aws_lambda_function_link",
    ("aws_iam_identity", "aws_iam_document", "aws_account_organization"),
)
BY_ROW = (resources.BY_ROW, _LOGS)
FIRST = ("aws_lambda_function_power", *resources.TABLES)
"""The tables that take little time: most tables of workloads stand on no other."""


@dataclass(frozen=True)
class _Weighed:
    """A principal with what it may do, whatever else is in its account; both None where a policy was not read."""

    held: PolicyHolder
    weighing: Weighing | None = None
    power: Power | None = None


def permit_aws(engine: Engine) -> Callable[[], None]:
    """Create the tables of ``FIRST``; return what creates the others of AWS, and adds to those of all clouds."""
    at = _read_at(engine)
    resources.permit_resources(engine)
    weighed = [_weighed(each, at) for each in held(engine)]
    functions = engine.rows(
        f"select * from aws_lambda_function_link where id not in (select id from {_LOGS.standing}) order by id"
    )
    append(engine, "aws_lambda_function_power", _logs(weighed, functions))
    return partial(_permit_identities, engine, weighed, at)


def _permit_identities(engine: Engine, weighed: Sequence[_Weighed], at: datetime.datetime) -> None:
    mine = identities((each.held, each.weighing, each.power) for each in weighed)
    accounts = read_accounts(engine, list(mine.values()))
    powers = [power_row(arn, power(Caller(arn), alone, at)) for arn, alone in policies(engine)]
    expander = expander_of(engine, (each.held for each in weighed), at)
    permissions: list[dict[str, Any]] = []
    escalations: list[dict[str, Any]] = []
    for each in weighed:
        if each.weighing is None or each.power is None:
            permissions += unread_rows(each.held)
            continue
        id_, is_bounded_unread = each.held.row["id"], each.held.is_bounded_unread
        gains = _gains(each, mine, accounts, expander.controls)
        found, is_whole = ways(each.power, gains)
        able = replace(each.power, escalations=tuple(found))
        escalations += escalation_rows(id_, gains)
        powers.append(power_row(id_, able, is_bounded_unread=is_bounded_unread, is_whole=is_whole))
        if each.held.row["kind"] != "group":
            permissions += permission_rows(id_, able, Patterns(expander, principal_of(each.held, each.weighing)).row)
    append(
        engine, "grant", (row for each in weighed if each.held.row["kind"] != "group" for row in grant_rows(each.held))
    )
    append(engine, "permission", permissions)
    append(engine, "escalation", escalations)
    append(engine, "aws_iam_power", powers)
    trusts = ((each.held.row, each.held.trust) for each in weighed)
    append(
        engine, "aws_iam_trust", (trust_row(row["id"], row["scope"], own, at) for row, own in trusts if own is not None)
    )
    write_access(engine, expander, ((each.held, each.weighing or _of_read(each.held, at)) for each in weighed))


def _read_at(engine: Engine) -> datetime.datetime:
    """Return when the policies were read, in UTC: conditions on the time are evaluated as of then."""
    (row,) = engine.rows("select max(observed_at) as at from aws_iam_document")
    return (row["at"] or now()).replace(tzinfo=datetime.UTC)


def _weighed(each: PolicyHolder, at: datetime.datetime) -> _Weighed:
    if each.policies is None:
        return _Weighed(each)
    weighing = Weighing(each.caller, each.policies, at)
    return _Weighed(each, weighing, power_of(weighing))


def _of_read(each: PolicyHolder, at: datetime.datetime) -> Weighing:
    """Return the weighing of what was read of a principal's policies."""
    return Weighing(each.caller, each.statements, at)


def _gains(
    each: _Weighed, mine: Mapping[str, IamIdentity], accounts: Mapping[str, Account], controls: Controls
) -> list[GainedIdentity]:
    """Return what a principal gains; nothing is known of one whose policies were not read."""
    me = mine[each.held.row["id"]]
    if each.weighing is None or each.power is None:
        return []
    return gains_of(me, each.weighing, each.power, accounts[me.caller.account], controls)


def _logs(weighed: Sequence[_Weighed], functions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
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
