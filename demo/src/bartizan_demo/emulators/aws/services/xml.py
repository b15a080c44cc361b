"""Answers of the XML services, written by moto's serializers from a result in the shape botocore documents."""

from functools import cache
from typing import Any

from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call


def xml_answer(call: Call, result: dict[str, Any]) -> EmulatedAnswer:
    """Return an operation's result in its service's XML."""
    operation = _service(call.service).operation_model(call.operation)
    serializer = get_serializer_class(call.service, _service(call.service).metadata["protocol"])
    done = serializer(operation_model=operation).serialize(result)
    body = done["body"]
    return EmulatedAnswer(done["status_code"], body.encode() if isinstance(body, str) else body, dict(done["headers"]))


@cache
def _service(name: str) -> Any:
    return get_service_model(name)
