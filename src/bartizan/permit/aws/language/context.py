"""What is known of a request's condition keys: a value, that there is none, or nothing.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path

from bartizan.permit.aws.language.match import matches

_FILE = Path(__file__).with_name("condition_keys.csv")
_VARIABLE = re.compile(r"\$\{\s*(?P<key>[^{},]*?)\s*(?:,\s*'(?P<default>[^'}]*)'\s*)?\}")
_ESCAPED = {"*": "\ue000", "?": "\ue001"}
"""Wildcards that stand for themselves; no ARN holds these characters, which no wildcard of a policy equals."""


class Undecided(Enum):
    """A key whose value nobody knows: surely part of the request, or perhaps."""

    PRESENT = "present"
    PERHAPS = "perhaps"


Values = tuple[str, ...] | Undecided
"""The values of a key; none at all where it is known to be absent."""

ABSENT: tuple[str, ...] = ()
INTERNET = "any address on the internet"
"""The value of aws:SourceIp for a caller who may be anywhere."""


@dataclass(frozen=True)
class Context:
    """The condition keys of one request, in lower case, and its action.

    A key that is not among them is absent where the action never carries it, else untold. ``variables`` are what
    variables stand for where that says more than the keys: a value that is not known, but is not that of the caller.
    """

    known: Mapping[str, Values] = field(default_factory=dict)
    action: str = ""
    variables: Mapping[str, Values] = field(default_factory=dict)

    def values(self, key: str) -> Values:
        """Return what is known of a key, given in lower case."""
        if key in self.known:
            return self.known[key]
        prefix, slash, _ = key.partition("/")
        if slash and f"{prefix}/" in self.known:
            return self.known[f"{prefix}/"]
        return Undecided.PERHAPS if may_carry(self.action, key) else ABSENT

    def of(self, action: str) -> "Context":
        """Return the same context for another action."""
        return replace(self, action=action.lower())

    def having(self, more: Mapping[str, Values]) -> "Context":
        """Return the same context with more keys."""
        return replace(self, known={**self.known, **more})


@lru_cache(50_000)
def may_carry(action: str, key: str) -> bool:
    """Return whether requests for an action may carry a key; both in lower case. Without an action, they may."""
    if not action:
        return True
    for row in _rows():
        if matches(row["key"], key):
            return any(matches(pattern, action) for pattern in row["actions"].split())
    service, prefix = action.partition(":")[0], key.partition(":")[0]
    if prefix == "aws" or not re.fullmatch(r"[a-z0-9-]+", prefix):
        return True
    # A service's own keys come with its own actions; kin such as s3express and s3-outposts share their name's start.
    return service.startswith(prefix) or prefix.startswith(service)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return tuple({name: text.lower() for name, text in row.items()} for row in csv.DictReader(lines))


def filled(text: str, context: Context) -> tuple[str | None, bool]:
    """Return a text of a policy with its variables filled in, and whether all of them are known.

    None where a variable has no value, so that the text equals nothing. A variable that nobody knows becomes ``*``.
    """
    is_sure = True

    def value(match: re.Match[str]) -> str:
        nonlocal is_sure
        key, default = match["key"], match["default"]
        if key in (*_ESCAPED, "$"):
            return _ESCAPED.get(key, key)
        values = context.variables.get(key.lower()) or context.values(key.lower())
        if isinstance(values, Undecided) or len(values) > 1:
            is_sure = False
            return "*"
        if not values and default is None:
            raise LookupError
        return escaped(values[0] if values else default)

    try:
        return _VARIABLE.sub(value, text), is_sure
    except LookupError:
        return None, True


def escaped(text: str) -> str:
    """Return a text whose wildcards stand for themselves."""
    return "".join(_ESCAPED.get(each, each) for each in text)


def literally(text: str, pattern: str) -> str:
    """Return a text as a pattern with escaped wildcards has it."""
    return escaped(text) if any(each in pattern for each in _ESCAPED.values()) else text
