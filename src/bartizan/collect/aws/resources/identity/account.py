"""The account itself, with its alias and its account-wide block on public buckets."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

ACCOUNT = AwsCollector(
    kind="aws_account",
    level="account",
    list=AwsCall("sts:GetCallerIdentity"),
    id="{Account}",
    aspects={
        "alias": Each(AwsCall("iam:ListAccountAliases", items="AccountAliases")),
        "public_access_block": Each(
            AwsCall(
                "s3control:GetPublicAccessBlock",
                {"AccountId": "{scope}"},
                absent=frozenset({"NoSuchPublicAccessBlockConfiguration"}),
                permission="s3:GetAccountPublicAccessBlock",
            )
        ),
    },
)
