"""The guard: what predicates of rules read, once all in them is allowed.

What shipped predicates say is in a file that ``make generate`` writes: a scan of these alone needs no SQL parser, which
takes 8 MB and a fifth of a second.
"""

import hashlib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from bartizan.assess.guard_error import GuardError
from bartizan.base.bundled import bundled
from bartizan.base.made_from import made_of
from bartizan.base.suggestion import suggestion

__all__ = ["PREDICATES", "GuardError", "code_digest", "marks", "predicate_columns", "unfailing"]

PREDICATES = "predicates.json"
_CODE = Path(__file__).with_name("predicate.py")
Marks = list[tuple[str, int, int]]


def predicate_columns(predicate: str, columns: Collection[str], parameters: Collection[str] = ()) -> frozenset[str]:
    """Return the columns that a predicate reads.

    Raises:
        GuardError: it is not one scalar expression over ``columns`` and ``parameters``, or it could hide a null.
    """
    read, named = _names(predicate)
    for name in sorted(named - set(parameters)):  # also those without a name: ? and $1
        raise GuardError(f"'${name}' is not declared in `parameters`{suggestion(name, parameters)}")
    for name in sorted(read - set(columns)):
        raise GuardError(f"unknown column {name!r}{suggestion(name, columns)}")
    return read


@cache
def unfailing(predicate: str) -> str:
    """Return an allowed predicate that is null where a cast, or a sum of one row's values, would be an error."""
    if known := _known("predicates").get(predicate):
        return str(known["unfailing"])
    from bartizan.assess.predicate import without_errors

    return without_errors(predicate)


@cache
def marks(predicate: str) -> Marks:
    """Return each parameter's name and where its mark and name begin and end; one inside a string is text."""
    if "$" not in predicate:
        return []
    known = _known("marks").get(predicate)
    if known is not None:
        return [(name, start, end) for name, start, end in known]
    from bartizan.assess.predicate import marks as found

    return list(found(predicate))


@cache  # a rule of three tables has its predicates read seven times in a scan
def _names(predicate: str) -> tuple[frozenset[str], frozenset[str]]:
    if known := _known("predicates").get(predicate):
        return frozenset(known["columns"]), frozenset(known["parameters"])
    from bartizan.assess.predicate import names

    return names(predicate)


@cache
def _known(what: str) -> dict[str, Any]:
    """Return what was written down of shipped predicates, nothing where it was made by other code than this."""
    kept = made_of(bundled("rules") / PREDICATES, code_digest())
    return kept[what] if kept else {}


@cache
def code_digest() -> str:
    """Return the SHA-256 of the code that reads predicates, in hexadecimal."""
    return hashlib.sha256(_CODE.read_bytes()).hexdigest()
