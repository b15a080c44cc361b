"""botocore's parsers of XML, made strict: its own take any text for a boolean, and a text for an empty list."""

import re
from collections.abc import Callable
from typing import Any

from botocore.model import Shape
from botocore.parsers import PROTOCOL_PARSERS, ResponseParserError

from bartizan.collect.aws.transport.fitting import Misfit

Node = Any
_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?<(?:\w+:)?([\w.-]+)(?:\s[^>]*?)?(?:/>|>([^<]*))")
_START = 4096
_COMPOUND = frozenset({"structure", "list", "map"})


def parser(protocol: str, times: Callable[[Node], str], answer: Shape | None = None) -> Any:
    """Return a parser of a protocol's answers whose times are made by ``times``.

    In XML an item of one of the answer's own lists that is not what the model says is a :class:`Misfit`.
    """
    known = PROTOCOL_PARSERS[protocol]
    if "json" in protocol:
        return known(timestamp_parser=times)
    strict = type(f"Strict{known.__name__}", (_Strict, known), {})(timestamp_parser=times)
    members = answer.members.values() if answer else ()
    strict.lists = frozenset(member.name for member in members if member.type_name == "list")
    return strict


def read_root(body: bytes) -> str:
    """Return the name of an XML answer's root element; empty where it does not begin with one."""
    found = _ROOT.match(body[:_START])
    return found[1].decode() if found else ""


def is_leaf(body: bytes) -> bool:
    """Return whether an XML answer's root element holds no other elements."""
    found = _ROOT.match(body[:_START])
    return found is None or found[0].endswith(b"/>") or body[found.end() : found.end() + 2] == b"</"


def root_text(body: bytes) -> str:
    """Return the text that an XML answer's root element begins with."""
    found = _ROOT.match(body[:_START])
    return (found[2] or b"").decode(errors="replace").strip() if found else ""


class _Strict:
    """What is stricter than botocore's parsers; ``lists`` are the names of the answer's own list shapes."""

    lists: frozenset[str] = frozenset()

    def _parse_shape(self, shape: Shape, node: Node) -> Node:
        if shape.type_name not in _COMPOUND and hasattr(node, "text") and len(node):
            raise ResponseParserError(f"{node.tag.rpartition('}')[2]} holds elements and no value")
        return super()._parse_shape(shape, node)  # type: ignore[misc]  # of the class beside it

    def _handle_boolean(self, _shape: Shape, node: Node) -> bool:
        text = (node.text if hasattr(node, "text") else node) or ""
        if text.strip().lower() not in {"true", "false"}:
            raise ResponseParserError("a boolean is neither true nor false")
        return bool(text.strip().lower() == "true")

    def _handle_structure(self, shape: Shape, node: Node) -> dict[str, Any]:
        _no_text(node)
        return super()._handle_structure(shape, node)  # type: ignore[misc, no-any-return]  # of the class beside it

    def _handle_list(self, shape: Shape, node: Node) -> list[Any]:
        if not shape.serialization.get("flattened"):
            _no_text(node)
        if shape.name not in self.lists:
            return super()._handle_list(shape, node)  # type: ignore[misc, no-any-return]  # of the class beside it
        nodes = [node] if shape.serialization.get("flattened") and not isinstance(node, list) else node
        return [self._item(shape.member, each) for each in nodes]

    def _item(self, shape: Shape, node: Node) -> Node:
        try:
            return self._parse_shape(shape, node)
        except (ValueError, LookupError, TypeError, AttributeError, ResponseParserError) as error:
            why = str(error) if isinstance(error, ResponseParserError) else type(error).__name__
            return Misfit(f"an item is not of the documented form ({why})")


def _no_text(node: Node) -> None:
    """Check that an element whose content is other elements has no text instead.

    Raises:
        ResponseParserError: it has.
    """
    if hasattr(node, "text") and len(node) == 0 and (node.text or "").strip():
        raise ResponseParserError(f"{node.tag.rpartition('}')[2]} holds a text and no elements")
