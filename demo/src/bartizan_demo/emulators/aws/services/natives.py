"""The operations we answer ourselves, by name: those moto lacks and those it answers unlike AWS."""

from functools import partial
from typing import Any

from bartizan_demo.emulators.aws.front.front import After, Native
from bartizan_demo.emulators.aws.functions import completed as moto_completed
from bartizan_demo.emulators.aws.functions import events as moto_events
from bartizan_demo.emulators.aws.functions import lambda_ as moto_lambda
from bartizan_demo.emulators.aws.functions import lambda_writes as moto_lambda_writes
from bartizan_demo.emulators.aws.functions import layers as moto_layers
from bartizan_demo.emulators.aws.functions import signing as moto_signing
from bartizan_demo.emulators.aws.functions import versions as moto_versions
from bartizan_demo.emulators.aws.functions.code import PackageServer
from bartizan_demo.emulators.aws.functions.writes import WRITES
from bartizan_demo.emulators.aws.services import apis as moto_apis
from bartizan_demo.emulators.aws.services import iam as moto_iam
from bartizan_demo.emulators.aws.services import last_accessed as moto_last_accessed
from bartizan_demo.emulators.aws.services import ssm as moto_ssm
from bartizan_demo.emulators.aws.services import tagging as moto_tagging
from bartizan_demo.emulators.aws.services.account import Identities, describe_regions
from bartizan_demo.emulators.aws.services.entries import ENTRIES
from bartizan_demo.emulators.aws.services.signer import SIGNER
from bartizan_demo.emulators.aws.services.surroundings import SURROUNDINGS


def natives(packages: PackageServer, identities: Identities) -> dict[str, Native]:
    """Return what answers each of our operations."""
    layer: dict[str, Any] = {"locate": packages.layer_url, "caller_of": identities.caller_of}
    return {
        "code:download": packages.download,
        "lambda:ListFunctions": moto_versions.list_functions,
        "lambda:ListVersionsByFunction": moto_versions.list_versions_by_function,
        "lambda:GetFunction": partial(moto_lambda.get_function, locate=packages.function_url),
        "lambda:GetFunctionConfiguration": moto_lambda.get_function_configuration,
        "lambda:GetPolicy": moto_versions.get_policy,
        "lambda:GetFunctionUrlConfig": moto_versions.get_function_url_config,
        "lambda:ListFunctionUrlConfigs": moto_versions.list_function_url_configs,
        "lambda:ListAliases": moto_versions.list_aliases,
        "lambda:ListEventSourceMappings": moto_events.list_event_source_mappings,
        "lambda:ListFunctionEventInvokeConfigs": moto_events.list_function_event_invoke_configs,
        "lambda:GetAccountSettings": moto_events.get_account_settings,
        "lambda:ListLayers": moto_layers.list_layers,
        "lambda:ListLayerVersions": partial(moto_layers.list_layer_versions, caller_of=identities.caller_of),
        "lambda:GetLayerVersionByArn": partial(
            moto_layers.get_layer_version_by_arn, locate=packages.layer_url, caller_of=identities.caller_of
        ),
        "lambda:GetLayerVersion": partial(moto_layers.get_layer_version, **layer),
        "lambda:GetLayerVersionPolicy": moto_layers.get_layer_version_policy,
        "lambda:CreateCodeSigningConfig": moto_signing.create_code_signing_config,
        "lambda:ListCodeSigningConfigs": moto_signing.list_code_signing_configs,
        "lambda:GetCodeSigningConfig": moto_signing.get_code_signing_config,
        "lambda:ListFunctionsByCodeSigningConfig": moto_signing.list_functions_by_code_signing_config,
        "lambda:PutFunctionCodeSigningConfig": moto_signing.put_function_code_signing_config,
        "lambda:GetRuntimeManagementConfig": moto_signing.get_runtime_management_config,
        "lambda:PutRuntimeManagementConfig": moto_signing.put_runtime_management_config,
        "iam:GetAccountAuthorizationDetails": moto_iam.get_account_authorization_details,
        "iam:GenerateServiceLastAccessedDetails": moto_last_accessed.generate_service_last_accessed_details,
        "iam:GetServiceLastAccessedDetails": moto_last_accessed.get_service_last_accessed_details,
        "sts:GetCallerIdentity": identities.get_caller_identity,
        "sts:AssumeRole": identities.assume_role,
        "ec2:DescribeRegions": describe_regions,
        "apigateway:GetRestApis": moto_apis.get_rest_apis,
        "apigateway:GetResources": moto_apis.get_resources,
        "apigateway:GetStages": moto_apis.get_stages,
        "apigateway:GetAuthorizers": moto_apis.get_authorizers,
        "apigatewayv2:GetApis": moto_apis.get_apis,
        "apigatewayv2:GetRoutes": moto_apis.get_routes,
        "apigatewayv2:GetIntegrations": moto_apis.get_integrations,
        "apigatewayv2:GetStages": moto_apis.get_http_stages,
        "apigatewayv2:GetAuthorizers": moto_apis.get_http_authorizers,
        **SURROUNDINGS,
        **SIGNER,
        **ENTRIES,
        **WRITES,
    }


AFTER: dict[str, After] = {
    "ssm:DescribeParameters": moto_ssm.name_parameters,
    "resourcegroupstaggingapi:GetResources": moto_tagging.complete_resources,
    "s3:GetBucketNotificationConfiguration": moto_completed.name_notification,
    "lambda:CreateFunction": moto_lambda_writes.keep_configuration,
    "lambda:UpdateFunctionConfiguration": moto_lambda_writes.keep_configuration,
}
"""What completes moto's answer."""
