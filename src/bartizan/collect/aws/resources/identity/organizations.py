"""The organization an account belongs to; in its management account also its accounts and service control policies."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each, Finds

_IN_MANAGEMENT_ACCOUNT = ("{Organization[MasterAccountId]}", "{scope}")

_ACCOUNTS = Finds(kind="aws_organizations_account", items="Accounts", id="{Arn}", aspects={})

_POLICIES = Finds(
    kind="aws_organizations_policy",
    items="Policies",
    id="{Arn}",
    aspects={
        "content": Each(
            AwsCall("organizations:DescribePolicy", {"PolicyId": "{Id}"}, documents=("Policy.Content",)),
        ),
        "targets": Each(AwsCall("organizations:ListTargetsForPolicy", {"PolicyId": "{Id}"}, items="Targets")),
    },
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
        "policies": Each(
            AwsCall("organizations:ListPolicies", {"Filter": "SERVICE_CONTROL_POLICY"}, items="Policies"),
            finds=_POLICIES,
            only=_IN_MANAGEMENT_ACCOUNT,
        ),
    },
)
