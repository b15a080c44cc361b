"""Puts REST and HTTP APIs straight into moto's API Gateways, and the grants that let them call their functions."""

import json
from typing import Any

from moto.apigateway.models import apigateway_backends
from moto.apigatewayv2.models import apigatewayv2_backends

from bartizan_demo.company.aws.fill.functions import permit_call
from bartizan_demo.company.aws.nouns import Api, Function, Permit, PlantedSecret, Route
from bartizan_demo.company.aws.secrets import planted
from bartizan_demo.emulators.shared.dates import CREATED

_LOG_FORMAT = '{"id":"$context.requestId","status":"$context.status"}'
_LIMITS = {"throttlingRateLimit": 50.0, "throttlingBurstLimit": 100}


def fill_api(api: Api) -> None:
    """Create an API with its routes, its stage and the grants on the functions behind it."""
    _fill_rest(api) if api.kind == "REST" else _fill_http(api)
    for route in api.routes:
        verb, path = "*" if route.method == "ANY" else route.method, route.path.replace("{proxy+}", "*")
        source = f"arn:aws:execute-api:{api.region}:{api.account}:{api.id}/*/{verb}{path}"
        permit_call(route.function, Permit("apigateway.amazonaws.com", source))


def _fill_rest(api: Api) -> None:
    backend: Any = apigateway_backends[api.account][api.region]
    rest = backend.create_rest_api(
        api.name,
        f"{api.name} of {api.owner}",
        endpoint_configuration={"types": [api.endpoint], "ipAddressType": "ipv4"},
        tags={"owner": api.owner},
        policy=json.dumps(api.policy) if api.policy else None,
        disable_execute_api_endpoint=api.is_default_endpoint_off,
    )
    del backend.apis[rest.id]
    backend.apis[api.id] = rest
    rest.id, rest.create_date = api.id, int(CREATED.timestamp())
    authorizer = _authorizer(rest, api, api.authorizer) if api.authorizer else None
    for route in api.routes:
        _fill_method(rest, api, route, authorizer)
    if api.stage:
        _fill_stage(rest, api)


def _fill_method(rest: Any, api: Api, route: Route, authorizer: str | None) -> None:
    parent = rest.default
    for part in route.path.strip("/").split("/"):
        known = [r for r in rest.resources.values() if r.parent_id == parent.id and r.path_part == part]
        parent = known[0] if known else rest.add_child(part, parent.id)
        parent.api_id = api.id
    asked = authorizer if route.authorization == "CUSTOM" else None
    parent.add_method(route.method, route.authorization, route.needs_api_key, authorizer_id=asked)
    parent.add_integration(route.method, "AWS_PROXY", _invocation(api, route.function), integration_method="POST")


def _authorizer(rest: Any, api: Api, function: Function) -> str:
    uri = _invocation(api, function)
    permit_call(
        function,
        Permit(
            "apigateway.amazonaws.com",
            f"arn:aws:execute-api:{api.region}:{api.account}:{api.id}/authorizers/{api.id[:6]}",
        ),
    )
    made = rest.create_authorizer(
        api.id[:6], "staff", "TOKEN", None, None, uri, None, "method.request.header.Authorization", None, 300
    )
    identifier: str = made.id
    return identifier


def _invocation(api: Api, function: Function) -> str:
    return f"arn:aws:apigateway:{api.region}:lambda:path/2015-03-31/functions/{function.arn}/invocations"


def _fill_stage(rest: Any, api: Api) -> None:
    rest.create_deployment(api.stage, "")
    stage = rest.stages[api.stage]
    stage.access_log_settings = _access_log(api)
    stage.variables = {
        name: planted(value, f"{api.name} {name}") if isinstance(value, PlantedSecret) else value
        for name, value in api.variables.items()
    }
    if api.is_logged:
        stage.tracing_enabled = True
        stage.method_settings = {"*/*": {"loggingLevel": "ERROR", **_LIMITS}}
    if api.has_waf:
        acl = f"arn:aws:wafv2:{api.region}:{api.account}:regional/webacl/{api.name}/{api.id}"
        stage.web_acl_arn = acl
    if api.bare_stage:
        rest.create_deployment(api.bare_stage, "")


def _access_log(api: Api) -> dict[str, str] | None:
    if not api.is_logged:
        return None
    group = f"arn:aws:logs:{api.region}:{api.account}:log-group:/apis/{api.name}"
    return {"destinationArn": group, "format": _LOG_FORMAT}


def _fill_http(api: Api) -> None:
    backend: Any = apigatewayv2_backends[api.account][api.region]
    http = backend.create_api(
        None, None, f"{api.name} of {api.owner}", None, api.is_default_endpoint_off, api.name, "HTTP", None, {}, None
    )
    del backend.apis[http.api_id]
    backend.apis[api.id] = http
    http.api_id, http.created_date = api.id, CREATED
    http.api_endpoint = f"https://{api.id}.execute-api.{api.region}.amazonaws.com"
    http.arn = f"arn:aws:apigateway:{api.region}::/apis/{api.id}"
    backend.tag_resource(http.arn, {"owner": api.owner})
    authorizer = _jwt_authorizer(http) if any(route.authorization == "JWT" for route in api.routes) else None
    for route in api.routes:
        _fill_route(http, route, authorizer if route.authorization == "JWT" else None)
    if api.stage:
        asked = {"stageName": "$default", "autoDeploy": True, "accessLogSettings": _access_log(api)}
        stage = http.create_stage(asked | ({"defaultRouteSettings": _LIMITS} if api.is_logged else {}))
        stage.created = stage.updated = CREATED


def _jwt_authorizer(http: Any) -> str:
    made = http.create_authorizer(
        auth_creds_arn=None,
        auth_payload_format_version=None,
        auth_result_ttl=None,
        authorizer_type="JWT",
        authorizer_uri=None,
        enable_simple_response=None,
        identity_source=["$request.header.Authorization"],
        identity_validation_expr=None,
        jwt_config={"audience": ["orders"], "issuer": "https://login.company.example"},
        name="customers",
    )
    identifier: str = made.id
    return identifier


def _fill_route(http: Any, route: Route, authorizer: str | None) -> None:
    integration = http.create_integration(
        "INTERNET", None, "POST", "AWS_PROXY", route.function.arn, payload_format_version="2.0"
    )
    http.create_route(
        api_key_required=False,
        authorization_scopes=[],
        route_key=f"{route.method} {route.path}",
        target=f"integrations/{integration.id}",
        authorization_type=route.authorization,
        authorizer_id=authorizer,
    )
