"""Lambda's layers in AWS's shapes: a layer of another account is closed unless its version is shared."""

import json
from collections.abc import Callable
from typing import Any

from moto.awslambda.models import lambda_backends

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.functions.lambda_ import NO_RESOURCE, paged, statement

CallerOf = Callable[[str], str]
"""Gives the ARN behind an access key, for the text of a refusal."""


def list_layers(call: Call) -> EmulatedAnswer:
    """Answer ListLayers: the account's own layers, each with its latest version."""
    layers = [layer for layer in _layers(call.account, call.region).values() if layer.layer_versions]
    items, marker = paged(layers, call.params)
    return json_answer({"Layers": [_layer(layer) for layer in items], "NextMarker": marker})


def list_layer_versions(call: Call, caller_of: CallerOf) -> EmulatedAnswer:
    """Answer ListLayerVersions, newest first; a layer of another account is refused, as its policy never allows it."""
    account, region, name = _named(call, call.params["LayerName"])
    if account != call.account:
        raise _refused(
            caller_of(call.access_key), "lambda:ListLayerVersions", f"arn:aws:lambda:{region}:{account}:layer:{name}"
        )
    layer = _layers(account, region).get(name)
    versions = sorted(layer.layer_versions.values(), key=lambda v: -v.version) if layer else []
    items, marker = paged(versions, call.params)
    return json_answer({"LayerVersions": [_version(v) for v in items], "NextMarker": marker})


def get_layer_version_by_arn(call: Call, locate: Callable[[Any], str], caller_of: CallerOf) -> EmulatedAnswer:
    """Answer GetLayerVersionByArn; ``locate`` gives the URL the package is downloaded from."""
    head, _, number = call.params["Arn"].rpartition(":")
    return _whole_version(call, head, number, locate, caller_of)


def get_layer_version(call: Call, locate: Callable[[Any], str], caller_of: CallerOf) -> EmulatedAnswer:
    """Answer GetLayerVersion, whose layer is given by name or ARN; see :func:`get_layer_version_by_arn`."""
    account, region, name = _named(call, call.params["LayerName"])
    head = f"arn:aws:lambda:{region}:{account}:layer:{name}"
    return _whole_version(call, head, call.params["VersionNumber"], locate, caller_of)


def _whole_version(
    call: Call, head: str, number: str, locate: Callable[[Any], str], caller_of: CallerOf
) -> EmulatedAnswer:
    account, region, name = _named(call, head)
    layer = _layers(account, region).get(name)
    version = layer.layer_versions.get(number) if layer else None
    if account != call.account and (version is None or not version.policy.statements):
        raise _refused(caller_of(call.access_key), "lambda:GetLayerVersion", f"{head}:{number}")
    if version is None:
        raise AwsError("ResourceNotFoundException", NO_RESOURCE, 404)
    content = {"Location": locate(version), "CodeSha256": version.code_sha_256, "CodeSize": version.code_size}
    return json_answer(_version(version) | {"Content": content, "LayerArn": head})


def get_layer_version_policy(call: Call) -> EmulatedAnswer:
    """Answer GetLayerVersionPolicy; 404 where the version is shared with nobody."""
    account, region, name = _named(call, call.params["LayerName"])
    layer = _layers(account, region).get(name)
    version = layer.layer_versions.get(call.params["VersionNumber"]) if layer else None
    if version is None or not version.policy.statements:
        raise AwsError("ResourceNotFoundException", NO_RESOURCE, 404)
    statements = [_shared(s) for s in version.policy.statements]
    policy = {"Version": "2012-10-17", "Id": "default", "Statement": statements}
    return json_answer({"Policy": json.dumps(policy, separators=(",", ":")), "RevisionId": version.policy.revision})


def _shared(kept: dict[str, Any]) -> dict[str, Any]:
    """Return a statement of a layer's policy; an organization that it is for stands in a condition."""
    body = statement(kept)
    organization = body.pop("OrganizationId", "")
    return body | ({"Condition": {"StringEquals": {"aws:PrincipalOrgID": organization}}} if organization else {})


def _named(call: Call, name: str) -> tuple[str, str, str]:
    """Return account, region and name of a layer that is given by name or ARN."""
    parts = name.split(":")
    return (parts[4], parts[3], parts[6]) if len(parts) > 6 else (call.account, call.region, name)


def _layers(account: str, region: str) -> dict[str, Any]:
    layers: dict[str, Any] = lambda_backends[account][region]._layers._layers
    return layers


def _layer(layer: Any) -> dict[str, Any]:
    latest = max(layer.layer_versions.values(), key=lambda v: v.version)
    return {"LayerName": layer.name, "LayerArn": layer.layer_arn, "LatestMatchingVersion": _version(latest)}


def _version(version: Any) -> dict[str, Any]:
    body = {
        "LayerVersionArn": version.arn,
        "Version": version.version,
        "Description": version.description,
        "CreatedDate": version.created_date,
        "CompatibleRuntimes": version.compatible_runtimes,
        "CompatibleArchitectures": version.compatible_architectures,
        "LicenseInfo": version.license_info,
    }
    return {k: v for k, v in body.items() if v not in ("", [])}


def _refused(caller: str, action: str, arn: str) -> AwsError:
    message = f"User: {caller} is not authorized to perform: {action} on resource: {arn} because no resource-based "
    return AwsError("AccessDeniedException", f"{message}policy allows the {action} action", 403)
