"""Nulls as AWS sends them: its JSON services write members that have no value as null, where moto leaves them out."""

from functools import cache
from typing import Any

import orjson
from botocore.model import Shape

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.front.models import service_model


def with_nulls(call: Call, answer: EmulatedAnswer) -> EmulatedAnswer:
    """Return a good JSON answer in which the members that the model knows and the answer lacks are null."""
    shape = _output(call.service, call.operation)
    if answer.status != 200 or shape is None or not answer.body.startswith(b"{"):
        return answer
    body = _filled(orjson.loads(answer.body), shape, ())
    return EmulatedAnswer(answer.status, orjson.dumps(body), answer.headers)


def _filled(node: Any, shape: Shape, above: tuple[str, ...]) -> Any:
    if shape.type_name == "list" and isinstance(node, list):
        return [_filled(each, shape.member, above) for each in node]
    if shape.type_name == "map" and isinstance(node, dict):
        return {key: _filled(each, shape.value, above) for key, each in node.items()}
    if shape.type_name != "structure" or not isinstance(node, dict) or shape.name in above:
        return node
    members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
    known = {
        name: _filled(node[name], member, (*above, shape.name)) for name, member in members.items() if name in node
    }
    return {**dict.fromkeys(members), **node, **known}


@cache
def _output(service: str, operation: str) -> Shape | None:
    """Return the shape of a JSON operation's answer; None for XML services and what botocore does not know."""
    model = service_model(service)
    if model is None or "json" not in model.resolved_protocol or operation not in model.operation_names:
        return None
    return model.operation_model(operation).output_shape
