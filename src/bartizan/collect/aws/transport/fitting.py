"""Answers of JSON services in the shape of their model: what is null is left out, and wrong types are reported.

botocore's own parser takes any value for any type, and a page of HTML for an answer without members.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore.model import Shape

Node = Any
Fit = Callable[[Node], Node]
Times = Callable[[Node], str]

_PLAIN: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "character": (str,),
    "blob": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """What stands in a listing for an item that does not have the shape of the model."""

    why: str


class MisfitError(ValueError):
    """A value has not the type that the model gives it."""


def fitted(shape: Shape, times: Times) -> Fit:
    """Return what brings an answer into a shape's form, with the model's names and times made by ``times``.

    A member whose value is null is as one that is absent. An item of one of the answer's own lists that does not fit
    is replaced by a :class:`Misfit`; anything else that does not raises MisfitError.
    """
    return _Maker(times).structure(shape, is_answer=True)


class _Maker:
    """Makes the functions of one answer's shapes, one for each shape."""

    def __init__(self, times: Times) -> None:
        self._times = times
        self._made: dict[str, Fit] = {}

    def of(self, shape: Shape) -> Fit:
        if shape.name not in self._made:
            # Shapes may hold themselves: what stands here meanwhile looks the finished one up.
            self._made[shape.name] = partial(self._made_later, shape.name)
            self._made[shape.name] = self._of(shape)
        return self._made[shape.name]

    def _made_later(self, name: str, value: Node) -> Node:
        return self._made[name](value)

    def _of(self, shape: Shape) -> Fit:
        if shape.type_name == "structure":
            return _any if getattr(shape, "is_document_type", False) else self.structure(shape)
        if shape.type_name == "list":
            return _list(self.of(shape.member))
        if shape.type_name == "map":
            return _map(self.of(shape.value))
        if shape.type_name == "timestamp":
            return self._time
        return _scalar(shape.type_name)

    def structure(self, shape: Shape, *, is_answer: bool = False) -> Fit:
        members = {}
        for name, member in shape.members.items():
            inner = _items(self.of(member.member)) if is_answer and member.type_name == "list" else self.of(member)
            members[member.serialization.get("name", name)] = (name, _PLAIN.get(member.type_name, ()), inner)
        known = members.get

        def fit(value: Node) -> Node:
            if type(value) is not dict:
                raise MisfitError(f"is no object but {_spoken(value)}")
            kept = {}
            for wire_name, each in value.items():
                if each is None or (member := known(wire_name)) is None:
                    continue
                name, types, fit_member = member
                if type(each) in types:
                    kept[name] = each
                else:
                    try:
                        kept[name] = fit_member(each)
                    except MisfitError as error:
                        raise MisfitError(f"{name} {error}") from None
            return kept

        return fit

    def _time(self, value: Node) -> str:
        try:
            return self._times(value)
        except (ValueError, TypeError, OverflowError, RuntimeError, OSError):
            raise MisfitError(f"is no time but {_spoken(value)}") from None


def _any(value: Node) -> Node:
    return value


def _scalar(type_name: str) -> Fit:
    types = _PLAIN.get(type_name, (str,))

    def fit(value: Node) -> Node:
        if type(value) in types:
            return value
        if types == (int,) and isinstance(value, float) and value.is_integer():
            return int(value)
        raise MisfitError(f"is no {type_name} but {_spoken(value)}")

    return fit


def _list(fit_item: Fit) -> Fit:
    def fit(value: Node) -> Node:
        if type(value) is not list:
            raise MisfitError(f"is no list but {_spoken(value)}")
        return [fit_item(each) for each in value if each is not None]

    return fit


def _items(fit_item: Fit) -> Fit:
    def item(value: Node) -> Node:
        try:
            return fit_item(value)
        except MisfitError as error:
            return Misfit(f"an item {error}" if str(error).startswith("is no") else f"of an item, {error}")

    return _list(item)


def _map(fit_value: Fit) -> Fit:
    def fit(value: Node) -> Node:
        if type(value) is not dict:
            raise MisfitError(f"is no object but {_spoken(value)}")
        return {name: fit_value(each) for name, each in value.items() if each is not None}

    return fit


def _spoken(value: Node) -> str:
    """Return what a value is in JSON's words; never the value, which may be a secret."""
    for type_, word in ((dict, "an object"), (list, "a list"), (str, "a text"), (bool, "a boolean")):
        if isinstance(value, type_):
            return word
    return "nothing" if value is None else "a number"
