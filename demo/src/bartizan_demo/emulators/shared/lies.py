"""Answers that say yes and are none: a page of HTML, other members, wrong types, more than anyone can read.

Each is made of the true answer, JSON or XML, as it would have been sent.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from bartizan_demo.emulators.shared.faults import Action

_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Sign in to the network.<br></body></html>"
_ROOT = re.compile(rb"<(?![?!])(?:\w+:)?([\w.-]+)")
_LEAF = re.compile(rb">[^<>]+</")
_LARGE = 48 * 1024 * 1024
_JSON, _XML, _HTML = "application/json", "text/xml", "text/html; charset=utf-8"


@dataclass(frozen=True)
class Lie:
    """The body of a lie, and the headers that it is sent with."""

    body: bytes
    headers: Mapping[str, str]


def lie(action: Action, truth: bytes) -> Lie:
    """Return the lie that an action tells in the place of a true body."""
    is_xml = truth.lstrip().startswith(b"<")
    if action is Action.HTML:
        return Lie(_PAGE, {"Content-Type": _HTML})
    if action is Action.BOMB:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        body = b"".join(packer.compress(bytes(_LARGE // 8)) for _ in range(16)) + packer.flush()
        return Lie(body, {"Content-Type": _JSON, "Content-Encoding": "gzip"})
    body = (_IN_XML if is_xml else _IN_JSON)[action](truth)
    return Lie(body, {"Content-Type": _XML if is_xml else _JSON})


LIES = frozenset(Action) - {
    Action.DENY, Action.THROTTLE, Action.TIMEOUT, Action.CUT, Action.MALFORMED, Action.ERROR, Action.TURNING,
    Action.ENDLESS,
}  # fmt: skip
"""The actions that ``lie`` knows."""


def _wrong(node: Any, depth: int) -> Any:
    """Return a JSON value with its own type at a depth turned into another."""
    if depth > 0 and isinstance(node, dict):
        return {name: _wrong(each, depth - 1) for name, each in node.items()}
    if depth > 0 and isinstance(node, list):
        return [_wrong(each, depth) for each in node]
    if isinstance(node, list):
        return {"items": "none"}
    if isinstance(node, dict):
        return ["none"]
    return node if node is None else 7 if isinstance(node, str) else "seven"


def _parsed(truth: bytes) -> Any:
    try:
        return orjson.loads(truth)
    except ValueError:
        return {"value": "true"}


_IN_JSON: Mapping[Action, Callable[[bytes], bytes]] = {
    Action.EMPTY: lambda _: b"",
    Action.OBJECT: lambda _: b"{}",
    Action.LIST: lambda _: b"[]",
    Action.NUMBER: lambda _: b"7",
    Action.OTHER: lambda _: b'{"greeting": "welcome", "version": 7}',
    Action.WRONG: lambda truth: orjson.dumps(_wrong(_parsed(truth), 1)),
    Action.WRONG_INSIDE: lambda truth: orjson.dumps(_wrong(_parsed(truth), 2)),
    Action.HUGE: lambda _: b'{"padding": "' + b"x" * _LARGE + b'"}',
}


def _root(truth: bytes) -> bytes:
    found = _ROOT.search(truth)
    return found[1] if found else b"Answer"


_IN_XML: Mapping[Action, Callable[[bytes], bytes]] = {
    Action.EMPTY: lambda _: b"",
    Action.OBJECT: lambda truth: b"<%b/>" % _root(truth),
    Action.LIST: lambda _: b"<list><member/></list>",
    Action.NUMBER: lambda _: b"7",
    Action.OTHER: lambda truth: b"<%b><greeting>welcome</greeting></%b>" % (_root(truth), _root(truth)),
    Action.WRONG: lambda truth: b"<%b>seven</%b>" % (_root(truth), _root(truth)),
    Action.WRONG_INSIDE: lambda truth: _LEAF.sub(b"><seven/></", truth),
    Action.HUGE: lambda truth: b"<%b>" % _root(truth) + b"<x>y</x>" * (_LARGE // 8) + b"</%b>" % _root(truth),
}
