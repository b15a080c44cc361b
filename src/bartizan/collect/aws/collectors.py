"""Every kind of AWS resource that is collected, and the permissions that reading them takes."""

from bartizan.collect.aws.accessanalyzer import ACCESSANALYZER_ANALYZER
from bartizan.collect.aws.account import ACCOUNT
from bartizan.collect.aws.apigateway_domain_name import APIGATEWAY_DOMAIN_NAME
from bartizan.collect.aws.apigateway_rest_api import APIGATEWAY_REST_API
from bartizan.collect.aws.apigateway_usage_plan import APIGATEWAY_USAGE_PLAN
from bartizan.collect.aws.apigatewayv2_api import APIGATEWAYV2_API
from bartizan.collect.aws.cloudtrail import CLOUDTRAIL_EVENT_DATA_STORE, CLOUDTRAIL_TRAIL
from bartizan.collect.aws.collector import Collector
from bartizan.collect.aws.dynamodb_table import DYNAMODB_TABLE
from bartizan.collect.aws.ec2 import EC2_SECURITY_GROUP, EC2_SUBNET, EC2_VPC
from bartizan.collect.aws.ecr_repository import ECR_REPOSITORY
from bartizan.collect.aws.elbv2_load_balancer import ELBV2_LOAD_BALANCER
from bartizan.collect.aws.elbv2_target_group import ELBV2_TARGET_GROUP
from bartizan.collect.aws.events_bus import EVENTS_BUS
from bartizan.collect.aws.guardduty import GUARDDUTY_DETECTOR
from bartizan.collect.aws.iam import IAM_GROUP, IAM_POLICY, IAM_ROLE, IAM_USER
from bartizan.collect.aws.kms_key import KMS_ALIAS, KMS_KEY
from bartizan.collect.aws.lambda_event_source_mapping import LAMBDA_EVENT_SOURCE_MAPPING
from bartizan.collect.aws.lambda_function import LAMBDA_FUNCTION
from bartizan.collect.aws.lambda_layer import LAMBDA_LAYER
from bartizan.collect.aws.lambda_settings import LAMBDA_SETTINGS
from bartizan.collect.aws.lambda_version import LAMBDA_VERSION
from bartizan.collect.aws.logs_log_group import LOGS_LOG_GROUP
from bartizan.collect.aws.logs_resource_policy import LOGS_RESOURCE_POLICY
from bartizan.collect.aws.organizations import ORGANIZATIONS_ORGANIZATION
from bartizan.collect.aws.rds_cluster import RDS_CLUSTER, RDS_CLUSTER_SNAPSHOT
from bartizan.collect.aws.rds_instance import RDS_INSTANCE, RDS_SNAPSHOT
from bartizan.collect.aws.s3_bucket import S3_BUCKET
from bartizan.collect.aws.secretsmanager_secret import SECRETSMANAGER_SECRET
from bartizan.collect.aws.signer_profile import SIGNER_PROFILE
from bartizan.collect.aws.sns_subscription import SNS_SUBSCRIPTION
from bartizan.collect.aws.sns_topic import SNS_TOPIC
from bartizan.collect.aws.sqs_queue import SQS_QUEUE
from bartizan.collect.aws.ssm_parameter import SSM_PARAMETER

COLLECTORS: tuple[Collector, ...] = (
    ACCOUNT,
    IAM_ROLE,
    IAM_USER,
    IAM_GROUP,
    IAM_POLICY,
    LAMBDA_FUNCTION,
    LAMBDA_VERSION,
    LAMBDA_LAYER,
    LAMBDA_EVENT_SOURCE_MAPPING,
    LAMBDA_SETTINGS,
    LOGS_LOG_GROUP,
    LOGS_RESOURCE_POLICY,
    SIGNER_PROFILE,
    APIGATEWAY_REST_API,
    APIGATEWAYV2_API,
    APIGATEWAY_DOMAIN_NAME,
    APIGATEWAY_USAGE_PLAN,
    ELBV2_LOAD_BALANCER,
    ELBV2_TARGET_GROUP,
    EC2_VPC,
    EC2_SUBNET,
    EC2_SECURITY_GROUP,
    GUARDDUTY_DETECTOR,
    ACCESSANALYZER_ANALYZER,
    CLOUDTRAIL_TRAIL,
    CLOUDTRAIL_EVENT_DATA_STORE,
    ORGANIZATIONS_ORGANIZATION,
    S3_BUCKET,
    DYNAMODB_TABLE,
    SECRETSMANAGER_SECRET,
    SSM_PARAMETER,
    SQS_QUEUE,
    SNS_TOPIC,
    SNS_SUBSCRIPTION,
    EVENTS_BUS,
    KMS_KEY,
    KMS_ALIAS,
    RDS_INSTANCE,
    RDS_SNAPSHOT,
    RDS_CLUSTER,
    RDS_CLUSTER_SNAPSHOT,
    ECR_REPOSITORY,
)

_TO_FIND_THE_WAY = {"sts:GetCallerIdentity", "ec2:DescribeRegions"}
_TO_ENTER_OTHERS = {"sts:AssumeRole", "organizations:ListAccounts"}


def operations() -> set[str]:
    """Return every operation that a scan may ask."""
    asked = {call.operation for collector in COLLECTORS for call in collector.calls}
    return asked | _TO_FIND_THE_WAY | _TO_ENTER_OTHERS


def permissions() -> list[str]:
    """Return the IAM actions that collection needs, sorted; all of them only read."""
    needed = {call.action for collector in COLLECTORS for call in collector.calls}
    return sorted(_TO_FIND_THE_WAY | needed.difference(optional_permissions()))


def optional_permissions() -> list[str]:
    """Return the IAM actions that only ``scan --last-accessed`` needs besides, sorted; they change nothing either."""
    return sorted({call.action for collector in COLLECTORS for call in collector.optional_calls})
