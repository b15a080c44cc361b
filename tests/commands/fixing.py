"""What the fixes are tried with: the choices that a person would make, and where an emulator ends."""

CHOICES: dict[str, dict[str, str]] = {
    "*": {
        "WEB_ACL": "$(aws wafv2 list-web-acls --scope REGIONAL --query 'WebACLs[0].ARN' --output text)",
        "RESOURCES": '["arn:aws:s3:::orders/*"]',
        "ACTIONS": '["s3:GetObject"]',
    },
    "aws.lambda.signing_profile_not_active": {
        "PROFILE": "$(aws signer list-signing-profiles "
        "--query 'profiles[?status==`Active`].profileVersionArn | [0]' --output text)"
    },
    "aws.lambda.single_zone": {"SUBNET": "subnet-0a41c2b"},
    "aws.lambda.insights_off": {
        "INSIGHTS": "$(aws lambda publish-layer-version --layer-name LambdaInsightsExtension "
        "--zip-file fileb://layer.zip --query LayerVersionArn --output text)"
    },
    "aws.lambda.vulnerable_foreign_layer": {
        "NEWER": "$(aws lambda publish-layer-version --layer-name fix-newer "
        "--zip-file fileb://layer.zip --query LayerVersionArn --output text)"
    },
}
"""By rule, else for all under ``*``; what stands in neither is the sample that the choice itself names."""
UNFIXED: dict[str, str] = {
    "aws.account.functions_not_watched": "the emulator answers GuardDuty from the estate and makes no detector",
    "aws.account.public_buckets_allowed": "S3 Control puts the account into the host name, which loopback has none of",
    "aws.apigateway.domain_name_with_weak_tls": "the emulator answers domain names from the estate and changes none",
    "aws.apigateway.required_tag_missing": "moto answers no TagResource of API Gateway",
    "aws.apigateway.stage_without_client_certificate": "moto makes no client certificates",
    "aws.apigateway.stage_without_firewall": "moto writes no web ACL into the stages of an API",
    "aws.lambda.open_load_balancer": "the emulator answers web ACLs of load balancers from the estate",
    "aws.lambda.foreign_async_destination": "moto keeps the settings of an alias under no qualifier",
    "aws.lambda.any_egress": "the emulator answers security groups from the estate, moto makes others",
}
"""Rules whose fix the emulator cannot carry out, with the reason."""
_EMULATOR = "moto or the estate makes no such resource"
UNSEEN: dict[str, str] = {
    "aws.apigateway.internal_api_on_internet": "no tag of the estate says that an API is internal",
    "aws.apigateway.open_private_api": _EMULATOR,
    "aws.apigateway.private_integration_without_tls": _EMULATOR,
    "aws.apigateway.tls_policy_not_allowed": "no policy is asked for unless a setting names the allowed ones",
    "aws.apigateway.unencrypted_cache": _EMULATOR,
    "aws.iam.function_role_missing": _EMULATOR,
    "aws.iam.function_role_unused_services": "services are asked about by option only",
    "aws.lambda.invocations_not_recorded": "the estate's trail records every function",
    "aws.lambda.missing_layer_version": "no owner of a layer of the estate deleted a version",
    "aws.lambda.outside_vpc": "the setting require_vpc is off",
    "aws.lambda.unknown_image_registry": _EMULATOR,
    "aws.lambda.unusable_key": _EMULATOR,
    "aws.lambda.url_past_cloudfront": _EMULATOR,
    "aws.layer.secret_in_layer": _EMULATOR,
    "aws.layer.severe_vulnerability": _EMULATOR,
    "aws.sns.public_topic": "no topic of the estate is open",
    "aws.trigger.kafka_without_authentication": _EMULATOR,
}
"""Rules without a failing resource in the estate, with the reason."""
