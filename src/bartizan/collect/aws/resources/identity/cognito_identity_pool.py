"""Cognito's identity pools: whether they give credentials to guests, and of which roles.

Sources: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_DescribeIdentityPool.html and
https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

_BY_ID = {"IdentityPoolId": "{IdentityPoolId}"}

COGNITO_IDENTITY_POOL = AwsCollector(
    kind="aws_cognito_identity_pool",
    needs="aws_lambda_function",
    list=AwsCall("cognito-identity:ListIdentityPools", {"MaxResults": 60}),
    items="IdentityPools",
    id="arn:{partition}:cognito-identity:{region}:{scope}:identitypool/{IdentityPoolId}",
    aspects={
        "detail": Each(AwsCall("cognito-identity:DescribeIdentityPool", _BY_ID)),
        "roles": Each(AwsCall("cognito-identity:GetIdentityPoolRoles", _BY_ID)),
    },
)
