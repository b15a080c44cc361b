"""CloudFront's distributions: where they forward to, for whom, and behind which firewall. The listing says it all.

Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector

CLOUDFRONT_DISTRIBUTION = AwsCollector(
    kind="aws_cloudfront_distribution",
    needs="aws_lambda_function",
    level="account",
    list=AwsCall(
        "cloudfront:ListDistributions",
        {"MaxItems": "100"},
        # Headers that an origin takes for a password are nobody's business here.
        drop=("DistributionList.Items[].Origins.Items[].CustomHeaders",),
    ),
    items="DistributionList.Items",
    id="{ARN}",
)
