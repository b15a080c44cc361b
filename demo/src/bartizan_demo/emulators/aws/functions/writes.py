"""Writing operations that moto lacks and fixes ask for: each changes the state that the reading operations answer."""

from typing import Any

import orjson
from moto.apigateway.models import apigateway_backends
from moto.apigatewayv2.models import apigatewayv2_backends
from moto.logs.models import logs_backends

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.functions.lambda_ import NO_RESOURCE, function, url
from bartizan_demo.emulators.aws.functions.signing import configs
from bartizan_demo.emulators.aws.functions.versions import alias_urls

_METHOD = {
    "/authorizationType": "authorization_type",
    "/authorizerId": "authorizer_id",
    "/requestValidatorId": "request_validator_id",
}
_STAGE = {
    "AccessLogSettings": "access_log_settings",
    "DefaultRouteSettings": "default_route_settings",
    "StageVariables": "stage_variables",
}


def update_method(call: Call) -> EmulatedAnswer:
    """Answer UpdateMethod of a REST API: replaces what a method asks of its callers."""
    api = apigateway_backends[call.account][call.region].apis[call.params["restapi_id"]]
    method = api.resources[call.params["resource_id"]].resource_methods.get(call.params["http_method"])
    if method is None:
        raise AwsError("NotFoundException", "Invalid Method identifier specified", 404)
    for operation in orjson.loads(call.body)["patchOperations"]:
        setattr(method, _METHOD[operation["path"]], operation["value"])
    return json_answer(method.to_json())


def update_http_stage(call: Call) -> EmulatedAnswer:
    """Answer UpdateStage of an HTTP or WebSocket API."""
    stage = apigatewayv2_backends[call.account][call.region].apis[call.params["apiId"]].stages[call.params["stageName"]]
    sent = orjson.loads(call.body)
    for name, attribute in _STAGE.items():
        if (value := sent.get(name[0].lower() + name[1:])) is not None:
            setattr(stage, attribute, value)
    return json_answer(stage.to_json())


def update_code_signing_config(call: Call) -> EmulatedAnswer:
    """Answer UpdateCodeSigningConfig."""
    config = configs(call.account, call.region)[call.params["CodeSigningConfigArn"]]
    config |= orjson.loads(call.body)
    return json_answer({"CodeSigningConfig": config})


def update_function_url_config(call: Call) -> EmulatedAnswer | None:
    """Answer UpdateFunctionUrlConfig of an alias; that of a function is moto's."""
    qualifier = call.params.get("Qualifier", "")
    if not qualifier:
        return None
    config: Any = alias_urls(function(call)).get(qualifier)
    if config is None:
        raise AwsError("ResourceNotFoundException", NO_RESOURCE, 404)
    config.update(orjson.loads(call.body))
    return json_answer(url(config, qualifier))


def associate_kms_key(call: Call) -> EmulatedAnswer:
    """Answer AssociateKmsKey of CloudWatch Logs."""
    sent = orjson.loads(call.body)
    logs_backends[call.account][call.region].groups[sent["logGroupName"]].kms_key_id = sent["kmsKeyId"]
    return json_answer({})


WRITES = {
    "apigateway:UpdateMethod": update_method,
    "apigatewayv2:UpdateStage": update_http_stage,
    "lambda:UpdateCodeSigningConfig": update_code_signing_config,
    "lambda:UpdateFunctionUrlConfig": update_function_url_config,
    "logs:AssociateKmsKey": associate_kms_key,
}
"""What answers each, by name."""
