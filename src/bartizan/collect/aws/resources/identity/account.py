"""The account itself, with its alias and its account-wide block on public buckets."""

from bartizan.collect.aws.engine.collector import Call, Collector, Each

ACCOUNT = Collector(
    kind="aws_account",
    level="account",
    list=Call("sts:GetCallerIdentity"),
    id="{Account}",
    aspects={
        "alias": Each(Call("iam:ListAccountAliases", items="AccountAliases")),
        "public_access_block": Each(
            Call(
                "s3control:GetPublicAccessBlock",
                {"AccountId": "{scope}"},
                absent=frozenset({"NoSuchPublicAccessBlockConfiguration"}),
                permission="s3:GetAccountPublicAccessBlock",
            )
        ),
    },
)
