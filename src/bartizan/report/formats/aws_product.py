"""How AWS names where a finding is from and what it is about."""

from bartizan.contract import Finding

RESOURCE_TYPES = {
    "apigateway_rest_api": "AwsApiGatewayRestApi",
    "apigateway_stage": "AwsApiGatewayStage",
    "apigatewayv2_api": "AwsApiGatewayV2Api",
    "apigatewayv2_stage": "AwsApiGatewayV2Stage",
    "cloudtrail_trail": "AwsCloudTrailTrail",
    "dynamodb_table": "AwsDynamoDbTable",
    "ec2_security_group": "AwsEc2SecurityGroup",
    "ec2_subnet": "AwsEc2Subnet",
    "ec2_vpc": "AwsEc2Vpc",
    "ecr_repository": "AwsEcrRepository",
    "elbv2_load_balancer": "AwsElbv2LoadBalancer",
    "guardduty_detector": "AwsGuardDutyDetector",
    "iam_group": "AwsIamGroup",
    "iam_policy": "AwsIamPolicy",
    "iam_role": "AwsIamRole",
    "iam_user": "AwsIamUser",
    "kms_key": "AwsKmsKey",
    "lambda_function": "AwsLambdaFunction",
    "lambda_layer_version": "AwsLambdaLayerVersion",
    "rds_cluster": "AwsRdsDbCluster",
    "rds_instance": "AwsRdsDbInstance",
    "s3_bucket": "AwsS3Bucket",
    "secretsmanager_secret": "AwsSecretsManagerSecret",
    "sns_topic": "AwsSnsTopic",
    "sqs_queue": "AwsSqsQueue",
}
"""By our type without its ``aws_``; all others are ``Other``.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html
"""
_HOMES = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""Where findings about a whole account are sent to, by partition."""


def is_of_aws(finding: Finding) -> bool:
    """Return whether a finding is about something in an AWS account."""
    return finding.resource_type.startswith("aws_") and len(finding.scope) == 12 and finding.scope.isdigit()


def resource_type(finding: Finding) -> str:
    """Return the type of a finding's resource in AWS's words."""
    return RESOURCE_TYPES.get(finding.resource_type.removeprefix("aws_"), "Other")


def partition(finding: Finding) -> str:
    """Return the partition: aws, aws-cn or aws-us-gov."""
    region = finding.region or ""
    arn = finding.resource_id.split(":", 2)
    named = arn[1] if len(arn) == 3 and arn[0] == "arn" else ""
    by_region = "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"
    return named if named in _HOMES else by_region


def region(finding: Finding) -> str:
    """Return the region whose Security Hub takes a finding."""
    return finding.region or _HOMES[partition(finding)]


def product_arn(finding: Finding) -> str:
    """Return the ARN of findings that an account sends to itself.

    Source: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-custom-providers.html
    """
    account = finding.scope
    return f"arn:{partition(finding)}:securityhub:{region(finding)}:{account}:product/{account}/default"
