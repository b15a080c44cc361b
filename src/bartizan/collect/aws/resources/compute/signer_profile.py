"""AWS Signer's profiles for Lambda: by them, functions tell whose code they take. One listing for each region.

Source: https://docs.aws.amazon.com/signer/latest/api/API_ListSigningProfiles.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector

SIGNER_PROFILE = AwsCollector(
    kind="aws_signer_profile",
    max_age_hours=24,
    needs="aws_lambda_function",
    list=AwsCall(
        "signer:ListSigningProfiles",
        {"includeCanceled": True, "platformId": "AWSLambda-SHA384-ECDSA", "maxResults": 25},
    ),
    items="profiles",
    id="{profileVersionArn}",
)
