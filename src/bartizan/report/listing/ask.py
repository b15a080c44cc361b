"""What is asked of a list, as SQL: a filter of the explorer's grammar, values by column, and a text to look for."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bartizan.base.suggestion import suggestion
from bartizan.explore.conditions import condition
from bartizan.explore.parse import parse_expression
from bartizan.explore.rows import Rows
from bartizan.explore.tree import All, Any_, Compare, Expression, Not, Unread
from bartizan.explore.words import QueryError
from bartizan.model import UsageError, now
from bartizan.report.listing.beside import found_by
from bartizan.report.listing.judged.healthy import passes
from bartizan.report.listing.lists import ListTable
from bartizan.report.listing.table import WORD
from bartizan.report.listing.words import contains
from bartizan.report.paging import Part, order_by
from bartizan.store.engine import Engine, literal, quoted

_MOST_VALUES = 200
_HEX = re.compile(r"[0-9a-f]{16}")
_OF_SEVERAL = ("=", "!=", "in", "not in")
PASSES = "passes"
"""The name under which resources are asked for by the rules that they pass."""
_CONDITIONS = {("inventory", PASSES): passes}
"""What is asked for by a name that no row has values of: by list and name, the condition on a row."""


@dataclass(frozen=True)
class ListFilter:
    """What is asked of a list: all of it must hold.

    ``filter`` is an expression of ``docs/explorer.md`` on the list's own columns; ``values`` has for a column the
    values one of which it must have; ``text`` is looked for in names.
    """

    filter: str = ""
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    text: str = ""

    def without(self, column: str) -> "ListFilter":
        """Return the same without the values of a column, to count what else could be chosen there."""
        kept = {name: values for name, values in self.values.items() if name != column}
        return ListFilter(self.filter, kept, self.text)

    def sql(self, engine: Engine, listing: ListTable, columns: Mapping[str, str]) -> str:
        """Return the condition on a row ``t``, null where that is not known.

        Raises:
            UsageError: it names what the list does not have.
        """
        parts = [
            _has_one(engine, listing, columns, name, _few(name, values))
            for name, values in self.values.items()
            if values
        ]
        if self.filter:
            parts.append(_Filter(engine, Rows(listing.name, columns), now()).sql(parse_expression(self.filter)))
        if self.text:
            parts.append(" or ".join(contains(engine, listing, name, self.text) for name in listing.texts))
        return " and ".join(f"({part})" for part in parts) or "true"


def order(columns: Mapping[str, str], sort: Sequence[str]) -> str:
    """Return what the rows are sorted by: the keys, then the default order, which no two rows share.

    Raises:
        UsageError: a key is no column that can be sorted by.
    """
    keys = {name: f"t.{quoted(name)}" for name, type_ in columns.items() if not type_.endswith("[]")}
    return order_by(Part(tuple(sort)), keys, "t.n")


def _has_one(engine: Engine, listing: ListTable, columns: Mapping[str, str], name: str, values: Sequence[str]) -> str:
    """Return the condition that a row has one of these values: of a column, beside it, or by what else it is found."""
    if condition := _CONDITIONS.get((listing.name, name)):
        return condition(engine, values)
    others = found_by(listing.name)
    return others[name].condition(engine, values) if name in others else _one_of(listing, columns, name, values)


def _one_of(listing: ListTable, columns: Mapping[str, str], name: str, values: Sequence[str]) -> str:
    if name not in columns or columns[name].endswith("[]"):
        raise UsageError(
            f"{listing.name} has no column {name!r}{suggestion(name, [*columns, *found_by(listing.name)])}"
        )
    column = f"t.{quoted(name)}"
    if name == listing.hex_id:  # to write out the number of each row would take longer than all else
        numbers = [f"{int(value, 16)}::ubigint" for value in values if _HEX.fullmatch(value)]
        return f"t.{quoted(name + WORD)} in ({', '.join(numbers)})" if numbers else "false"
    # A number or a time is compared as it is shown.
    compared = column if columns[name] == "VARCHAR" else f"{column}::varchar"
    return f"{compared} in ({', '.join(map(literal, values))})"


def _few(name: str, values: Sequence[str]) -> Sequence[str]:
    if len(values) > _MOST_VALUES:
        raise UsageError(f"{name}: at most {_MOST_VALUES} values")
    return values


@dataclass(frozen=True)
class _Filter:
    """An expression on the rows of a list, as SQL."""

    engine: Engine
    rows: Rows
    at: datetime.datetime

    def sql(self, part: Expression) -> str:
        match part:
            case All() | Any_():
                inner = part.all if isinstance(part, All) else part.any
                word = " and " if isinstance(part, All) else " or "
                return word.join(f"({self.sql(each)})" for each in inner)
            case Not():
                return f"not ({self.sql(part.not_)})"
            case Compare() if part.column in found_by(str(self.rows.type)):
                return self._beside(part)
            case Compare():
                return condition(part, self.rows, self.at)
            case Unread() if part.unread in found_by(str(self.rows.type)):
                return f"({found_by(str(self.rows.type))[part.unread].unread(self.engine)})"
            case Unread():
                return f"{self.rows.column(part.unread, part).sql} is null"
        raise QueryError("a filter compares columns of this list; what is related is asked for in the explorer")

    def _beside(self, part: Compare) -> str:
        """Return a comparison with what a row may have several of: that it has one of these values, or none."""
        if part.op not in _OF_SEVERAL:
            raise QueryError(f"{part.column!r} is compared with {', '.join(_OF_SEVERAL)}")
        values = part.value if isinstance(part.value, tuple) else (part.value,)
        if len(values) > _MOST_VALUES:
            raise QueryError(f"{part.column}: at most {_MOST_VALUES} values")
        found = found_by(str(self.rows.type))[part.column]
        texts = (str(each).lower() if isinstance(each, bool) else str(each) for each in values)
        holds = " or ".join(f"({found.condition(self.engine, [each])})" for each in texts)
        return f"not ({holds})" if part.op in ("!=", "not in") else f"({holds})"
