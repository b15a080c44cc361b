"""What is asked of a list, as SQL: a filter of the explorer's grammar, values by column, and a text to look for."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bartizan.base.suggestion import suggestion
from bartizan.explore.conditions import condition
from bartizan.explore.parse import parse_expression
from bartizan.explore.rows import Rows
from bartizan.explore.tree import All, Any_, Compare, Expression, Not, Unread
from bartizan.explore.words import QueryError
from bartizan.model import UsageError, now
from bartizan.report.listing.lists import ListTable
from bartizan.report.listing.words import contains
from bartizan.report.paging import Part, order_by
from bartizan.store.engine import Engine, literal, quoted

_MOST_VALUES = 200


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
        parts = [_one_of(listing, columns, name, values) for name, values in self.values.items() if values]
        if self.filter:
            parts.append(_expression(parse_expression(self.filter), Rows(listing.name, columns), now()))
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


def _one_of(listing: ListTable, columns: Mapping[str, str], name: str, values: Sequence[str]) -> str:
    if name not in columns or columns[name].endswith("[]"):
        raise UsageError(f"{listing.name} have no {name!r}{suggestion(name, list(columns))}")
    if len(values) > _MOST_VALUES:
        raise UsageError(f"{name}: at most {_MOST_VALUES} values")
    column = f"t.{quoted(name)}"
    # A number or a time is compared as it is shown.
    compared = column if columns[name] == "VARCHAR" else f"{column}::varchar"
    return f"{compared} in ({', '.join(map(literal, values))})"


def _expression(part: Expression, rows: Rows, at: datetime.datetime) -> str:
    match part:
        case All() | Any_():
            inner = part.all if isinstance(part, All) else part.any
            word = " and " if isinstance(part, All) else " or "
            return word.join(f"({_expression(each, rows, at)})" for each in inner)
        case Not():
            return f"not ({_expression(part.not_, rows, at)})"
        case Compare():
            return condition(part, rows, at)
        case Unread():
            return f"{rows.column(part.unread, part).sql} is null"
    raise QueryError("a filter compares columns of this list; what is related is asked for in the explorer")
