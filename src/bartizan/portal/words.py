"""The words of the portal: what types, states and reasons are called, and counts with their nouns."""

import datetime

TYPES = {
    "aws_lambda_function": "Lambda function",
    "azure_function_app": "Function app",
    "azure_web_app": "Web app",
    "aws_iam_role": "IAM role",
    "aws_iam_user": "IAM user",
    "aws_iam_group": "IAM group",
    "aws_iam_policy": "IAM policy",
    "aws_s3_bucket": "S3 bucket",
    "aws_dynamodb_table": "DynamoDB table",
    "aws_secretsmanager_secret": "Secret",
    "aws_ssm_parameter": "Parameter",
    "aws_sqs_queue": "SQS queue",
    "aws_sns_topic": "SNS topic",
    "aws_events_bus": "Event bus",
    "aws_events_rule": "Event rule",
    "aws_apigateway_route": "API route",
    "aws_elbv2_load_balancer": "Load balancer",
    "aws_elbv2_listener": "Load balancer listener",
    "aws_elbv2_target_group": "Target group",
    "aws_kms_key": "KMS key",
    "aws_apigateway_rest_api": "REST API",
    "aws_apigatewayv2_api": "HTTP API",
    "aws_apigateway_stage": "API stage",
    "aws_apigatewayv2_stage": "API stage",
    "aws_appsync_graphql_api": "GraphQL API",
    "aws_rds_instance": "RDS instance",
    "aws_rds_cluster": "RDS cluster",
    "aws_ec2_instance": "EC2 instance",
    "aws_ec2_vpc": "VPC",
    "aws_logs_log_group": "Log group",
    "aws_lambda_layer_version": "Layer version",
    "azure_function": "Function",
    "azure_key_vault": "Key vault",
    "azure_storage_account": "Storage account",
    "azure_sql_server": "SQL server",
    "azure_cosmos_account": "Cosmos DB account",
    "azure_subscription": "Subscription",
    "azure_user_assigned_identity": "Managed identity",
    "azure_service_principal": "Service principal",
    "azure_role_assignment": "Role assignment",
    "foreign": "Outside account",
    "admin": "Administrator",
}
_ACRONYMS = {
    *("acm", "api", "ec2", "ecr", "efs", "elb", "iam", "iot", "kms", "rds", "s3", "ses", "sns", "sql", "sqs", "ssm"),
    *("sso", "vpc", "waf"),
}
_SPELLED = _ACRONYMS | {"oidc", "scm", "id", "url", "ci", "tls"}
_NAMES = {
    "accessanalyzer": "Access Analyzer",
    "apigateway": "API Gateway",
    "apigatewayv2": "API Gateway",
    "apis": "APIs",
    "appsync": "AppSync",
    "cloudfront": "CloudFront",
    "cloudtrail": "CloudTrail",
    "cognito": "Cognito",
    "cosmos": "Cosmos DB",
    "elbv2": "Elastic Load Balancing",
    "events": "EventBridge",
    "guardduty": "GuardDuty",
    "lambda": "Lambda",
    "secretsmanager": "Secrets Manager",
}
"""Words that services write in their own way."""
EXPOSURES = {"internet": "Internet", "restricted": "Restricted", "private": "Private", "": "–"}
LOGINS = {
    "none": "nobody asks",
    "mixed": "some ask",
    "key": "shared key",
    "authorizer": "authorizer",
    "iam": "AWS IAM",
    "identity": "sign-in",
    "": "–",
}
REASONS = {
    "not_opted_in": "not opted in",
    "container_image": "container image",
    "kind_not_supported": "kind not supported",
    "not_running": "not running",
    "no_internet_access": "no internet access",
    "denied": "denied",
    "component_off": "component off",
    "too_large": "too large",
    "encrypted": "encrypted",
    "image_unreadable": "image unreadable",
}
STATUSES = {
    "fail": "Failing",
    "unknown": "Unknown",
    "exempt": "Exempt",
    "pass": "Healthy",
    "not_applicable": "Not applicable",
}
CERTAINTIES = {
    "proven": "proven",
    "needs_vulnerability": "needs a vulnerability",
    "assumes_flaw": "assumes a code flaw",
    "conditional": "conditional",
    "unknown": "unknown",
}
SENSITIVITIES = {"sensitive": "sensitive", "public": "public", "none": "not sensitive", "unknown": "not classified"}
"""How sensitive what an attack path reaches is; not classified is what nothing says anything of."""


def type_word(type_: str) -> str:
    """Return what a type of resource is called."""
    if type_ in TYPES:
        return TYPES[type_]
    words = type_.removeprefix("aws_").removeprefix("azure_").split("_")
    plain = " ".join(_NAMES.get(word) or (word.upper() if word in _ACRONYMS else word) for word in words)
    return capital(plain)


def spaced(word: str) -> str:
    """Return a word of the contract as prose, such as ``needs vulnerability``."""
    return word.replace("_", " ")


def sentence(word: str) -> str:
    """Return a word of the contract as the beginning of a sentence."""
    words = (
        "APIs" if each == "apis" else each.upper() if each in _SPELLED else each for each in spaced(word).split(" ")
    )
    return capital(" ".join(words))


def capital(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def last_day(end: datetime.datetime) -> datetime.date:
    """Return the last day before an end that is midnight."""
    return (end - datetime.timedelta(microseconds=1)).date()


def last_day_in_words(end: datetime.datetime | None) -> str:
    """Return the last day before an end that is midnight, or that there is none."""
    return f"{last_day(end):%d %b %Y}" if end else "no end"


def counted(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun, such as ``1 path`` or ``1,200 paths``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def middle(text: str, most: int) -> str:
    """Return a text cut in its middle where it is longer than ``most`` characters."""
    if len(text) <= most:
        return text
    head = (most - 1) * 2 // 3
    return f"{text[:head]}…{text[-(most - 1 - head) :]}"


def cloud(provider: str) -> str:
    """Return what a provider is called."""
    return {"aws": "AWS", "azure": "Azure"}.get(provider, provider)
