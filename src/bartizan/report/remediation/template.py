"""The small language of a rule's commands: what a row knows stands in braces, blocks stand on lines of their own.

    {name}                                       a column of the resource's row; {role_arn.name}, {layer.base}: a part
    {for stage in stage_names}                   once per item of a list, or of a JSON list
    {for method, path in open_routes by ' '}     each item cut at the separators, in their order
    {for route in aws_apigateway_route where function_arn = id}      rows of another table
    {if has_detector} … {else} … {end}           also: not x; x = word, where * stands for anything; x in list, x not in
                                                 list, where an item such as "NAME: kind" counts as its first part;
                                                 policy named in list, where items name the statements of policies

A brace that names nothing known is left alone: commands are full of them.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import orjson

from bartizan.report.remediation.quoting import MARK, Quote

Values = Mapping[str, Any]
Related = Callable[[str, str, object], Sequence[Values]]
"""Rows of a table whose column holds a value, or one of a list of values."""

_PLACEHOLDER = re.compile(r"(?<!\$)\{([a-z_][a-z0-9_]*)(?:\.[a-z_]+)*\}")
_BLOCK = re.compile(r"\s*\{(for|if) (.+)\}\s*|\s*\{(else|end)\}\s*")
_FOR = re.compile(r"([a-z_, ]+?) in ([a-z_0-9.]+)(?: where ([a-z_]+) = ([a-z_.]+))?(?: by ('.+'))?")
_IF = re.compile(r"(?:(not) )?([a-z_0-9.]+)(?: (=|in|not in|named in) ([\w.*:/-]+))?")


class TemplateError(ValueError):
    """A template that does not say what it means: a block without an end, or words that are none of the language."""


@dataclass
class Block:
    """A ``for`` or ``if`` with the lines and blocks in it; ``head`` is what stands after the word."""

    word: str
    head: str
    body: list["str | Block"] = field(default_factory=list)
    otherwise: list["str | Block"] | None = None

    def add(self, part: "str | Block") -> None:
        """Append a part to the branch that is being read."""
        (self.body if self.otherwise is None else self.otherwise).append(part)


@functools.lru_cache(maxsize=1024)
def parsed(text: str) -> Block:
    """Return a template as its outermost block.

    Raises:
        TemplateError: a block is not closed, or closed twice, or its words cannot be read.
    """
    open_ = [Block("", "")]
    for line in text.splitlines(keepends=True):
        block = _BLOCK.fullmatch(line.rstrip("\n"))
        if not block:
            open_[-1].add(line)
        elif block[1]:
            if not (_FOR if block[1] == "for" else _IF).fullmatch(block[2]):
                raise TemplateError(f"cannot read {line.strip()!r}")
            open_.append(Block(block[1], block[2]))
        elif len(open_) == 1 or (block[3] == "else" and open_[-1].word != "if"):
            raise TemplateError(f"{line.strip()!r} closes nothing")
        elif block[3] == "else":
            open_[-1].otherwise = []
        else:
            open_[-2].add(open_.pop())
    if len(open_) > 1:
        raise TemplateError(f"{{{open_[-1].word} {open_[-1].head}}} has no end")
    return open_[0]


def rendered(text: str, values: Values, related: Related, quote: Quote) -> str:
    """Return a template with what the values know; a value that was not read stands as its name in capitals."""
    used: list[object] = []
    marked = "".join(_lines(parsed(text).body, values, related, used))
    return quote(marked, used)


@functools.lru_cache(maxsize=1024)
def named(text: str) -> frozenset[str]:
    """Return every name that a template could ask of a row, tables that it loops over included."""
    names: set[str] = set()
    for line in text.splitlines():
        if block := _BLOCK.fullmatch(line):
            names |= set(re.findall(r"[a-z_][a-z0-9_]*", re.sub(r"'.*'|(?<= = )[^ ]*[*:/].*", "", block[2] or "")))
        else:
            names |= {name for match in _PLACEHOLDER.finditer(line) for name in match[0][1:-1].split(".")}
    return frozenset(names)


def readable(text: str) -> str:
    """Return a template for people: names in angle brackets, what a block does in a comment."""
    lines = (_BLOCK.fullmatch(line) or line for line in text.splitlines())
    told = (_PLACEHOLDER.sub(r"<\g<0>>", line) if isinstance(line, str) else _told(line) for line in lines)
    return "\n".join(told).replace("<{", "<").replace("}>", ">")


def _told(block: re.Match[str]) -> str:
    if block[1]:
        return f"# {'for each' if block[1] == 'for' else 'if'} {block[2]}:"
    return "# otherwise:" if block[3] == "else" else "# end"


def tables(text: str) -> set[tuple[str, str]]:
    """Return the tables that a template loops over, each with the column that leads to the row."""
    blocks = (_BLOCK.fullmatch(line) for line in text.splitlines())
    loops = (_FOR.fullmatch(block[2]) for block in blocks if block and block[1] == "for")
    return {(loop[2], loop[3]) for loop in loops if loop and loop[3]}


def _lines(body: Sequence["str | Block"], values: Values, related: Related, used: list[object]) -> Iterator[str]:
    """Yield the lines of a block with a mark for each value; the values go to ``used`` in the marks' order."""
    for part in body:
        if isinstance(part, str):
            # Most lines have none, and there are ten thousand in a list of findings.
            yield _PLACEHOLDER.sub(lambda match: _marked(match, values, used), part) if "{" in part else part
        elif part.word == "for":
            for item in _items(part.head, values, related):
                yield from _lines(part.body, {**values, **item}, related, used)
        else:
            branch = part.body if _holds(part.head, values) else part.otherwise or []
            yield from _lines(branch, values, related, used)


