"""Lambda functions: the unpublished version of each, its policy, URL, signing, runtime updates and async calls.

The one listing names the published versions as well, and calls the unpublished one ``$LATEST``.
Source: https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Bulk, ByName, CodeAt, Each
from bartizan.collect.aws.resources.compute.iam_last_accessed import EXECUTION_ROLES
from bartizan.collect.aws.resources.compute.lambda_layer import (
    FOREIGN_LAYER_CODE,
    FOREIGN_LAYERS,
    LAYER_VERSIONS_IN_USE,
    OWN_LAYER_CODE,
)

_NONE = frozenset({"ResourceNotFoundException"})
_BY_NAME = {"FunctionName": "{FunctionName}"}

PACKAGE = CodeAt("Code.Location", "Configuration.CodeSha256", "Configuration.CodeSize")
"""Of an answer to GetFunction."""

LAMBDA_FUNCTION = AwsCollector(
    kind="aws_lambda_function",
    list=AwsCall("lambda:ListFunctions", {"FunctionVersion": "ALL", "MaxItems": 50}),
    items="Functions",
    # Beside versions, an item's ARN ends in :$LATEST; the function's own does not, in every other answer.
    id="arn:{partition}:lambda:{region}:{scope}:function:{FunctionName}",
    by_name=ByName(
        AwsCall("lambda:ListVersionsByFunction", _BY_NAME | {"MaxItems": 50}, items="Versions", absent=_NONE),
        id=r"arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:(?P<FunctionName>[A-Za-z0-9_-]+)",
    ),
    only=("Version", "$LATEST"),
    settings=("Environment.Variables",),
    # None of these moves with the policy, the URL or the settings for asynchronous calls: those age.
    marker=("RevisionId", "CodeSha256", "LastModified"),
    # Another one with each change of the policy, too, which concerns nothing else that is made of these answers.
    drop=("RevisionId",),
    aspects={
        # The location is a presigned link to the code: anyone who has it can read the package for ten minutes.
        "detail": Each(
            AwsCall(
                "lambda:GetFunction",
                _BY_NAME,
                # Gone since it was listed.
                absent=_NONE,
                settings=("Configuration.Environment.Variables",),
                drop=("Code.Location", "Configuration.RevisionId"),
            ),
            is_soon=True,
            code=PACKAGE,
        ),
        "policy": Each(
            AwsCall("lambda:GetPolicy", _BY_NAME, absent=_NONE, documents=("Policy",), drop=("RevisionId",)),
            is_soon=True,
            max_age_hours=24,
        ),
        # Only the account itself can call a URL that the policy does not open; those are asked for later.
        "url": Each(
            AwsCall("lambda:GetFunctionUrlConfig", _BY_NAME, absent=_NONE),
            soon_after=("policy", ("lambda:InvokeFunctionUrl", '"Principal":"*"', '"AWS":"*"', '"lambda:*"')),
            max_age_hours=24,
        ),
        "code_signing": Bulk(
            groups=AwsCall("lambda:ListCodeSigningConfigs", {"MaxItems": 50}, items="CodeSigningConfigs"),
            members=AwsCall(
                "lambda:ListFunctionsByCodeSigningConfig",
                {"CodeSigningConfigArn": "{CodeSigningConfigArn}", "MaxItems": 50},
                items="FunctionArns",
            ),
        ),
        "runtime_management": Each(
            AwsCall("lambda:GetRuntimeManagementConfig", _BY_NAME), unless=("PackageType", "Image")
        ),
        # One answer for the function and all its versions and aliases.
        "event_invoke": Each(
            AwsCall(
                "lambda:ListFunctionEventInvokeConfigs", _BY_NAME | {"MaxItems": 50}, items="FunctionEventInvokeConfigs"
            )
        ),
    },
    mentions=(FOREIGN_LAYERS, LAYER_VERSIONS_IN_USE, OWN_LAYER_CODE, FOREIGN_LAYER_CODE, EXECUTION_ROLES),
)
