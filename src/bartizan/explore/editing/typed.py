"""Values as one field of a form holds them: ``read_typed(typed(value))`` is the value again."""

import re
from collections.abc import Sequence

from bartizan.explore.tree import Ago, Compare, Op, Scalar
from bartizan.explore.words import escaped, number, unescaped

_AGO = re.compile(r"([0-9]{1,5}[dh]) ago")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SEVERAL = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|$)', re.DOTALL)
_MANY: tuple[Op, ...] = ("in", "not in")


def typed(value: Scalar | Ago | Sequence[Scalar]) -> str:
    """Return a value as somebody types it: a text is in quotes only where it would be read as anything else."""
    if isinstance(value, Ago):
        return f"{value.ago} ago"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        is_plain = value and value == value.strip() and not set('",[]') & set(value) and read_typed(value) == value
        return value if is_plain else escaped(value)
    return ", ".join(map(typed, value))


def read_typed(text: str) -> Scalar | Ago:
    """Return the value that a text in a field says."""
    plain = text.strip()
    if ago := _AGO.fullmatch(plain):
        return Ago(ago=ago[1])
    return _scalar(plain)


def _scalar(plain: str) -> Scalar:
    if _QUOTED.fullmatch(plain):
        return unescaped(plain)
    return {"true": True, "false": False}[plain] if plain in ("true", "false") else number(plain, plain)


def comparison(column: str, op: Op, fields: Sequence[str]) -> Compare:
    """Return the comparison of a column with what is typed in fields: for ``in`` each may hold several, with commas."""
    if op not in _MANY:
        return Compare(column=column, op=op, value=read_typed(fields[-1] if fields else ""))
    found = [
        _scalar(each[1].strip()) for field in fields for each in _SEVERAL.finditer(field.strip()) if each[1].strip()
    ]
    return Compare(column=column, op=op, value=tuple(found))
