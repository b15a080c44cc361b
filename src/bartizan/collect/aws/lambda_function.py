"""Lambda functions: the unpublished version of each, its policy, URL, signing and runtime updates."""

from bartizan.collect.aws.collector import Bulk, Call, Collector, Each
from bartizan.collect.aws.lambda_layer import FOREIGN_LAYERS

_NONE = frozenset({"ResourceNotFoundException"})
_BY_NAME = {"FunctionName": "{FunctionName}"}

LAMBDA_FUNCTION = Collector(
    kind="aws_lambda_function",
    list=Call("lambda:ListFunctions", {"MaxItems": 50}),
    items="Functions",
    id="{FunctionArn}",
    settings=("Environment.Variables",),
    aspects={
        # The location is a presigned link to the code: whoever holds it can read the package for ten minutes.
        "detail": Each(
            Call(
                "lambda:GetFunction",
                _BY_NAME,
                settings=("Configuration.Environment.Variables",),
                drop=("Code.Location",),
            )
        ),
        "policy": Each(Call("lambda:GetPolicy", _BY_NAME, absent=_NONE, documents=("Policy",))),
        "url": Each(Call("lambda:GetFunctionUrlConfig", _BY_NAME, absent=_NONE)),
        "code_signing": Bulk(
            groups=Call("lambda:ListCodeSigningConfigs", {"MaxItems": 50}, items="CodeSigningConfigs"),
            members=Call(
                "lambda:ListFunctionsByCodeSigningConfig",
                {"CodeSigningConfigArn": "{CodeSigningConfigArn}", "MaxItems": 50},
                items="FunctionArns",
            ),
        ),
        "runtime_management": Each(
            Call("lambda:GetRuntimeManagementConfig", _BY_NAME), unless=("PackageType", "Image")
        ),
    },
    mentions=(FOREIGN_LAYERS,),
)
