"""Read from the typed tables what stands in each account besides its identities."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bartizan.permit.aws.escalation.identity import Account, IamIdentity, Running
from bartizan.permit.aws.power import Power
from bartizan.permit.aws.principals import PolicyHolder
from bartizan.permit.aws.weighing import Weighing
from bartizan.store import Engine

READS = (
    "aws_lambda_function_link",
    "aws_lambda_function_listing",
    "aws_lambda_event_source_mapping",
    "aws_resource_document",
    "aws_ec2_instance",
    "aws_ec2_instance_listing",
    "aws_technique_resource",
    "aws_technique_listing",
)


def identities(weighed: Iterable[tuple[PolicyHolder, Weighing | None, Power | None]]) -> dict[str, IamIdentity]:
    """Return every role, user and group by ARN."""
    found = list(weighed)
    groups = {(each.row["scope"], each.row["name"]): each for each, _, _ in found if each.row["kind"] == "group"}
    return {each.row["id"]: _identity(each, weighing, power, groups) for each, weighing, power in found}


def _identity(
    each: PolicyHolder,
    weighing: Weighing | None,
    power: Power | None,
    groups: Mapping[tuple[str, str], PolicyHolder],
) -> IamIdentity:
    row = each.row
    mine = [group for name in row["group_names"] or () if (group := groups.get((row["scope"], name)))]
    return IamIdentity(
        each.caller,
        weighing,
        None if each.is_bounded_unread else power,
        each.trust if row["kind"] == "role" else (),
        tuple(dict.fromkeys(arn for holder in (each, *mine) for arn in holder.own_policies)),
        tuple(group.row["id"] for group in mine),
        row["permission_boundary_arn"] or "",
        row["key_count"],
        row["has_password"],
    )


def accounts(engine: Engine, everyone: Sequence[IamIdentity]) -> dict[str, Account]:
    """Return every account with its identities and functions, by id."""
    of_account: defaultdict[str, list[IamIdentity]] = defaultdict(list)
    for each in everyone:
        of_account[each.caller.account].append(each)
    functions: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in engine.rows("select id, role_arn from aws_lambda_function_link order by id"):
        functions[row["id"].split(":")[4]][row["role_arn"]].append(row["id"])
    whole = {row["id"] for row in engine.rows("select id from aws_lambda_function_listing where is_whole")}
    roles = [each for each in everyone if each.caller.kind == "role" and each.names_principals and not each.is_fixed]
    invoked = _invoked(engine)
    instances, others = _instances(engine), _others(engine)
    return {
        id_: Account(
            members,
            functions[id_],
            invoked,
            id_ in whole,
            [role for role in roles if role.caller.account != id_],
            instances.get(id_, {}) | others.get(id_, {}),
        )
        for id_, members in of_account.items()
    }


def _instances(engine: Engine) -> dict[str, dict[str, Running]]:
    """Return what EC2 instances run as, all and those that Systems Manager manages, by account."""
    rows = engine.rows(
        "select id, scope, role_arn, is_managed from aws_ec2_instance"
        " where role_arn <> '' and state not in ('terminated', 'shutting-down') order by id"
    )
    found = {}
    for told in engine.rows("select * from aws_ec2_instance_listing"):
        every: defaultdict[str, list[str]] = defaultdict(list)
        managed: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            if row["scope"] == told["id"]:
                every[row["role_arn"]].append(row["id"])
                managed[row["role_arn"]] += [row["id"]] if row["is_managed"] else []
        found[told["id"]] = {
            "aws_ec2_instance": Running(every, told["is_whole"]),
            "aws_ssm_instance": Running(managed, told["is_management_known"]),
        }
    return found


def _others(engine: Engine) -> dict[str, dict[str, Running]]:
    """Return what else techniques lead through, by account and kind, as far as it was listed."""
    by_role: defaultdict[tuple[str, str], defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in engine.rows("select * from aws_technique_resource order by resource_id"):
        by_role[row["scope"], row["kind"]][row["role_arn"] or ""].append(row["resource_id"])
    found: defaultdict[str, dict[str, Running]] = defaultdict(dict)
    for row in engine.rows("select * from aws_technique_listing"):
        place = row["scope"], row["kind"]
        found[row["scope"]][row["kind"]] = Running(by_role[place], row["is_whole"])
    return found


def _invoked(engine: Engine) -> frozenset[str]:
    """Return the functions that something invokes: they read a source, or their policy allows a caller."""
    rows = engine.rows(
        "select function_arn as id from aws_lambda_event_source_mapping where is_enabled"
        " union select id from aws_resource_document where id like 'arn:%:lambda:%:function:%' and document <> ''"
    )
    return frozenset(row["id"] for row in rows)
