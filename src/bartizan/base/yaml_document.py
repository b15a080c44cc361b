"""A YAML file that people write: what it says, and on which line, so that a refusal can point at the place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from bartizan.base.suggestion import suggestion
from bartizan.base.yaml_limits import TooMuch, bounded_text, check_limits

Place = Sequence[str | int]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DocumentError(ValueError):
    """A file that is not one YAML mapping, or that names a key twice; the message begins with file and line."""


@dataclass(frozen=True)
class YamlDocument:
    """A file's content and the line of every key and item."""

    file: Path
    content: dict[str, Any]
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)

    def at(self, *place: str | int) -> str:
        """Return ``file:line`` of the deepest part of a place that the file holds."""
        for length in range(len(place), 0, -1):
            if line := self.lines.get(tuple(place[:length])):
                return f"{self.file}:{line}"
        return f"{self.file}:1"

    def refusal(self, error: ValidationError, model: type[BaseModel]) -> str:
        """Return the first mistake that a model found, as ``file:line: place: what is wrong``.

        A key that is unknown comes before one that is missing, which may be the same misspelled.
        """
        first = min(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
        place = [part for part in first["loc"] if tuple(first["loc"][: first["loc"].index(part) + 1]) in self.lines]
        known = _fields(model, first["loc"][:-1])
        hint = suggestion(str(first["loc"][-1]), known) if first["type"] == "extra_forbidden" else ""
        named = ".".join(str(part) for part in (place or first["loc"]))
        message = "unknown key" if first["type"] == "extra_forbidden" else first["msg"]
        return f"{self.at(*first['loc'])}: {f'{named}: ' if named else ''}{message}{hint}"


def read_document(file: Path) -> YamlDocument:
    """Read a YAML file that holds one mapping; an empty file is an empty one.

    Raises:
        DocumentError: it is not readable as that, or beyond the limits of ``yaml_limits``.
    """
    return _document(file, lambda: bounded_text(file))


def document_of(text: str, file: Path) -> YamlDocument:
    """Read the text of a YAML file that is kept elsewhere; ``file`` is how refusals call it.

    Raises:
        DocumentError: as ``read_document``.
    """
    return _document(file, lambda: text)


def _document(file: Path, read: Callable[[], str]) -> YamlDocument:
    try:
        text = read()
        check_limits(text, _LOADER)
        loader = _LOADER(text)
        node = loader.get_single_node()
        content = loader.construct_document(node) if node else {}
    except TooMuch as error:
        raise DocumentError(f"{file}:{error.line}: {error}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DocumentError(f"{file}:{line}: not YAML: {error.problem or error}") from error
    except (yaml.YAMLError, ValueError, OSError) as error:
        raise DocumentError(f"{file}:1: not YAML: {error}") from error
    if not isinstance(content, dict):
        raise DocumentError(f"{file}:1: not a mapping of names to values")
    lines: dict[tuple[str | int, ...], int] = {}
    for place, line in _places(node, ()) if node else ():
        if place in lines:
            raise DocumentError(f"{file}:{line}: duplicate key {place[-1]!r} (first defined on line {lines[place]})")
        lines[place] = line
    return YamlDocument(file, content, lines)


def _places(node: yaml.Node, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*place, key.value), key.start_mark.line + 1
            yield from _places(value, (*place, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for n, item in enumerate(node.value):
            yield (*place, n), item.start_mark.line + 1
            yield from _places(item, (*place, n))


def _fields(model: type[BaseModel], place: Place) -> set[str]:
    """Return the keys that a model knows at a place."""
    for part in place:
        inner = model.model_fields[str(part)].annotation if str(part) in model.model_fields else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return set()
        model = inner
    return set(model.model_fields)
