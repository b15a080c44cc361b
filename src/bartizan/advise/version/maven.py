"""The order of Maven's versions, as a comparison: it is not transitive, so no key can stand for all of them.

Source: https://maven.apache.org/pom.html#version-order-specification, and ComparableVersion of Maven 3.8, which is what
build tools run.
"""

import re
from functools import lru_cache
from itertools import zip_longest

from bartizan.advise.version import semver
from bartizan.advise.version.parts import MAX_LENGTH

_QUALIFIERS = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_RELEASE = _QUALIFIERS.index("")
_ALIASES = {"ga": "", "final": "", "release": "", "cr": "rc"}
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)*", re.ASCII)


class Word(str):
    """A qualifier, which is ordered by its rank and then by its letters."""

    __slots__ = ("rank",)
    rank: tuple[int, str]

    def __new__(cls, letters: str, *, before_digit: bool = False) -> "Word":
        """Return a qualifier by its usual name."""
        if before_digit:
            letters = _SHORT.get(letters, letters)
        letters = _ALIASES.get(letters, letters)
        word = super().__new__(cls, letters)
        is_known = letters in _QUALIFIERS
        word.rank = (_QUALIFIERS.index(letters), "") if is_known else (len(_QUALIFIERS), letters)
        return word


def key(version: str) -> bytes | None:
    """Return the sortable key of a version that is plain numbers, None for any other."""
    return semver.core(version) if _PLAIN.fullmatch(version) else None


def compare(a: str, b: str) -> int:
    """Return a negative number, 0 or a positive one as ``a`` comes before, with or after ``b``.

    Raises:
        ValueError: a text is too long to be a version.
    """
    return _lists(_parsed(a), _parsed(b))


@lru_cache(maxsize=65536)
def _parsed(version: str) -> list:  # type: ignore[type-arg]  # of numbers, words and lists
    if len(version) > MAX_LENGTH:
        raise ValueError("too long for a version")
    lists: list[list] = [[]]  # type: ignore[type-arg]
    for separator, digits, letters, following in _TOKEN.findall(version.strip().lower()):
        _append(lists, separator, digits, letters, following)
    for each in reversed(lists[1:]):
        _trim(each)
        if len(each) == 1 and isinstance(each[0], list):
            each[:] = each[0]
    _trim(lists[0])
    return lists[0]


_TOKEN = re.compile(r"([-.]?)(?:([0-9]+)|([^-.0-9]+)(?=([0-9])?)|(?=[-.]|$))", re.ASCII)


def _append(lists: list[list], separator: str, digits: str, letters: str, following: str) -> None:  # type: ignore[type-arg]
    """Append one token; a hyphen, and a change between letters and digits, begin a list within the list."""
    if not (separator or digits or letters):
        return
    is_change = not separator and bool(lists[-1])
    if separator == "-" or is_change:
        inner: list = []  # type: ignore[type-arg]
        lists[-1].append(inner)
        lists.append(inner)
    if digits:
        lists[-1].append(int(digits))
    elif letters:
        lists[-1].append(Word(letters, before_digit=bool(following)))
    else:
        lists[-1].append(0)


def _trim(items: list) -> None:  # type: ignore[type-arg]
    """Remove what means nothing from the end: zeros, empty lists and the release's own names."""
    for n in range(len(items) - 1, -1, -1):
        if _is_null(items[n]):
            del items[n]
        elif not isinstance(items[n], list):
            break


def _is_null(item: object) -> bool:
    return not item if isinstance(item, (int, list)) else isinstance(item, Word) and item.rank[0] == _RELEASE


def _lists(a: list, b: list) -> int:  # type: ignore[type-arg]
    for left, right in zip_longest(a, b):
        order = -_against(right, None) if left is None else _against(left, right)
        if order:
            return order
    return 0


_CLASSES = {Word: 0, list: 1, int: 2}


def _against(item: object, other: object) -> int:
    """Return the order of an item and another, or None where the other version has ended."""
    if other is None:
        return _against_nothing(item)
    kind, other_kind = _CLASSES[type(item)], _CLASSES[type(other)]
    if kind != other_kind:
        return kind - other_kind
    if isinstance(item, list):
        return _lists(item, other)  # type: ignore[arg-type]
    left, right = (item.rank, other.rank) if isinstance(item, Word) else (item, other)  # type: ignore[attr-defined]
    return int(left > right) - int(left < right)  # type: ignore[operator]


def _against_nothing(item: object) -> int:
    if isinstance(item, Word):
        return (item.rank > (_RELEASE, "")) - (item.rank < (_RELEASE, ""))
    if isinstance(item, list):
        return next((order for each in item if (order := _against_nothing(each))), 0)
    return int(bool(item))
