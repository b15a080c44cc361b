"""Every kind of AWS resource that is collected, and the permissions that reading them takes."""

from bartizan.collect.aws.account import ACCOUNT
from bartizan.collect.aws.apigateway_rest_api import APIGATEWAY_REST_API
from bartizan.collect.aws.apigatewayv2_api import APIGATEWAYV2_API
from bartizan.collect.aws.collector import Collector
from bartizan.collect.aws.iam import IAM_GROUP, IAM_POLICY, IAM_ROLE, IAM_USER
from bartizan.collect.aws.lambda_function import LAMBDA_FUNCTION
from bartizan.collect.aws.lambda_layer import LAMBDA_LAYER
from bartizan.collect.aws.s3_bucket import S3_BUCKET

COLLECTORS: tuple[Collector, ...] = (
    ACCOUNT,
    IAM_ROLE,
    IAM_USER,
    IAM_GROUP,
    IAM_POLICY,
    LAMBDA_FUNCTION,
    LAMBDA_LAYER,
    APIGATEWAY_REST_API,
    APIGATEWAYV2_API,
    S3_BUCKET,
)

_TO_FIND_THE_WAY = {"sts:GetCallerIdentity", "ec2:DescribeRegions"}


def permissions() -> list[str]:
    """Return the IAM actions that collection needs, sorted; all of them only read."""
    return sorted(_TO_FIND_THE_WAY | {call.action for collector in COLLECTORS for call in collector.calls})
