"""API Gateway's reading operations, REST and HTTP, in AWS's shapes and pages."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from moto.apigateway.models import apigateway_backends
from moto.apigatewayv2.models import apigatewayv2_backends

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call


def get_rest_apis(call: Call) -> EmulatedAnswer:
    """Answer GetRestApis, 25 on a page unless ``limit`` says otherwise."""
    apis = [_rest_api(api) for api in apigateway_backends[call.account][call.region].list_apis()]
    return _rest_page(apis, call)


def _rest_api(api: Any) -> dict[str, Any]:
    body = _known(api.to_dict())
    if body.get("policy"):
        body["policy"] = json.dumps(body["policy"])[1:-1]  # AWS gives the quotes of the policy escaped once more
    return body


def get_resources(call: Call) -> EmulatedAnswer:
    """Answer GetResources; methods have a body only where ``embed=methods`` asks for it."""
    embed = call.params.get("embed") == "methods"
    resources = [_resource(r, embed) for r in _rest(call).resources.values()]
    return _rest_page(resources, call)


def _resource(resource: Any, embed: bool) -> dict[str, Any]:
    body: dict[str, Any] = resource.to_dict()
    methods = body.get("resourceMethods", {})
    if methods:
        body["resourceMethods"] = {verb: _method(method) if embed else {} for verb, method in methods.items()}
    return body


def _method(method: dict[str, Any]) -> dict[str, Any]:
    return _known(method) | {"methodIntegration": _known(method.get("methodIntegration") or {})}


def get_stages(call: Call) -> EmulatedAnswer:
    """Answer GetStages of a REST API."""
    return json_answer({"item": [_known(stage.to_json()) for stage in _rest(call).stages.values()]})


def get_authorizers(call: Call) -> EmulatedAnswer:
    """Answer GetAuthorizers of a REST API."""
    return _rest_page([_known(authorizer.to_json()) for authorizer in _rest(call).get_authorizers()], call)


def _rest(call: Call) -> Any:
    found = apigateway_backends[call.account][call.region].apis.get(call.params["restapi_id"])
    if found is None:
        raise AwsError("NotFoundException", "Invalid API identifier specified", 404)
    return found


def _rest_page(items: Sequence[dict[str, Any]], call: Call) -> EmulatedAnswer:
    page, position = _cut(items, call.params.get("position"), int(call.params.get("limit", 25)), 500)
    return json_answer({"item": page} | ({"position": position} if position else {}))


def get_apis(call: Call) -> EmulatedAnswer:
    """Answer GetApis: HTTP and WebSocket APIs."""
    backend = apigatewayv2_backends[call.account][call.region]
    return _http_page([_known(api.to_json()) for api in backend.apis.values()], call)


def _parts(name: str) -> Callable[[Call], EmulatedAnswer]:
    """Return what answers for one kind of part of an HTTP API."""

    def answer(call: Call) -> EmulatedAnswer:
        api = apigatewayv2_backends[call.account][call.region].apis.get(call.params["apiId"])
        if api is None:
            message = f"Invalid API identifier specified {call.account}:{call.params['apiId']}"
            raise AwsError("NotFoundException", message, 404)
        return _http_page([_known(part.to_json()) for part in getattr(api, name).values()], call)

    return answer


get_routes = _parts("routes")
get_integrations = _parts("integrations")
get_http_stages = _parts("stages")
get_http_authorizers = _parts("authorizers")


def _http_page(items: Sequence[dict[str, Any]], call: Call) -> EmulatedAnswer:
    most = int(call.params.get("maxResults", 100))
    page, token = _cut(items, call.params.get("nextToken"), most, 500)
    return json_answer({"items": page} | ({"nextToken": token} if token else {}))


def _cut(items: Sequence[dict[str, Any]], start: str | None, most: int, limit: int) -> tuple[Sequence[Any], str]:
    """Return the page from a position on, and the position of the next page, empty after the last."""
    if start and not start.isdigit():
        raise AwsError("BadRequestException", "Invalid position")
    first = int(start or 0)
    end = first + min(most, limit)
    return items[first:end], str(end) if end < len(items) else ""


def _known(body: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not set; AWS sends no nulls."""
    return {k: v for k, v in body.items() if v is not None}
