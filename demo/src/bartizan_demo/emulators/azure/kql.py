"""The small part of Resource Graph's query language that posture readers send: where, project, order by, limit.

Source: https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bartizan_demo.emulators.azure.errors import bad_query

Row = Mapping[str, Any]

TABLES = ("resources", "appserviceresources", "authorizationresources", "resourcecontainers", "securityresources")
"""The tables the emulator fills; any other is refused as unknown."""

_TOKEN = re.compile(r"\s*('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[\w.$]+~?|=~|!~|==|!=|[|(),=])")


@dataclass(frozen=True)
class Query:
    """A query taken apart: the table, one test per ``where``, columns by name (none: all), order and limit."""

    table: str
    tests: tuple[Callable[[Row], bool], ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    order: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None

    def rows(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """Return the rows that pass every test, in order, with the query's columns."""
        found = [row for row in rows if all(test(row) for test in self.tests)]
        for path, descends in reversed(self.order):
            found.sort(key=lambda row: str(value_at(row, path) or "").lower(), reverse=descends)
        found = found[: self.limit]
        if not self.columns:
            return [dict(row) for row in found]
        return [{name: value_at(row, path) for name, path in self.columns.items()} for row in found]


def value_at(row: Row, path: str) -> Any:
    """Return what stands at a dotted path of a row; None where it ends early. Names match exactly, as in Kusto."""
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def query(text: str) -> Query:
    """Return a query taken apart; raises the ArmError of Resource Graph for anything else than the part it knows."""
    words = _Words(text)
    table = words.take().lower() if words.peek(1) in {"|", ""} else "resources"
    if table not in TABLES:
        raise bad_query("DisallowedLogicalTableName", f"Table {table} is invalid, unsupported or disallowed.")
    parts: dict[str, Any] = {"tests": ()}
    if words.peek() == "|":
        words.take()
    while words.peek():
        verb = words.take().lower()
        _read(words, verb, parts)
        if words.peek():
            words.expect("|")
    return Query(table, **parts)


def _read(words: "_Words", verb: str, parts: dict[str, Any]) -> None:
    if verb == "where":
        parts["tests"] += (_either(words),)
    elif verb == "project":
        parts["columns"] = dict(_column(words) for _ in words.listed())
    elif verb in {"order", "sort"}:
        words.expect("by")
        parts["order"] = tuple(_ordering(words) for _ in words.listed())
    elif verb in {"limit", "take"}:
        parts["limit"] = words.number()
    else:
        raise words.failure(verb)


class _Words:
    """The words of a query, read one by one."""

    def __init__(self, text: str) -> None:
        self._words: list[tuple[str, int]] = []
        self._length = len(text)
        at = 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if match is None:
                raise bad_query("ParserFailure", "ParserFailure", line=1, characterPositionInLine=at, token=text[at])
            self._words.append((match[1], match.start(1)))
            at = match.end()
        self._at = 0

    def peek(self, ahead: int = 0) -> str:
        return self._words[self._at + ahead][0] if self._at + ahead < len(self._words) else ""

    def take(self) -> str:
        word = self.peek()
        if not word:
            raise self.failure("<EOF>")
        self._at += 1
        return word

    def expect(self, wanted: str) -> None:
        word = self.take()
        if word.lower() != wanted:
            raise self.failure(word)

    def number(self) -> int:
        word = self.take()
        if not word.isdigit():
            raise self.failure(word)
        return int(word)

    def literal(self) -> str:
        word = self.take()
        if word[0] not in "'\"":
            raise self.failure(word)
        return re.sub(r"\\(.)", r"\1", word[1:-1])

    def listed(self) -> Iterable[None]:
        """Yield once for each part of a list with commas; the caller reads the part."""
        yield
        while self.peek() == ",":
            self.take()
            yield

    def failure(self, token: str) -> Exception:
        at = self._words[self._at - 1][1] if 0 < self._at <= len(self._words) else self._length
        return bad_query("ParserFailure", "ParserFailure", line=1, characterPositionInLine=at, token=token)


def _either(words: _Words) -> Callable[[Row], bool]:
    tests = [_all(words)]
    while words.peek().lower() == "or":
        words.take()
        tests.append(_all(words))
    return lambda row: any(test(row) for test in tests)


def _all(words: _Words) -> Callable[[Row], bool]:
    tests = [_test(words)]
    while words.peek().lower() == "and":
        words.take()
        tests.append(_test(words))
    return lambda row: all(test(row) for test in tests)


_COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "=~": lambda value, wanted: value.lower() == wanted.lower(),
    "!~": lambda value, wanted: value.lower() != wanted.lower(),
    "==": lambda value, wanted: value == wanted,
    "!=": lambda value, wanted: value != wanted,
    "contains": lambda value, wanted: wanted.lower() in value.lower(),
    "startswith": lambda value, wanted: value.lower().startswith(wanted.lower()),
}


def _test(words: _Words) -> Callable[[Row], bool]:
    if words.peek() == "(":
        words.take()
        inner = _either(words)
        words.expect(")")
        return inner
    path, operator = words.take(), words.take().lower()
    if operator in {"in", "in~"}:
        return _membership(words, path, ignores_case=operator == "in~")
    compare = _COMPARISONS.get(operator)
    if compare is None:
        raise words.failure(operator)
    wanted = words.literal()
    return lambda row: compare(str(value_at(row, path) or ""), wanted)


def _membership(words: _Words, path: str, ignores_case: bool) -> Callable[[Row], bool]:
    words.expect("(")
    wanted = {words.literal() for _ in words.listed()}
    words.expect(")")
    if not ignores_case:
        return lambda row: str(value_at(row, path) or "") in wanted
    lowered = {each.lower() for each in wanted}
    return lambda row: str(value_at(row, path) or "").lower() in lowered


def _column(words: _Words) -> tuple[str, str]:
    name = words.take()
    if words.peek() == "=":
        words.take()
        return name, words.take()
    return name.replace(".", "_"), name


def _ordering(words: _Words) -> tuple[str, bool]:
    path = words.take()
    if words.peek().lower() in {"asc", "desc"}:
        return path, words.take().lower() == "desc"
    return path, True  # Kusto's default
