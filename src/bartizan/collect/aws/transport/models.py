"""botocore's service models, read with the faster JSON parser and cut down to the operations that are asked.

Twenty-five of them are a third of a second else, and 36 MB, most of it EC2's six hundred other operations and texts.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from botocore.loaders import JSONFileLoader
from botocore.session import Session

Node = dict[str, Any]
_NONE: frozenset[str] = frozenset()


class _QuickLoader(JSONFileLoader):  # type: ignore[misc]  # botocore is untyped
    def __init__(self, asked: Mapping[str, frozenset[str]]) -> None:
        self._asked = asked

    def _load_file(self, full_path: str, open_method: Callable[..., Any]) -> Any:
        # botocore/data/<service>/<version>/service-2.json; what botocore merges into it is another file.
        path = Path(full_path)
        is_of_service = path.name.startswith("service-2.json")
        return _model(path, open_method, self._asked.get(path.parts[-3], _NONE) if is_of_service else _NONE)


@lru_cache(maxsize=256)
def _model(path: Path, open_method: Callable[..., Any], asked: frozenset[str]) -> Any:
    if not path.is_file():
        return None
    with open_method(path, "rb") as file:
        model = orjson.loads(file.read())
    return cut(model, asked) if asked else model


def forget_models() -> None:
    """Give the memory of service models back; they are kept for the next session of a process."""
    _model.cache_clear()


def load_models_quickly(session: Session, operations: Collection[str]) -> None:
    """Let a session read its service models so; their members keep their order.

    Of the services of ``operations`` (such as ``lambda:GetFunction``) no other operations are known then.
    """
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for operation in operations:
        service, _, name = operation.partition(":")
        asked[service].add(name)
    named = {service: frozenset(names) for service, names in asked.items()}
    session.get_component("data_loader").file_loader = _QuickLoader(named)


def cut(model: Node, names: Collection[str]) -> Node:
    """Return a service model with the named operations and the shapes that they lead to, without their texts."""
    operations = {name: operation for name, operation in model["operations"].items() if name in names}
    known, shapes = model["shapes"], {}
    waiting = [name for operation in operations.values() for name in _led_to(operation)]
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = known[name]
            waiting += _led_to(known[name])
    for described in (*operations.values(), *shapes.values()):
        _leave_out_texts(described)
    # In the model's own order, as all else is.
    return model | {"operations": operations, "shapes": {name: known[name] for name in known if name in shapes}}


def _references(described: Node) -> Iterator[Node]:
    """Yield the references of an operation or a shape to others."""
    yield from (described[place] for place in ("input", "output", "member", "key", "value") if place in described)
    yield from described.get("members", {}).values()
    yield from described.get("errors", ())


def _led_to(described: Node) -> list[str]:
    return [reference["shape"] for reference in _references(described)]


def _leave_out_texts(described: Node) -> None:
    for node in (described, *_references(described)):
        node.pop("documentation", None)
