"""Who may call a REST API without credentials by its resource policy, by stage, method and path.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bartizan.permit.aws.asker import anonymous
from bartizan.permit.aws.entrance import Entrance

_INVOKE = "execute-api:invoke"
_SHORT = "execute-api:/"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_PARAMETER = re.compile(r"\{[^{}]*\}")


def gate(door: Entrance, api: Mapping[str, Any], region: str) -> dict[str, bool]:
    """Return whether anyone may call part of an API: from the internet, or from a VPC endpoint in their own account.

    What is denied on one path or stage leaves the others open: any place is asked for, and each that an Allow names.
    """
    here, start = _placed(door, api, region)
    named = [
        pattern for each in here.statements if each.allows and not each.is_not_resources for pattern in each.resources
    ]
    places = sorted({f"{start}/x/GET/x", *(pattern.replace("*", "x").replace("?", "x") for pattern in named)})
    return {
        "is_open": any(here.allows(anonymous(), _INVOKE, resource=place) for place in places),
        "is_open_to_endpoints": any(
            here.allows(anonymous(from_endpoint=True), _INVOKE, resource=place) for place in places
        ),
    }


def routes(door: Entrance, api: Mapping[str, Any], region: str) -> Iterator[dict[str, Any]]:
    """Yield for each method of an API the stages on which anyone on the internet gets to it."""
    here, start = _placed(door, api, region)
    for route in api["methods"] or ():
        method, path = route.split(" ", 1)
        stages = [stage for stage in api["stages"] or () if _is_open(here, f"{start}/{stage}", method, path)]
        yield {"id": f"{door.resource} {route}", "open_stages": stages}


def _is_open(here: Entrance, stage: str, method: str, path: str) -> bool:
    methods: Sequence[str] = _METHODS if method == "ANY" else (method,)
    plain = _PARAMETER.sub("x", path)
    return any(here.allows(anonymous(), _INVOKE, resource=f"{stage}/{each}{plain}") for each in methods)


def _placed(door: Entrance, api: Mapping[str, Any], region: str) -> tuple[Entrance, str]:
    """Return an API's policy with its short resources written out, and the ARN that all of them begin with."""
    start = f"arn:{door.partition}:execute-api:{region}:{door.account}:{api['api_id']}"
    statements = tuple(
        replace(
            each, resources=tuple(start + r[len(_SHORT) - 1 :] if r.startswith(_SHORT) else r for r in each.resources)
        )
        for each in door.statements
    )
    return replace(door, statements=statements), start
