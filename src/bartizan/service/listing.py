"""Lists of a snapshot for the API and the portal: filtered, counted, paged, and as CSV or JSON lines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from bartizan.base.suggestion import suggestion
from bartizan.model import UsageError
from bartizan.report.formats.spreadsheet import csv_text
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.beside_facets import FacetValue
from bartizan.report.listing.lists import LISTS, ListTable
from bartizan.report.listing.page import ListPart, count_by, count_each, count_rows
from bartizan.report.listing.page import all_facets as count_all_facets
from bartizan.report.listing.page import facets as count_facets
from bartizan.report.listing.page import page as read_page
from bartizan.report.listing.page import parts as read_parts
from bartizan.report.listing.table import columns as list_columns
from bartizan.service.published import Published, once_decided

NAMES = tuple(LISTS)
_ALL = ListFilter()


def listing(name: str) -> ListTable:
    """Return a list by its name.

    Raises:
        UsageError: there is none.
    """
    if name not in LISTS:
        raise UsageError(f"there is no list {name!r}{suggestion(name, list(LISTS))}")
    return LISTS[name]


def columns(published: Published, name: str) -> dict[str, str]:
    """Return the columns of a list and their types, as the engine names them."""
    return list_columns(published.engine, listing(name))


def rows(
    published: Published,
    name: str,
    asked: ListFilter,
    *,
    sort: Sequence[str] = (),
    fields: Sequence[str] = (),
    limit: int = 50,
    offset: int = 0,
) -> ListPart:
    """Return a page of a list.

    Raises:
        UsageError: what is asked names what the list does not have.
    """
    found = listing(name)
    return read_page(published.engine, found, asked, sort=sort, fields=fields, limit=limit, offset=offset)


def total(published: Published, name: str, asked: ListFilter) -> int:
    """Return how many rows of a list match.

    Raises:
        UsageError: what is asked names what the list does not have.
    """
    return count_rows(published.engine, listing(name), asked)[0]


def each_total(published: Published, name: str, asked: ListFilter, parts: Sequence[str]) -> list[int]:
    """Return how many rows of a list match that also fit each of these expressions.

    Raises:
        UsageError: what is asked names what the list does not have.
    """
    return count_each(published.engine, listing(name), asked, parts)


@once_decided
def totals(published: Published, name: str, column: str, asked: ListFilter = _ALL) -> Mapping[str, int]:
    """Return how many rows of a list have each value of a column: counted once for a snapshot.

    ``asked`` is what a page always asks, and nothing that somebody chooses: each is kept as long as the snapshot.
    """
    return count_by(published.engine, listing(name), column, asked)


def facets(
    published: Published, name: str, column: str, asked: ListFilter, text: str = "", *, also: Sequence[str] = ()
) -> list[FacetValue]:
    """Return the values of a column with their counts, 20 at most, as far as all else that is asked leaves them.

    With a text those that hold it, or another of ``also``.

    Raises:
        UsageError: the list has no such column.
    """
    return count_facets(published.engine, listing(name), column, asked, text, also=also)


def all_facets(
    published: Published, name: str, columns: Sequence[str], asked: ListFilter
) -> dict[str, list[FacetValue]]:
    """Return the values of several columns with their counts; those that the list does not have are left out."""
    return count_all_facets(published.engine, listing(name), columns, asked)


def as_lines(
    published: Published,
    name: str,
    asked: ListFilter,
    kind: str,
    *,
    sort: Sequence[str] = (),
    fields: Sequence[str] = (),
) -> Iterator[bytes]:
    """Yield all rows that match as ``csv`` or ``jsonl``, some thousand at a time."""
    parts = read_parts(published.engine, listing(name), asked, sort=sort, fields=fields)
    for n, items in enumerate(parts):
        yield lines_of(items, kind, has_header=not n)


def lines_of(items: Sequence[dict[str, Any]], kind: str, *, has_header: bool = True) -> bytes:
    """Return rows as ``csv`` or ``jsonl``."""
    if kind == "csv":
        return csv_text(items, has_header=has_header).encode()
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in items)
