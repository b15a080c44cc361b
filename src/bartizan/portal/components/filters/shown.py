"""How a list is shown, and what the address asks of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from htpy import Node

from bartizan.portal.links import Query
from bartizan.portal.panels.summary import RowSummaries
from bartizan.portal.view import View
from bartizan.report.listing.ask import ListFilter

Row = Mapping[str, Any]
_OWN = frozenset(
    (
        *("q", "filter", "sort", "offset", "at", "tab", "group", "columns", "step", "fix", "view", "open", "form"),
        *("finding", "width"),
    )
)
"""Names in the address that are no columns of a list."""
_FINDS = "_q"
"""How names end under which the values of a facet are looked for."""


@dataclass(frozen=True)
class ListColumn:
    """A column of a table: its heading, what a cell shows, and the column of the list that it sorts by."""

    heading: str
    cell: Callable[[View, Row], Node]
    sort: str = ""
    class_: str = ""


@dataclass(frozen=True)
class ListFacet:
    """A filter at the side: a column of the list, its name and the words for its values.

    Some are found by a text where there may be more than a page lists; of one that ``is_searched``, where there are
    more than a glance takes in. Those of ``order`` stand in it, others by their number of rows.
    """

    column: str
    name: str
    word: Callable[[str], str] = str
    is_searched: bool = False
    order: Sequence[str] = ()


@dataclass(frozen=True)
class ListView:
    """How a list is shown.

    ``fixed`` are values that the page itself asks for, which nobody can take out, as is the expression ``only``;
    ``choices`` those that a facet offers where ``fixed`` holds what was chosen of them. A row opens beside the list
    where there are ``summaries``. ``filled`` adds to the rows of a page, all at once, what the list does not hold.
    """

    name: str
    one: str
    many: str
    columns: Sequence[ListColumn]
    facets: Sequence[ListFacet] = ()
    fixed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    empty: Node = None
    placeholder: str = "Filter by name"
    row_unknown: Callable[[View, ListFilter], Node] | None = None
    summaries: RowSummaries | None = None
    only: str = ""
    filled: Callable[[View, Sequence[Row]], Sequence[Row]] | None = None


def asked(view: View, fixed: Mapping[str, Sequence[str]] | None = None) -> ListFilter:
    """Return what the address asks of a list, with what the page itself asks."""
    return asked_in(view.query, fixed)


def asked_in(query: Query, fixed: Mapping[str, Sequence[str]] | None = None) -> ListFilter:
    """Return what a query asks of a list, with what the page itself asks."""
    values: dict[str, list[str]] = {}
    own = {"filter": "", "q": ""}
    for name, value in query:
        if name in own:
            own[name] = value
        if _is_column(name) and value != "":
            values.setdefault(name, []).append(value)
    return ListFilter(own["filter"], values | {k: list(v) for k, v in (fixed or {}).items()}, own["q"])


def question_of(view: View, shown: ListView) -> ListFilter:
    """Return what the address asks of a list that a page shows, with all that the page itself asks."""
    question = asked(view, shown.fixed)
    if not shown.only:
        return question
    both = f"({question.filter}) and ({shown.only})" if question.filter else shown.only
    return replace(question, filter=both)


def chosen(view: View, shown: ListView) -> list[tuple[str, str]]:
    """Return the columns and values that somebody chose, of those that the page fixes only what it offers."""
    pages_own = set(shown.fixed) - set(shown.choices)
    return [(name, value) for name, value in view.query if _is_column(name) and name not in pages_own and value]


def active(view: View, shown: ListView) -> int:
    """Return how many filters narrow a list."""
    return len(chosen(view, shown)) + sum(bool(view.asked(name)) for name in ("q", "filter"))


def _is_column(name: str) -> bool:
    return name not in _OWN and not name.endswith(_FINDS)
