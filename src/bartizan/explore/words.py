"""The words of the text form, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from bartizan.model import UsageError

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<op>!=|<=|>=|[=<>~])
    |(?P<mark>[()\[\],])
    |(?P<word>[\w:/@*.+-]+(?:(?<=\.)"(?:[^"\\]|\\.)*"[\w:/@*.+-]*)*)""",
    re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_PLAIN_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[\w:/@*.+-]*)?", re.ASCII)
_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,15})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,20}|(?:\.[0-9]{1,20})?e[+-]?[0-9]{1,3})")
CLAUSES = ("where", "show", "sort", "limit", "with", "without", "only")
RESERVED = frozenset(
    {"find", "and", "or", "not", "in", "is", "has", "no", "all", "at", "exactly", "through", "within", "ago"}
    | {"asc", "desc", "true", "false", "unknown", *CLAUSES}
)
"""Words that a name must not be, and that a value is quoted for."""
_SHOWN = 60
MOST_LETTERS = 20_000
LARGEST = 10**15
"""The largest whole number; a longer one is a text, such as an ID."""


class QueryError(UsageError):
    """A query that cannot be asked; the message says what is wrong and, of a text, points at the place."""

    keeps_lines = True


@dataclass(frozen=True)
class Token:
    """One token: its kind (string, op, mark, word, end), its text and where it begins."""

    kind: str
    text: str
    at: int


def words(text: str) -> list[Token]:
    """Return the words of a text, the last of kind ``end``.

    Raises:
        QueryError: a character belongs to no word, or the text is too long.
    """
    if len(text) > MOST_LETTERS:
        raise QueryError(f"the query is longer than {MOST_LETTERS:,} characters")
    return [*_words(text), Token("end", "", len(text))]


def _words(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            what = "a text that is not closed" if text[at] == '"' else f"unexpected {text[at]!r}"
            what += "; a text stands in double quotes" if text[at] == "'" else ""
            raise QueryError(pointed(text, at, what))
        if found.lastgroup and found.lastgroup != "space":
            yield Token(found.lastgroup, found[0], at)
        at = found.end()


def pointed(text: str, at: int, message: str) -> str:
    """Return a message with the line of the text that it is about and a mark under the place."""
    start = text.rfind("\n", 0, at) + 1
    line = text[start:].partition("\n")[0]
    cut = max(0, at - start - _SHOWN)
    shown = line[cut : cut + 2 * _SHOWN].replace("\t", " ")
    return f"{message}\n  {shown}\n  {' ' * (at - start - cut)}^"


def unescaped(text: str) -> str:
    """Return what a text in quotes says."""
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def escaped(text: str) -> str:
    """Return a text in quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def path_of(word: str) -> str:
    """Return the path that a word writes, without the quotes of its parts: ``tags."a b"`` is ``tags.a b``."""
    return _QUOTED.sub(lambda found: unescaped(found[0]), word) if '"' in word else word


def path_word(path: str) -> str:
    """Return a path as the text form writes it."""
    if _PLAIN_PATH.fullmatch(path):
        return path
    first, _, rest = path.partition(".")
    return f"{first}.{escaped(rest)}"


def number(text: str, other: str) -> int | float | str:
    """Return the number that a word says, ``other`` where it says none: an account's leading zeros count."""
    if _INT.fullmatch(text):
        return whole if abs(whole := int(text)) <= LARGEST else other
    return told if _FLOAT.fullmatch(text) and isfinite(told := float(text)) else other
