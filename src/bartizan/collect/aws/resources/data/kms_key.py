"""KMS keys: who manages and may use them, by policy or by grant, whether they rotate, and the names that they go by."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each
from bartizan.collect.aws.engine.tagging import pairs, tags

_BY_ARN = {"KeyId": "{KeyArn}"}

KMS_KEY = AwsCollector(
    kind="aws_kms_key",
    needs="aws_lambda_function",
    list=AwsCall("kms:ListKeys", {"Limit": 1000}),
    items="Keys",
    id="{KeyArn}",
    aspects={
        "detail": Each(AwsCall("kms:DescribeKey", _BY_ARN)),
        "policy": Each(AwsCall("kms:GetKeyPolicy", {**_BY_ARN, "PolicyName": "default"}, documents=("Policy",))),
        "grants": Each(AwsCall("kms:ListGrants", {**_BY_ARN, "Limit": 100}, items="Grants")),
        "rotation": Each(
            # Only symmetric keys of KMS's own making can rotate.
            AwsCall("kms:GetKeyRotationStatus", _BY_ARN, absent=frozenset({"UnsupportedOperationException"})),
        ),
        "tags": tags(
            AwsCall("kms:ListResourceTags", _BY_ARN, items="Tags"),
            lambda all_: {"Tags": pairs(all_, "TagKey", "TagValue")},
        ),
    },
)

KMS_ALIAS = AwsCollector(
    kind="aws_kms_alias",
    needs="aws_lambda_function",
    list=AwsCall("kms:ListAliases", {"Limit": 100}),
    items="Aliases",
    id="{AliasArn}",
)
