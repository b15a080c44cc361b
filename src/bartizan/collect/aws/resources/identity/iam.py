"""IAM's roles, users, groups and managed policies: four kinds out of one paged read.

AWS's own managed policies, 1,500 of them, may all be in the answer; those that nobody uses are left out.
"""

from collections.abc import Mapping
from typing import Any

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector

_EVERYTHING = AwsCall("iam:GetAccountAuthorizationDetails", {"MaxItems": 1000})

_USES = ("AttachmentCount", "PermissionsBoundaryUsageCount")


def _is_unused_of_aws(policy: Mapping[str, Any]) -> bool:
    is_of_aws = str(policy.get("Arn")).partition(":iam::")[2].startswith("aws:")
    return is_of_aws and all(policy.get(use) == 0 for use in _USES)


IAM_ROLE = AwsCollector(
    kind="aws_iam_role",
    level="account",
    list=_EVERYTHING,
    items="RoleDetailList",
    id="{Arn}",
    documents=("AssumeRolePolicyDocument", "RolePolicyList[].PolicyDocument"),
)
IAM_USER = AwsCollector(
    kind="aws_iam_user",
    level="account",
    list=_EVERYTHING,
    items="UserDetailList",
    id="{Arn}",
    documents=("UserPolicyList[].PolicyDocument",),
)
IAM_GROUP = AwsCollector(
    kind="aws_iam_group",
    level="account",
    list=_EVERYTHING,
    items="GroupDetailList",
    id="{Arn}",
    documents=("GroupPolicyList[].PolicyDocument",),
)
IAM_POLICY = AwsCollector(
    kind="aws_iam_policy",
    level="account",
    list=_EVERYTHING,
    items="Policies",
    id="{Arn}",
    documents=("PolicyVersionList[].Document",),
    leaves_out=_is_unused_of_aws,
)
