"""Environment markers, decided for Linux on x86-64 and CPython, of a release that is mostly not known.

Source: https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
"""

import operator
import re
from collections.abc import Callable
from functools import lru_cache

Release = tuple[int, ...]

OLDEST: Release = (3, 6)
"""The oldest Python that a function still runs on."""
_ENVIRONMENT = {
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "python_implementation": "CPython",
    "implementation_name": "cpython",
    # Lock files of PEP 751: no extra and no group is installed that nobody asks for.
    "extras": "",
    "dependency_groups": "",
}
_TOKEN = re.compile(r"""\(|\)|and\b|or\b|not\s+in\b|in\b|[<>=!~]=?=?|'[^']*'|"[^"]*"|[\w.]+""", re.ASCII)
_LONGEST = 2000
_MOST_PARENTHESES = 30
_RELEASE = re.compile(r"(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?(?:\.\*)?", re.ASCII)
_SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EQUAL: dict[str, Callable[[str, str], bool]] = {
    "==": operator.eq,
    "===": operator.eq,
    "!=": operator.ne,
    "in": lambda one, other: one in other,
    "not in": lambda one, other: one not in other,
}


@lru_cache(maxsize=4096)
def is_elsewhere(marker: str, oldest: Release = OLDEST) -> bool:
    """Return whether a marker rules a function out; one that cannot be decided, or read, does not."""
    if not marker.strip() or len(marker) > _LONGEST or marker.count("(") > _MOST_PARENTHESES:
        return False
    parser = _Parser(marker, max(oldest, OLDEST))
    return parser.either() is False and parser.is_at_end


def oldest_of(requires: str) -> Release:
    """Return the oldest Python that a project admits: ``>=3.11,<4`` and ``^3.11`` say 3.11."""
    found = [_release(each) for each in re.findall(r"(?:>=|\^|~=?|==)\s*([\d.]+)", requires[:_LONGEST])]
    return max([OLDEST, *filter(None, found)])


class _Parser:
    """Reads a marker from left to right; None is for what cannot be decided."""

    def __init__(self, marker: str, oldest: Release) -> None:
        self._tokens = _TOKEN.findall(marker)
        self._at = 0
        self._oldest = oldest

    @property
    def is_at_end(self) -> bool:
        return self._at >= len(self._tokens)

    def either(self) -> bool | None:
        stated = [self._both()]
        while self._takes("or"):
            stated.append(self._both())
        return True if True in stated else None if None in stated else False

    def _both(self) -> bool | None:
        stated = [self._one()]
        while self._takes("and"):
            stated.append(self._one())
        return False if False in stated else None if None in stated else True

    def _one(self) -> bool | None:
        if self._takes("("):
            value = self.either()
            self._takes(")")
            return value
        left, sign, right = (self._next() for _ in range(3))
        return _compared(left, " ".join(sign.split()), right, self._oldest)

    def _takes(self, token: str) -> bool:
        is_next = not self.is_at_end and self._tokens[self._at] == token
        self._at += is_next
        return is_next

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else ""


def _compared(left: str, sign: str, right: str, oldest: Release) -> bool | None:
    if left[:1] in {"'", '"'} and right.startswith("python_"):
        left, sign, right = right, _SWAPPED.get(sign, sign), left
    if left in {"python_version", "python_full_version"}:
        return _of_release(sign, _release(right.strip("'\"")), oldest)
    one, other = _value(left), _value(right)
    return None if one is None or other is None or sign not in _EQUAL else _EQUAL[sign](one, other)


def _value(token: str) -> str | None:
    return token[1:-1] if token[:1] in {"'", '"'} else _ENVIRONMENT.get(token)


def _of_release(sign: str, release: Release | None, oldest: Release) -> bool | None:
    """Compare any Python from the oldest on with a release."""
    if release is None:
        return None
    is_later = oldest[: len(release)] > release
    if sign in {"<", "<="} and (is_later or (sign == "<" and oldest >= release)):
        return False
    if sign in {"==", "===", "~="} and is_later:
        return False
    if (sign in {">", "!="} and is_later) or (sign == ">=" and oldest >= release):
        return True
    return None


def _release(text: str) -> Release | None:
    found = _RELEASE.fullmatch(text.strip())
    return tuple(int(part) for part in found.groups() if part) if found else None
