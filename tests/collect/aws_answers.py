"""True answers of every operation, made from botocore's models: each member that there is, with a value of its type."""

from collections.abc import Iterator
from typing import Any

import botocore.session
from botocore.model import Shape

from bartizan.collect.aws.collectors import operations
from bartizan.collect.aws.transport.operation import Operations

OPERATIONS = Operations(botocore.session.Session())
DOCUMENT = '{"Version": "2012-10-17", "Statement": []}'
_PLAIN = {
    "boolean": True,
    "integer": 7,
    "long": 7,
    "float": 0.5,
    "double": 0.5,
    "timestamp": 1700000000,
    "string": DOCUMENT,
}


def names(*protocols: str) -> list[str]:
    """The operations that a scan asks, of services that speak one of the protocols."""
    return sorted(name for name in operations() if OPERATIONS[name].service.resolved_protocol in protocols)


def sample(shape: Shape, above: tuple[str, ...] = ()) -> Any:
    """Return a JSON value as a service sends it: names as on the wire, one item in each list."""
    if shape.name in above:
        return {} if shape.type_name in {"structure", "map"} else []
    above = (*above, shape.name)
    if shape.type_name == "structure":
        return {m.serialization.get("name", name): sample(m, above) for name, m in shape.members.items()}
    if shape.type_name == "list":
        return [sample(shape.member, above)]
    if shape.type_name == "map":
        return {"name": sample(shape.value, above)}
    return _PLAIN[shape.type_name]


def true_answer(name: str) -> dict[str, Any]:
    """Return an operation's answer with all its members."""
    shape = output(name)
    answer: dict[str, Any] = sample(shape)
    for path in OPERATIONS[name].members:
        member, _, key = path.partition(".")
        if key and shape.members[member].type_name == "map":
            answer[member] = {key: "any"}
    return answer


def output(name: str) -> Shape:
    _, _, operation = name.partition(":")
    return OPERATIONS[name].service.operation_model(operation).output_shape


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value inside a JSON value."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


def put(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return a JSON value with another one at a path."""
    if not path:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[path[0]] = put(node[path[0]], path[1:], value)
    return copy
