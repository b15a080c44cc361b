"""Write a query in the text form. ``parse(text(query))`` is the query again."""

import re

from bartizan.explore.tree import (
    Ago,
    All,
    Any_,
    Compare,
    Count,
    Expression,
    Inner,
    Insight,
    Not,
    Query,
    Related,
    Unread,
)
from bartizan.explore.vocabulary import is_type
from bartizan.explore.words import RESERVED, escaped, number, path_word

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_:/@*.-]*")


def text(query: Query) -> str:
    """Return a query as text, in one line."""
    clauses = [f"find {query.find}"]
    if query.where is not None:
        clauses.append(f"where {expression(query.where)}")
    if query.show:
        clauses.append(f"show {', '.join(map(path_word, query.show))}")
    if query.sort:
        clauses.append(
            "sort "
            + ", ".join(f"{path_word(key.column)} desc" if key.desc else path_word(key.column) for key in query.sort)
        )
    if query.limit is not None:
        clauses.append(f"limit {query.limit}")
    if query.unknown != "with":
        clauses.append(f"{query.unknown} unknown")
    return " ".join(clauses)


def expression(part: Expression) -> str:
    """Return an expression as text."""
    match part:
        case All():
            return " and ".join(_within(each, (All, Any_)) for each in part.all)
        case Any_():
            return " or ".join(_within(each, (Any_,)) for each in part.any)
        case Not():
            return f"not {_within(part.not_, (All, Any_))}"
        case Compare():
            return _compare(part)
        case Unread() | Insight():
            return f"is {part.insight}" if isinstance(part, Insight) else f"{path_word(part.unread)} is unknown"
    return _relation(part)


def _relation(part: Related) -> str:
    """Return a relation with all that is in its brackets."""
    through = f" through {part.through}" if part.through else ""
    within = f" within {part.within}" if part.within is not None else ""
    return f"{_quantifier(part.count)}{part.related}{through}{within} ({_inner(part.to)})"


def _within(part: Expression, looser: tuple[type[Expression], ...]) -> str:
    return f"({expression(part)})" if isinstance(part, looser) else expression(part)


def _compare(part: Compare) -> str:
    if isinstance(part.value, tuple):
        return f"{path_word(part.column)} {part.op} [{', '.join(map(_value, part.value))}]"
    if part.value is True and part.op == "=" and not is_type(part.column):
        return path_word(part.column)
    return f"{path_word(part.column)} {part.op} {_value(part.value)}"


def _value(value: object) -> str:
    if isinstance(value, Ago):
        return f"{value.ago} ago"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    told = str(value)
    is_plain = _PLAIN.fullmatch(told) and told not in RESERVED and number(told, told) is told
    return told if is_plain else escaped(told)


def _quantifier(count: Count | None) -> str:
    if count is None:
        return ""
    if count.every:
        return "all "
    for name in ("at_least", "at_most", "exactly"):
        if (n := getattr(count, name)) is not None:
            return "no " if (name, n) == ("at_most", 0) else f"{name.replace('_', ' ')} {n} "
    return ""


def _inner(to: Inner) -> str:
    where = expression(to.where) if to.where is not None else ""
    if to.find is None:
        return where
    return f"{to.find} where {where}" if where else to.find
