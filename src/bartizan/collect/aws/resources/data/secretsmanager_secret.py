"""Secrets Manager's secrets: their names, keys and policies, never a value."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

SECRETSMANAGER_SECRET = AwsCollector(
    kind="aws_secretsmanager_secret",
    list=AwsCall("secretsmanager:ListSecrets", {"MaxResults": 100}),
    items="SecretList",
    id="{ARN}",
    aspects={
        "policy": Each(
            AwsCall("secretsmanager:GetResourcePolicy", {"SecretId": "{ARN}"}, documents=("ResourcePolicy",)),
        )
    },
)