def _marked(match: re.Match[str], values: Values, used: list[object]) -> str:
    if match[1] not in values:
        return match[0]
    value = _value(match[0][1:-1], values)
    used.append(match[0][1:-1].replace(".", "_").upper() if value is None else value)
    return MARK


def _items(head: str, values: Values, related: Related) -> Iterator[Values]:
    loop = _FOR.fullmatch(head)
    if not loop:
        raise TemplateError(head)
    names = [name.strip() for name in loop[1].split(",")]
    source = related(loop[2], loop[3], _value(loop[4], values)) if loop[3] else _listed(_value(loop[2], values))
    separators = re.findall(r"'([^']+)'", loop[5] or "")
    for item in source if source is not None else [None]:
        if len(names) == 1:
            yield {names[0]: item}
        else:
            yield dict(zip(names, _cut(item, separators, len(names)), strict=True))


def _cut(item: object, separators: Sequence[str], count: int) -> list[str | None]:
    """Return an item cut once at each separator in turn; the last one cuts as often as there are names left."""
    if item is None:
        return [None] * count
    parts, rest = [], str(item)
    for n in range(count - 1):
        part, _, rest = rest.partition(separators[min(n, len(separators) - 1)])
        parts.append(part)
    return [*parts, rest]


def _listed(value: object) -> Sequence[object] | None:
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return [value]
    if value is None or isinstance(value, list):
        return value
    return [value]


def _holds(head: str, values: Values) -> bool:
    test = _IF.fullmatch(head)
    if not test:
        raise TemplateError(head)
    value = _value(test[2], values)
    if not test[3]:
        return bool(value) is not bool(test[1])
    if test[3] == "=":
        return fnmatchcase(str(value), test[4]) is not bool(test[1])
    items = [str(item) for item in _listed(_value(test[4], values)) or []]
    if test[3] == "named in":  # items such as "put_role_policy: inline:NAME statement 1, ARN statement Admin"
        grant = re.compile(rf"(?:^|: |, )(?:inline:)?{re.escape(str(value))} statement ")
        return any(map(grant.search, items)) is not bool(test[1])
    return any(item == value or item.startswith((f"{value}: ", f"{value} ")) for item in items) is (test[3] == "in")


def _value(name: str, values: Values) -> Any:
    """Return what a name such as ``role_arn`` or ``role_arn.name`` stands for; None where it was not read."""
    first, *parts = name.split(".")
    value = values.get(first)
    for part in parts:
        value = _part(value, part)
    return value


def _part(value: Any, part: str) -> Any:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return value.get(part)
    if part == "name":  # of an ARN or an ARM id
        return re.split(r"/", str(value))[-1] if "/" in str(value) else str(value).rpartition(":")[2]
    if part == "base":  # of an ARN with a version
        return str(value).rpartition(":")[0]
    return None
