"""What an answer must hold to be one: without it a 2xx is a proxy's page, or half of what AWS said.

Members that the service's model calls required, and those that botocore's paginators read items from, are known
without this table; paths (``A.B``) of all others stand here, and the operations whose answer may be empty.
"""

from collections.abc import Iterable, Mapping
from typing import Any

_STATEMENT = ("Policy.Statement",)
_BLOCK = tuple(
    f"PublicAccessBlockConfiguration.{name}"
    for name in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
)

MEMBERS: Mapping[str, tuple[str, ...]] = {
    "apigateway:GetStages": ("item",),
    "apigatewayv2:GetApiMappings": ("Items",),
    "apprunner:DescribeService": ("Service.ServiceArn",),
    "cloudfront:ListDistributions": ("DistributionList.Quantity",),
    "cloudtrail:GetEventDataStore": ("EventDataStoreArn", "Status"),
    "cloudtrail:GetEventSelectors": ("TrailARN",),
    "cloudtrail:GetTrail": ("Trail.TrailARN",),
    "cloudtrail:GetTrailStatus": ("IsLogging",),
    "cloudtrail:ListEventDataStores": ("EventDataStores",),
    "codebuild:BatchGetProjects": ("projects",),
    "cognito-identity:DescribeIdentityPool": ("IdentityPoolId", "AllowUnauthenticatedIdentities"),
    "cognito-identity:GetIdentityPoolRoles": ("IdentityPoolId",),
    "cognito-idp:DescribeUserPool": ("UserPool.Id",),
    "dynamodb:DescribeTable": ("Table.TableArn", "Table.TableStatus"),
    "dynamodb:GetResourcePolicy": _STATEMENT,
    "ec2:DescribeRegions": ("Regions",),
    "ecr:GetRepositoryPolicy": ("policyText.Statement",),
    "ecr:ListTagsForResource": ("tags",),
    "ecs:DescribeClusters": ("clusters",),
    "elbv2:DescribeTags": ("TagDescriptions",),
    "elbv2:DescribeTargetHealth": ("TargetHealthDescriptions",),
    "events:ListEventBuses": ("EventBuses",),
    "iam:GenerateServiceLastAccessedDetails": ("JobId",),
    "iam:GenerateCredentialReport": ("State",),
    "iam:GetAccountAuthorizationDetails": ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"),
    "iam:GetCredentialReport": ("Content",),
    "iot:GetTopicRule": ("ruleArn", "rule.actions"),
    "kms:DescribeKey": ("KeyMetadata.Arn", "KeyMetadata.KeyState"),
    "kms:GetKeyPolicy": _STATEMENT,
    "kms:GetKeyRotationStatus": ("KeyRotationEnabled",),
    "lambda:GetAccountSettings": ("AccountLimit", "AccountUsage"),
    "lambda:GetFunction": ("Configuration.FunctionArn", "Configuration.Role", "Code"),
    "lambda:GetLayerVersion": ("Content", "LayerVersionArn"),
    "lambda:GetLayerVersionPolicy": _STATEMENT,
    "lambda:GetPolicy": _STATEMENT,
    "lambda:GetRuntimeManagementConfig": ("UpdateRuntimeOn",),
    "organizations:DescribeOrganization": ("Organization.Arn", "Organization.MasterAccountId"),
    "organizations:DescribePolicy": ("Policy.Content",),
    "rds:DescribeDBClusterSnapshotAttributes": ("DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes",),
    "rds:DescribeDBSnapshotAttributes": ("DBSnapshotAttributesResult.DBSnapshotAttributes",),
    "s3:GetBucketAcl": ("Owner", "Grants"),
    "s3:GetBucketEncryption": ("ServerSideEncryptionConfiguration.Rules",),
    "s3:GetBucketOwnershipControls": ("OwnershipControls.Rules",),
    "s3:GetBucketPolicy": _STATEMENT,
    "s3:GetBucketPolicyStatus": ("PolicyStatus.IsPublic",),
    "s3:GetPublicAccessBlock": _BLOCK,
    "s3control:GetPublicAccessBlock": _BLOCK,
    "sagemaker:DescribeNotebookInstance": ("NotebookInstanceArn", "RoleArn"),
    "secretsmanager:GetResourcePolicy": ("ARN",),
    "sns:GetTopicAttributes": ("Attributes.TopicArn",),
    "sns:ListTagsForResource": ("Tags",),
    "sqs:GetQueueAttributes": ("Attributes.QueueArn",),
    "sts:AssumeRole": ("Credentials.AccessKeyId", "Credentials.SecretAccessKey", "Credentials.Expiration"),
    "sts:GetCallerIdentity": ("Account", "Arn"),
    "wafv2:ListResourcesForWebACL": ("ResourceArns",),
    "wafv2:ListWebACLs": ("WebACLs",),
}

MAY_BE_EMPTY: Mapping[str, str] = {
    "apigateway:GetBasePathMappings": "{} where a name has none: https://github.com/aws/aws-sdk-js/issues/1416",
    "iam:GetServiceLastAccessedDetails": "has less while it is written; who waits for it knows what",
    "s3:GetBucketLocation": "empty for us-east-1",
    "s3:GetBucketNotificationConfiguration": "empty where nothing is notified",
    "s3:GetBucketWebsite": "has a redirect or an index, either of which may be missing",
    "ses:DescribeActiveReceiptRuleSet": "empty where no rule set is active",
    "sqs:ListQueueTags": "{} where a queue has none",
    "sqs:ListQueues": "{} where there is none: https://github.com/boto/boto3/issues/1813",
}
"""Their answers may have no member at all, and none that the model does not know."""

ROOTS: Mapping[str, str] = {
    "s3:GetBucketLocation": "LocationConstraint",
    "s3:GetBucketNotificationConfiguration": "NotificationConfiguration",
    "s3:GetBucketWebsite": "WebsiteConfiguration",
}
"""The root elements of XML answers that may be empty; those of the query protocols are named after their operation."""


def at(body: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path (``A.B``) in an answer; None where it leads nowhere."""
    found: Any = body
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def lacking(members: Iterable[str], body: Mapping[str, Any]) -> str:
    """Return the path of the first member that an answer must have and has not; empty where it has all.

    A text on the way may be a document that is opened later.
    """
    return next((path for path in members if not _leads(body, path.split("."))), "")


def _leads(node: Any, names: list[str]) -> bool:
    for name in names:
        if isinstance(node, str):
            return True
        node = node.get(name) if isinstance(node, Mapping) else None
    return node is not None
