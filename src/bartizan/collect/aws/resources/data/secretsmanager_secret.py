"""Secrets Manager's secrets: their names, keys and policies, never a value."""

from bartizan.collect.aws.engine.collector import Call, Collector, Each

SECRETSMANAGER_SECRET = Collector(
    kind="aws_secretsmanager_secret",
    list=Call("secretsmanager:ListSecrets", {"MaxResults": 100}),
    items="SecretList",
    id="{ARN}",
    aspects={
        "policy": Each(
            Call("secretsmanager:GetResourcePolicy", {"SecretId": "{ARN}"}, documents=("ResourcePolicy",)),
        )
    },
)
