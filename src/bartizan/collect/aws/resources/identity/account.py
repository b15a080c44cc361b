"""The account itself, with its alias, its account-wide block on public buckets, and the credentials of its users.

The report on credentials holds no secret: it says who has a password, keys and a second factor. AWS writes it when
asked, every four hours at most. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each, Job

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
        "credentials": Each(
            AwsCall("iam:GetCredentialReport", tables=("Content",)),
            job=Job(AwsCall("iam:GenerateCredentialReport"), "State", "COMPLETE", is_told_at_begin=True),
        ),
    },
)
