"""Puts functions, layers and code signing configs straight into moto's Lambda."""

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from moto.awslambda.models import lambda_backends

from bartizan_demo.company.aws.fill.events import fill_events
from bartizan_demo.company.aws.nouns import VPCS, Function, Layer, Permit, PlantedSecret, Setting, key_arn, subnets
from bartizan_demo.company.aws.secrets import planted
from bartizan_demo.emulators.aws.functions.signing import add_config, configs
from bartizan_demo.emulators.aws.functions.state import extras
from bartizan_demo.emulators.aws.functions.versions import add_alias_url
from bartizan_demo.emulators.shared.dates import LAMBDA_DATE, LONG_AGO
from bartizan_demo.emulators.shared.packages import CodeContents, zipped

_LOG_LEVELS = {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}
_HANDLERS = {"nodejs": "index.handler", "java": "company.Handler::handleRequest", "dotnet": "App::App.Handler::Run"}


def fill_layer(layer: Layer) -> None:
    """Publish every version of a layer."""
    for number in range(1, layer.versions + 1):
        content = base64.b64encode(zipped(layer.package, "python3.13", f"{layer.name} {number}")).decode()
        spec = {"LayerName": layer.name, "Content": {"ZipFile": content}, "CompatibleRuntimes": ["python3.13"]}
        version = lambda_backends[layer.account][layer.region].publish_layer_version(spec)
        version.created_date = LAMBDA_DATE
        if number in layer.shared:
            grant = {"StatementId": "share", "Action": "lambda:GetLayerVersion", "Principal": layer.shared[number]}
            version.policy.add_statement(json.dumps(grant))


def fill_function(function: Function) -> None:
    """Create a function with all that belongs to it; its role must be there."""
    fn = lambda_backends[function.account][function.region].create_function(_spec(function))
    fn.layers = [{"Arn": arn, "CodeSize": 5120} for arn in function.layers]
    fn.state = function.state
    fn.code_signing_config_arn = _signing_arn(function) if function.signing else None
    more = extras(fn)
    more.last_modified = LAMBDA_DATE if function.is_used else LONG_AGO
    more.vpc_id = VPCS[function.account, function.region] if function.in_vpc else ""
    more.dead_letter = _dead_letter(function)
    more.update_runtime_on = function.updates
    more.logging = _LOG_LEVELS if function.log_format == "JSON" else {}
    if function.updates == "Manual":
        more.runtime_version_arn = (
            f"arn:aws:lambda:{function.region}::runtime:{uuid.uuid5(uuid.NAMESPACE_OID, 'old').hex * 2}"
        )
    for permit in function.permits:
        permit_call(function, permit)
    if function.url is not None:
        cors = {"AllowOrigins": list(function.url.origins), "AllowMethods": ["*"]} if function.url.origins else None
        url = fn.create_url_config({"AuthType": function.url.auth, "Cors": cors})
        url.created = url.last_modified = LAMBDA_DATE
    _fill_versions(function, fn)
    fill_events(function)


def permit_call(function: Function, permit: Permit, qualifier: str = "") -> None:
    """Add one statement to a function's resource policy, or to that of one of its aliases."""
    policy = lambda_backends[function.account][function.region].get_function(function.name).policy
    policy.add_statement(json.dumps(permit.request(len(policy.statements) + 1)), qualifier or None)


def _fill_versions(function: Function, fn: Any) -> None:
    """Publish a function's versions, as they were then, and name its aliases."""
    backend = lambda_backends[function.account][function.region]
    for version in function.versions:
        fn.code_or_config_updated = True
        published: Any = backend.publish_version(function.name)
        published.run_time = version.runtime or fn.run_time
        if version.env is not None:
            published.environment_vars = _texts(function, version.env)
        if version.package is not None:
            _repack(published, zipped(version.package, published.run_time, function.name))
    for alias in function.aliases:
        routing: Any = {"AdditionalVersionWeights": dict(alias.shares)} if alias.shares else None
        backend.create_alias(alias.name, function.name, str(alias.version), "", routing)
        for permit in alias.permits:
            permit_call(function, permit, alias.name)
        if alias.url is not None:
            add_alias_url(fn, alias.name, {"AuthType": alias.url.auth}, LAMBDA_DATE)


def _repack(published: Any, code: bytes) -> None:
    published.code_bytes, published.code_size = code, len(code)
    published.code_sha_256 = base64.b64encode(hashlib.sha256(code).digest()).decode()


def _texts(function: Function, env: Mapping[str, Setting]) -> dict[str, str]:
    return {k: _text(v, f"{function.name} {k}") for k, v in env.items()}


def _spec(function: Function) -> dict[str, Any]:
    """Return the body of the CreateFunction request."""
    spec: dict[str, Any] = {
        "FunctionName": function.name,
        "Role": function.role_arn,
        "MemorySize": function.memory,
        "Timeout": function.timeout,
        "Description": "",
        "Tags": {"owner": function.owner},
        "ReservedConcurrentExecutions": function.concurrency,
        "TracingConfig": {"Mode": "Active" if function.is_traced else "PassThrough"},
        "Environment": {"Variables": _texts(function, function.env)},
        "KMSKeyArn": key_arn(function.account, function.region) if function.env and function.has_kms else None,
        "VpcConfig": _vpc(function) if function.in_vpc else None,
    }
    if function.image:
        return spec | {"PackageType": "Image", "Code": {"ImageUri": function.image}}
    handler = _HANDLERS.get(function.runtime.rstrip("0123456789.x"), "app.handler")
    code = base64.b64encode(zipped(_package(function), function.runtime, function.name)).decode()
    return spec | {"Runtime": function.runtime, "Handler": handler, "Code": {"ZipFile": code}}


def _package(function: Function) -> CodeContents:
    """Return a function's package, with a token in the file that is said to hold one."""
    if not function.leaky_file:
        return function.package
    token = planted(PlantedSecret.REPOSITORY_TOKEN, f"{function.name} {function.leaky_file}")
    return CodeContents(function.package.dependencies, {function.leaky_file: f'REPOSITORY_TOKEN = "{token}"\n'})


def _text(setting: Setting, place: str) -> str:
    return planted(setting, place) if isinstance(setting, PlantedSecret) else setting


def _vpc(function: Function) -> dict[str, list[str]]:
    inside = list(subnets(function.account, function.region)[: function.zones])
    return {"SubnetIds": inside, "SecurityGroupIds": [f"sg-{function.name}"]}


def _dead_letter(function: Function) -> dict[str, str]:
    if not function.has_dead_letter:
        return {}
    return {"TargetArn": f"arn:aws:sqs:{function.region}:{function.account}:dead-letters"}


def _signing_arn(function: Function) -> str:
    """Return the ARN of the account's signing config of this strictness, made on first use."""
    for arn, config in configs(function.account, function.region).items():
        if config["CodeSigningPolicies"]["UntrustedArtifactOnDeployment"] == function.signing:
            return arn
    name = "release" if function.signing == "Enforce" else "labels"
    profile = f"arn:aws:signer:{function.region}:{function.account}:/signing-profiles/{name}/Rj4mVx0K2q"
    spec = {
        "Description": f"{function.signing} on unsigned code",
        "AllowedPublishers": {"SigningProfileVersionArns": [profile]},
        "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": function.signing},
    }
    return str(add_config(function.account, function.region, spec)["CodeSigningConfigArn"])
