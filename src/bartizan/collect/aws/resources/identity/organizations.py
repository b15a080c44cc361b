"""The organization an account belongs to; in its management account also its accounts and control policies."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each, Finds

_IN_MANAGEMENT_ACCOUNT = ("{Organization[MasterAccountId]}", "{scope}")

_ACCOUNTS = Finds(kind="aws_organizations_account", items="Accounts", id="{Arn}", aspects={})

_POLICY = {
    "content": Each(AwsCall("organizations:DescribePolicy", {"PolicyId": "{Id}"}, documents=("Policy.Content",))),
    "targets": Each(AwsCall("organizations:ListTargetsForPolicy", {"PolicyId": "{Id}"}, items="Targets")),
}


def _policies(filter_: str, kind: str) -> Each:
    """Return the aspect that lists the control policies of one type."""
    return Each(
        AwsCall("organizations:ListPolicies", {"Filter": filter_}, items="Policies"),
        finds=Finds(kind=kind, items="Policies", id="{Arn}", aspects=_POLICY),
        only=_IN_MANAGEMENT_ACCOUNT,
    )


ORGANIZATIONS_ORGANIZATION = AwsCollector(
    kind="aws_organizations_organization",
    max_age_hours=24,
    level="account",
    list=AwsCall(
        "organizations:DescribeOrganization",
        absent=frozenset({"AWSOrganizationsNotInUseException"}),
        drop=("Organization.MasterAccountEmail",),
    ),
    id="{Organization[Arn]}",
    aspects={
        # People's addresses are nobody's business here.
        "accounts": Each(
            AwsCall("organizations:ListAccounts", items="Accounts", drop=("Accounts[].Email",)),
            finds=_ACCOUNTS,
            only=_IN_MANAGEMENT_ACCOUNT,
        ),
        "policies": _policies("SERVICE_CONTROL_POLICY", "aws_organizations_policy"),
        "resource_policies": _policies("RESOURCE_CONTROL_POLICY", "aws_organizations_resource_policy"),
    },
)
