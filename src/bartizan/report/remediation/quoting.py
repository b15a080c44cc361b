"""Put values from the cloud into commands so that a shell takes each as one word, whatever is in it.

Where a value stands decides how: outside of quotes it is quoted for the shell; in single quotes, where rules keep JSON
and JMESPath with its JSON literals, it is escaped as JSON; in double quotes as those ask for.
"""

import re
import shlex
from collections.abc import Callable, Sequence
from functools import lru_cache

import orjson

from bartizan.model import printable

MARK = "\0"
"""Stands in a text where a value belongs; no file of a rule can hold it."""
Quote = Callable[[str, Sequence[object]], str]
"""Returns a text with each mark replaced by the next of the values."""
_LONGEST = 100_000


def plain(text: str, values: Sequence[object]) -> str:
    """Return a text with its values as they are, each on one line and without control characters."""
    left = iter(values)
    return re.sub(MARK, lambda _: _text(next(left)), text)


def shell(text: str, values: Sequence[object]) -> str:
    """Return commands with their values quoted for the place where each stands."""
    left = iter(values)
    return "".join(_quoted(next(left), part[1:]) if part[0] == MARK else part for part in _parts(text))


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    """Return what stands between the marks, and for each mark itself with what is open there.

    Values change nothing of that, and hundreds of findings share one text.
    """
    parts, place = [""], _Place()
    for c in text:
        if c == MARK:
            parts += [MARK + place.open, ""]
        else:
            parts[-1] += place.after(c)
    return tuple(filter(None, parts))


class _Place:
    """What is open while commands are read: a quote, a comment (``#``) or nothing."""

    def __init__(self) -> None:
        self.open = ""
        self._last = "\n"

    def after(self, c: str) -> str:
        """Take the next character and return it."""
        escaped = self._last == "\\" and self.open in ("", '"')
        if self.open == "#":
            self.open = "" if c == "\n" else "#"
        elif self.open and not escaped:
            self.open = "" if c == self.open else self.open
        elif not escaped and (c in "'\"" or (c == "#" and self._last.isspace())):
            self.open = c
        self._last = "" if escaped else c
        return c


def _quoted(value: object, place: str) -> str:
    if place == "'":
        return _json(value)
    if place == '"':
        return re.sub(r'([\\"$`])', r"\\\1", _text(value))
    if place == "#":
        return _text(value)
    if isinstance(value, list):
        return " ".join(shlex.quote(_text(item)) for item in value)
    return shlex.quote(_text(value))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return printable(value, _LONGEST)


def _json(value: object) -> str:
    """Return a value for JSON between single quotes: the inside of a string, or a whole list."""
    is_list = isinstance(value, list)
    told = orjson.dumps([_text(item) for item in value] if isinstance(value, list) else _text(value)).decode()
    return (told if is_list else told[1:-1]).replace("'", r"\u0027").replace("`", r"\u0060")
