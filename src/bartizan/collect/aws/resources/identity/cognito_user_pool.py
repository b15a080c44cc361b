"""Cognito's user pools: the functions that they call, and whether anyone can sign up.

Sources: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html and
https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
"""

from bartizan.collect.aws.engine.collector import NOT_OFFERED, AwsCall, AwsCollector, Each

COGNITO_USER_POOL = AwsCollector(
    kind="aws_cognito_user_pool",
    needs="aws_lambda_function",
    list=AwsCall("cognito-idp:ListUserPools", {"MaxResults": 60}, absent=NOT_OFFERED),
    items="UserPools",
    id="arn:{partition}:cognito-idp:{region}:{scope}:userpool/{Id}",
    aspects={
        "detail": Each(
            AwsCall("cognito-idp:DescribeUserPool", {"UserPoolId": "{Id}"}, drop=("UserPool.SmsConfiguration",))
        )
    },
)
