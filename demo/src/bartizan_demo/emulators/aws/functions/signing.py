"""Lambda's code signing and runtime management configs, which moto lacks."""

from typing import Any
from uuid import uuid4

import orjson
from moto.awslambda.models import lambda_backends

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.functions.lambda_ import function, functions, paged
from bartizan_demo.emulators.aws.functions.state import extras, kept


def configs(account: str, region: str) -> dict[str, dict[str, Any]]:
    """Return the code signing configs of one account and region by ARN; what is put in is kept."""
    return kept(lambda_backends[account][region], "signing", dict)


def add_config(account: str, region: str, spec: dict[str, Any]) -> dict[str, Any]:
    """Create a code signing config from a request's body and return it as AWS describes it."""
    short = f"csc-{uuid4().hex[:17]}"
    arn = f"arn:aws:lambda:{region}:{account}:code-signing-config:{short}"
    config = {
        "CodeSigningConfigId": short,
        "CodeSigningConfigArn": arn,
        "Description": spec.get("Description", ""),
        "AllowedPublishers": spec["AllowedPublishers"],
        "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Warn"} | spec.get("CodeSigningPolicies", {}),
        "LastModified": "2026-03-02T09:14:07.311Z",
    }
    configs(account, region)[arn] = config
    return config


def create_code_signing_config(call: Call) -> EmulatedAnswer:
    """Answer CreateCodeSigningConfig."""
    return json_answer({"CodeSigningConfig": add_config(call.account, call.region, orjson.loads(call.body))}, 201)


def list_code_signing_configs(call: Call) -> EmulatedAnswer:
    """Answer ListCodeSigningConfigs."""
    items, marker = paged(list(configs(call.account, call.region).values()), call.params)
    return json_answer({"CodeSigningConfigs": items, "NextMarker": marker})


def get_code_signing_config(call: Call) -> EmulatedAnswer:
    """Answer GetCodeSigningConfig; 404 where there is none of that ARN."""
    return json_answer({"CodeSigningConfig": _config(call)})


def list_functions_by_code_signing_config(call: Call) -> EmulatedAnswer:
    """Answer ListFunctionsByCodeSigningConfig: the ARNs of the functions that are bound to a config."""
    arn = _config(call)["CodeSigningConfigArn"]
    bound = [fn.function_arn for fn in functions(call.account, call.region) if fn.code_signing_config_arn == arn]
    items, marker = paged(bound, call.params)
    return json_answer({"FunctionArns": items, "NextMarker": marker})


def put_function_code_signing_config(call: Call) -> EmulatedAnswer:
    """Answer PutFunctionCodeSigningConfig: bind a function to a config."""
    fn = function(call)
    fn.code_signing_config_arn = orjson.loads(call.body)["CodeSigningConfigArn"]
    return json_answer({"CodeSigningConfigArn": fn.code_signing_config_arn, "FunctionName": fn.function_name})


def _config(call: Call) -> dict[str, Any]:
    arn = call.params["CodeSigningConfigArn"]
    found = configs(call.account, call.region).get(arn)
    if found is None:
        message = f"The code signing configuration cannot be found: {arn}"
        raise AwsError("CodeSigningConfigNotFoundException", message, 404)
    return found


def get_runtime_management_config(call: Call) -> EmulatedAnswer:
    """Answer GetRuntimeManagementConfig; AWS refuses the question for a container image."""
    return json_answer(_runtime_management(_zip_function(call)))


def put_runtime_management_config(call: Call) -> EmulatedAnswer:
    """Answer PutRuntimeManagementConfig: Auto, FunctionUpdate, or Manual with the version to stay on."""
    fn, spec = _zip_function(call), orjson.loads(call.body)
    more = extras(fn)
    more.update_runtime_on = spec["UpdateRuntimeOn"]
    more.runtime_version_arn = spec.get("RuntimeVersionArn") or ""
    return json_answer(_runtime_management(fn))


def _zip_function(call: Call) -> Any:
    fn = function(call)
    if fn.package_type == "Image":
        message = "Runtime management is not supported for functions of package type Image"
        raise AwsError("InvalidParameterValueException", message)
    return fn


def _runtime_management(fn: Any) -> dict[str, Any]:
    more = extras(fn)
    return {
        "UpdateRuntimeOn": more.update_runtime_on,
        "RuntimeVersionArn": more.runtime_version_arn or None,
        "FunctionArn": fn.function_arn,
    }
