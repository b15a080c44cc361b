"""IAM's roles, users, groups and managed policies: four kinds out of one paged read.

Managed policies of AWS are in the answer where the account uses them.
"""

from bartizan.collect.aws.collector import Call, Collector

_EVERYTHING = Call("iam:GetAccountAuthorizationDetails", {"MaxItems": 1000})

IAM_ROLE = Collector(
    kind="aws_iam_role",
    level="account",
    list=_EVERYTHING,
    items="RoleDetailList",
    id="{Arn}",
    documents=("AssumeRolePolicyDocument", "RolePolicyList[].PolicyDocument"),
)
IAM_USER = Collector(
    kind="aws_iam_user",
    level="account",
    list=_EVERYTHING,
    items="UserDetailList",
    id="{Arn}",
    documents=("UserPolicyList[].PolicyDocument",),
)
IAM_GROUP = Collector(
    kind="aws_iam_group",
    level="account",
    list=_EVERYTHING,
    items="GroupDetailList",
    id="{Arn}",
    documents=("GroupPolicyList[].PolicyDocument",),
)
IAM_POLICY = Collector(
    kind="aws_iam_policy",
    level="account",
    list=_EVERYTHING,
    items="Policies",
    id="{Arn}",
    documents=("PolicyVersionList[].Document",),
)
