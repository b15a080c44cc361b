"""Lambda's reading operations in AWS's own shapes, answered from moto's state."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from moto.awslambda.models import lambda_backends

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.functions.state import FunctionExtras, extras

T = TypeVar("T")

PAGE = 50
"""Most items Lambda puts on a page, whatever MaxItems asks for."""

NO_RESOURCE = "The resource you requested does not exist."


def functions(account: str, region: str) -> list[Any]:
    """Return moto's functions of one account and region, each as its $LATEST."""
    return list(lambda_backends[account][region].list_functions(None))


def function(call: Call) -> Any:
    """Return moto's function that a call names by name, partial ARN or ARN; AwsError where there is none."""
    name = call.params["FunctionName"]
    name = name.split(":function:")[-1].split(":")[0] if ":" in name else name
    found = lambda_backends[call.account][call.region]._lambdas._functions.get(name)
    if found is None or found["latest"] is None:
        arn = f"arn:aws:lambda:{call.region}:{call.account}:function:{name}"
        raise AwsError("ResourceNotFoundException", f"Function not found: {arn}", 404)
    return found["latest"]


def _version(call: Call) -> Any:
    """Return the published version that a call's qualifier names by its number, else the function's $LATEST."""
    latest = function(call)
    wanted = call.params.get("Qualifier", "")
    if not wanted.isdigit():
        return latest
    published = lambda_backends[call.account][call.region]._lambdas._functions[latest.function_name]["versions"]
    for each in published:
        if str(each.version) == wanted:
            return each
    raise AwsError("ResourceNotFoundException", f"Function not found: {latest.function_arn}:{wanted}", 404)


def configuration(fn: Any) -> dict[str, Any]:
    """Return a function's configuration as GetFunction gives it."""
    return listed(fn) | {
        "State": fn.state,
        "LastUpdateStatus": "Successful",
        **({"RuntimeVersionConfig": {"RuntimeVersionArn": _runtime_version(fn)}} if fn.package_type == "Zip" else {}),
    }


def listed(fn: Any) -> dict[str, Any]:
    """Return a function's configuration as ListFunctions gives it: without state and runtime version."""
    more = extras(fn)
    body = {
        "FunctionName": fn.function_name,
        "FunctionArn": fn.function_arn,
        "Runtime": fn.run_time,
        "Role": fn.role,
        "Handler": fn.handler,
        "CodeSize": fn.code_size,
        "Description": fn.description,
        "Timeout": fn.timeout,
        "MemorySize": fn.memory_size,
        "LastModified": more.last_modified or fn.last_modified,
        "CodeSha256": fn.code_sha_256,
        "Version": str(fn.version),
        "TracingConfig": fn.tracing_config,
        "RevisionId": fn.policy.revision,
        "PackageType": fn.package_type,
        "Architectures": fn.architectures,
        "EphemeralStorage": {"Size": fn.ephemeral_storage},
        "SnapStart": {"ApplyOn": more.snap_start, "OptimizationStatus": "Off"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": fn.logs_group_name} | more.logging,
    }
    optional = {
        "Environment": {"Variables": fn.environment_vars} if fn.environment_vars else None,
        "KMSKeyArn": fn.kms_key_arn,
        "Layers": fn.layers,
        "VpcConfig": _vpc(fn, more),
        "DeadLetterConfig": more.dead_letter,
        "FileSystemConfigs": more.file_systems,
        "SigningProfileVersionArn": fn.signing_profile_version_arn,
        "SigningJobArn": fn.signing_job_arn,
    }
    return {k: v for k, v in (body | optional).items() if v is not None and v not in ([], {})}


def _vpc(fn: Any, more: FunctionExtras) -> dict[str, Any] | None:
    vpc: dict[str, Any] | None = fn.vpc_config
    if not vpc:
        return None
    return {"Ipv6AllowedForDualStack": False} | vpc | ({"VpcId": more.vpc_id} if more.vpc_id else {})


def _runtime_version(fn: Any) -> str:
    pinned = extras(fn).runtime_version_arn
    digest = hashlib.sha256(f"{fn.region}{fn.run_time}".encode()).hexdigest()
    return pinned or f"arn:aws:lambda:{fn.region}::runtime:{digest}"


def paged(items: Sequence[T], params: Any, most: int = PAGE) -> tuple[Sequence[T], str | None]:
    """Return the page that Marker and MaxItems ask for and the marker of the next one, None after the last."""
    start = 0
    if params.get("Marker"):
        try:
            start = int(base64.urlsafe_b64decode(params["Marker"]).removeprefix(b"from:"))
        except ValueError:
            raise AwsError("InvalidParameterValueException", "Invalid marker") from None
    end = start + min(int(params.get("MaxItems", most)), most)
    marker = base64.urlsafe_b64encode(f"from:{end}".encode()).decode() if end < len(items) else None
    return items[start:end], marker


def get_function(call: Call, locate: Callable[[Any], str]) -> EmulatedAnswer:
    """Answer GetFunction; ``locate`` gives the URL a zip package is downloaded from."""
    fn = _version(call)
    code = {"RepositoryType": "S3", "Location": locate(fn)}
    if fn.package_type == "Image":
        image = fn.code.get("ImageUri", "")
        repository = image.partition("@")[0].rpartition(":")[0]
        resolved = f"{repository}@sha256:{fn.code_sha_256}"
        code = {"RepositoryType": "ECR", "ImageUri": image, "ResolvedImageUri": resolved}
    body: dict[str, Any] = {"Configuration": configuration(fn), "Code": code}
    if fn.tags:
        body["Tags"] = fn.tags
    if fn.reserved_concurrency is not None:
        body["Concurrency"] = {"ReservedConcurrentExecutions": fn.reserved_concurrency}
    return json_answer(body)


def get_function_configuration(call: Call) -> EmulatedAnswer:
    """Answer GetFunctionConfiguration."""
    return json_answer(configuration(function(call)))


def statement(kept: dict[str, Any]) -> dict[str, Any]:
    """Return a statement as AWS stores it; moto leaves parts of the AddPermission request in it."""
    body = dict(kept)
    condition = dict(body.pop("Condition", {}))
    auth_type = body.pop("FunctionUrlAuthType", None)
    if auth_type:
        condition["StringEquals"] = condition.get("StringEquals", {}) | {"lambda:FunctionUrlAuthType": auth_type}
    if body.pop("InvokedViaFunctionUrl", None):
        condition["Bool"] = {"lambda:InvokedViaFunctionUrl": "true"}
    body["Principal"] = _principal(body.get("Principal"))
    body["Resource"] = str(body.get("Resource", "")).removesuffix(":$LATEST")
    return body | ({"Condition": condition} if condition else {})


def _principal(kept: Any) -> Any:
    """Return a principal as AWS stores it: an account is named by the ARN of its root."""
    if not isinstance(kept, str) or kept == "*":
        return kept
    if kept.isdigit():
        return {"AWS": f"arn:aws:iam::{kept}:root"}
    return {"Service": kept} if ".amazonaws." in kept else {"AWS": kept}


def url(config: Any, alias: str) -> dict[str, Any]:
    """Return the URL of a function, or of its alias of that name, as AWS describes it."""
    body = config.to_dict()
    body["FunctionUrl"] = body["FunctionUrl"].rstrip("/") + "/"
    body["InvokeMode"] = body["InvokeMode"].upper()
    body["FunctionArn"] += f":{alias}" if alias else ""
    return {k: v for k, v in body.items() if v is not None}
