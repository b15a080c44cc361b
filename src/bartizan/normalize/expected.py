"""What types the tables' SQL expects of the members of each answer, read from the same text as the tables.

``as_text((routes.body -> '$.Name'), '')`` expects text at ``$.Name`` of the aspect ``routes``. ``json_each`` over a
list expects a list, and what is read of its items is expected of each.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from bartizan.model import SELF
from bartizan.normalize.kept import kept
from bartizan.normalize.shape import STEP
from bartizan.normalize.source import TableSource, sources

Types = frozenset[str]
Place = tuple[str, str]
"""An aspect and a path in its answers."""
_NUMBER = frozenset({"BIGINT", "UBIGINT", "DOUBLE"})
_TEXT = frozenset({"VARCHAR"})
_FLAG = frozenset({"BOOLEAN"})
_SCALAR = _TEXT | _FLAG | _NUMBER
_LIST = frozenset({"ARRAY"})
_OBJECT = frozenset({"OBJECT"})
_TYPES: Mapping[str, Types] = {
    "as_text": _TEXT,
    "as_number": _NUMBER,
    "as_decimal": _NUMBER,
    "as_digits": _TEXT,
    "as_flag": _FLAG,
    "as_word": _TEXT,
    "as_texts": _LIST,
    "as_items": _LIST,
    "as_length": _LIST,
    "as_tags": _LIST,
    "as_object": _OBJECT,
    "as_tag_pairs": _OBJECT,
}
_ITEMS: Mapping[str, tuple[str, Types]] = {
    "as_texts": ("[*]", _TEXT),
    "as_tags": ("[*]", _OBJECT),
    "as_tag_pairs": (".*", _TEXT),
}
_PLACE = r"(?:(?P<relation>\w+)\.)?(?P<column>body|value) (?P<arrow>->>?) '(?P<path>\$[^']*)'"
_EACH = re.compile(rf"json_each\({_PLACE}\) as (?P<alias>\w+)")
_USE = re.compile(
    rf"(?:(?P<macro>as_\w+)\(\(|(?P<call>from_json|json_array_length)\(\s*)?{_PLACE}"
    r"(?:, '(?P<shape>[^']*)'|(?P<end>\)*::\w+|\)* (?:=|in|<>) \(?'(?:true|false)'))?"
)
_EXTRACT = re.compile(
    r"json_extract_string\((?P<relation>\w+)\.(?:body|value), '(?P<path>\$[^']*)(?<!\.\")'(?P<end>\), \['true'\])?"
)
_JOINED = re.compile(r"\b(?:from|join) (?P<name>\w+) as (?P<alias>\w+)")
_PARTS = re.compile(r"(?m)^(?=(?:with )?\w+ as (?:materialized )?\($|select\b)")
"""Where the SELECTs of a text begin: each gives its relations short names of its own."""
_NAME = re.compile(r"(?:with )?(?P<name>\w+) as (?:materialized )?\(")
_FROM = re.compile(r"\bfrom (?P<name>\w+)")
_WHOLE = re.compile(r"(?<![\w.])(?:(?P<relation>\w+)\.)?(?:body|\*|value as body)(?=,|\n| from)")
_CASTS = {"boolean": _FLAG | _TEXT, **dict.fromkeys(("integer", "bigint", "double", "int"), _NUMBER | _TEXT)}


@dataclass(frozen=True)
class Expected:
    """The types that one place in an answer may have."""

    path: str
    types: Types

    @property
    def is_of_each(self) -> bool:
        """Whether the place is one of several: of each item of a list, or of each member of an object."""
        return "*" in self.path


@cache
def expected() -> dict[tuple[str, str], tuple[Expected, ...]]:
    """Return what is expected of the answers of each kind and aspect."""
    known = kept()
    if known is None:
        return found_expected(sources().values())
    return {
        (kind, aspect): tuple(Expected(path, frozenset(types)) for path, types in places.items())
        for kind, aspects in known["expected"].items()
        for aspect, places in aspects.items()
    }


def found_expected(tables: Iterable[TableSource]) -> dict[tuple[str, str], tuple[Expected, ...]]:
    """Return what the SQL of tables expects of the answers of each kind and aspect."""
    found: dict[tuple[str, str], dict[str, Types]] = defaultdict(dict)
    for source in tables:
        for aspect, path, types in _uses(source):
            for kind in source.kinds:
                places = found[kind, aspect]
                for place, wanted in ((path, types), *_above(path)):
                    places[place] = places.get(place, wanted) | wanted
    return {
        key: tuple(Expected(path, types) for path, types in sorted(places.items())) for key, places in found.items()
    }


def _uses(source: TableSource) -> Iterator[tuple[str, str, Types]]:
    """Yield aspect, path and types of each place that a table reads."""
    # AWS has a model of every answer; Azure's documents leave open whether a number comes as a text.
    text = _TEXT if source.name.startswith("aws_") else _SCALAR
    handed: dict[str, set[Place]] = {aspect: {(aspect, "$")} for aspect in (*source.aspects, SELF)}
    for part in _PARTS.split(source.sql):
        name = _NAME.match(part)
        for branch in part.split("union all"):
            places = handed | {
                joined["alias"]: handed.get(joined["name"], set()) for joined in _JOINED.finditer(branch)
            }
            for each in _EACH.finditer(branch):
                is_object = re.search(rf"\b{each['alias']}\.key\b(?!::)", branch) is not None
                above = _places(places, each, branch)
                yield from ((aspect, path, _OBJECT if is_object else _LIST) for aspect, path in above)
                places[each["alias"]] = {(aspect, path + (".*" if is_object else "[*]")) for aspect, path in above}
            for use in _USE.finditer(branch):
                for aspect, path in _places(places, use, branch):
                    yield from ((aspect, path + below, types) for below, types in _expected(use, text))
            for use in _EXTRACT.finditer(branch):
                types = _FLAG if use["end"] else text
                yield from ((aspect, path + use["path"][1:], types) for aspect, path in _places(places, use, branch))
            if name and (body := _WHOLE.search(branch)):
                handed[name["name"]] = handed.get(name["name"], set()) | places.get(_relation(body, branch), set())


def _places(places: Mapping[str, set[Place]], found: re.Match[str], branch: str) -> set[Place]:
    """Return the places that an expression or a ``json_each`` starts from."""
    path = found["path"][1:] if found.re is _EACH else ""
    return {(aspect, above + path) for aspect, above in places.get(_relation(found, branch), ())}


def _relation(found: re.Match[str], branch: str) -> str:
    """Return the relation that an expression names, or else the one that its SELECT reads from."""
    start = _FROM.search(branch)
    return found["relation"] or (start["name"] if start else "")


def _expected(use: re.Match[str], text: Types) -> Iterator[tuple[str, Types]]:
    """Yield what one expression expects at its path, and below it."""
    path = use["path"][1:]
    if use["macro"] in _TYPES:
        yield path, _TYPES[use["macro"]]
        if use["macro"] in _ITEMS:
            below, types = _ITEMS[use["macro"]]
            yield path + below, types
    elif use["call"]:
        yield from _shaped(path, orjson.loads(use["shape"]) if use["shape"] else [])
    elif use["arrow"] == "->>":
        end = use["end"] or ""
        yield path, _CASTS.get(end.rpartition("::")[2], _FLAG | _TEXT if "'" in end else text)


def _shaped(path: str, shape: Any) -> Iterator[tuple[str, Types]]:
    """Yield what the shape that ``from_json`` is given expects: lists and objects of the engine's types."""
    if isinstance(shape, list):
        yield path, _LIST
        for item in shape:
            yield from _shaped(f"{path}[*]", item)
    elif isinstance(shape, dict):
        yield path, _OBJECT
        for name, member in shape.items():
            yield from _shaped(f"{path}.{name}" if name.isidentifier() else f'{path}."{name}"', member)
    elif shape == "VARCHAR" or shape.startswith("MAP"):
        yield path, _TEXT if shape == "VARCHAR" else _OBJECT


def _above(path: str) -> Iterable[tuple[str, Types]]:
    """Yield the places on the way to a path, and what must be there for it to lead on."""
    steps = [step[0] for step in STEP.finditer(path)]
    for n, step in enumerate(steps):
        yield "$" + "".join(steps[:n]), _LIST if step.startswith("[") else _OBJECT
