"""Render the chart's templates: the small part of Helm's language that they use, since Helm itself is no package."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

_ACTION = re.compile(r"\{\{(-?)\s*(.*?)\s*(-?)\}\}", re.DOTALL)
_BLOCKS = ("if", "with", "range")


def rendered(chart: Path, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the objects that a release of the name ``prod`` has; ValueError where a required value is missing."""
    defaults = yaml.safe_load((chart / "values.yaml").read_text(encoding="utf-8"))
    scope = {"Release": {"Name": "prod"}, "Values": _merged(defaults, values)}
    found: list[dict[str, Any]] = []
    for file in sorted((chart / "templates").glob("*.yaml")):
        tokens = _tokens(file.read_text(encoding="utf-8"))
        found += [each for each in yaml.safe_load_all(_text(tokens, scope, {})) if each]
    return found


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {name: _merged(base[name], over[name]) for name in base.keys() & over.keys() if isinstance(base[name], dict)}
    return {**base, **over, **both}


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield texts and actions; a hyphen takes the white space on its side away."""
    at, trims = 0, False
    for match in _ACTION.finditer(text):
        before = text[at : match.start()]
        before = before.lstrip() if trims else before
        yield "text", before.rstrip() if match[1] else before
        yield "action", match[2]
        at, trims = match.end(), bool(match[3])
    yield "text", text[at:].lstrip() if trims else text[at:]


def _text(tokens: Iterator[tuple[str, str]], dot: Any, names: Mapping[str, Any]) -> str:
    """Return what stands up to the end of a block, or of the file."""
    parts = []
    for kind, token in tokens:
        verb, _, rest = token.partition(" ")
        if kind == "text":
            parts.append(token)
        elif token == "end":
            return "".join(parts)
        elif verb in _BLOCKS:
            inner = list(_block(tokens))
            parts += [_text(iter(inner), *scope) for scope in _scopes(verb, rest, dot, names)]
        else:
            parts.append(_shown(_value(token, dot, names)))
    return "".join(parts)


def _block(tokens: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    depth = 1
    for kind, token in tokens:
        depth += (kind == "action") * ((token.split(" ")[0] in _BLOCKS) - (token == "end"))
        if not depth:
            return
        yield kind, token


def _scopes(verb: str, rest: str, dot: Any, names: Mapping[str, Any]) -> list[tuple[Any, Mapping[str, Any]]]:
    if verb == "range":
        key, value, of = re.fullmatch(r"(\$\w+), (\$\w+) := (.+)", rest).groups()  # type: ignore[union-attr]
        return [(dot, {**names, key: k, value: v}) for k, v in sorted(_value(of, dot, names).items())]
    value = _value(rest, dot, names)
    return [(value if verb == "with" else dot, names)] if value else []


def _value(expression: str, dot: Any, names: Mapping[str, Any]) -> Any:
    first, *filters = expression.split(" | ")
    if match := re.fullmatch(r'required "(.+)" (\S+)', first):
        value = _value(match[2], dot, names)
        if not value:
            raise ValueError(match[1])
    elif first.startswith("toYaml "):
        value = yaml.safe_dump(_value(first.removeprefix("toYaml "), dot, names)).rstrip()
    elif first.startswith("$"):
        value = names[first]
    else:
        value = dot
        for name in filter(None, first.split(".")):
            value = value[name]
    for each in filters:
        if each == "quote":
            value = '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
        else:
            indent = " " * int(each.removeprefix("nindent "))
            value = "\n" + "\n".join(indent + line for line in value.splitlines())
    return value


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
