"""Read from the typed tables what stands in each account besides its identities."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bartizan.permit.aws.escalation.identity import Account, IamIdentity
from bartizan.permit.aws.power import Power
from bartizan.permit.aws.principals import PolicyHolder
from bartizan.permit.aws.weighing import Weighing
from bartizan.store import Engine

READS = (
    "aws_lambda_function_link",
    "aws_lambda_function_listing",
    "aws_lambda_event_source_mapping",
    "aws_resource_document",
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
    return {
        id_: Account(
            members,
            functions[id_],
            invoked,
            id_ in whole,
            [role for role in roles if role.caller.account != id_],
        )
        for id_, members in of_account.items()
    }


def _invoked(engine: Engine) -> frozenset[str]:
    """Return the functions that something invokes: they read a source, or their policy allows a caller."""
    rows = engine.rows(
        "select function_arn as id from aws_lambda_event_source_mapping where is_enabled"
        " union select id from aws_resource_document where id like 'arn:%:lambda:%:function:%' and document <> ''"
    )
    return frozenset(row["id"] for row in rows)
