"""What a table's SQL file says: its description, its columns, what it reads and which fact each column stands on."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from bartizan.normalize.given import GIVEN
from bartizan.normalize.kept import kept, sql_texts
from bartizan.normalize.timing import Timing

LISTING = "listing"


@dataclass(frozen=True)
class TableSource:
    """One table as its file defines it.

    ``kinds`` are the kinds whose observations it reads: its own, or for a part (a file that begins with ``-- Part of
    azure_web_app, azure_function_app:``) those of the tables that share it.
    ``is_resource`` tells a table of resources from one that is only derived from other tables. Resources of
    which only another's answers tell, as of stages, begin with ``-- Resources of aws_apigatewayv2_api:``.
    ``aspects`` are the observations of its kinds that it reads, ``needs`` the other tables and data files;
    ``listings`` are the kinds at whose listings it looks: how they went.
    ``is_one_row`` tells a table that has one row whatever was found.
    ``timing`` says how it uses the time at which they were read.
    ``by_id`` are the tables of which its rows about an ID read the rows about that ID alone, as they do of answers;
    None where its rows do not go by ID.
    ``lineage`` maps a column to the aspects and the other tables that its value stands on.
    """

    name: str
    description: str
    sql: str
    kinds: tuple[str, ...]
    is_resource: bool
    columns: dict[str, str]
    aspects: frozenset[str]
    needs: frozenset[str]
    listings: frozenset[str]
    is_one_row: bool
    timing: Timing
    by_id: frozenset[str] | None
    lineage: dict[str, frozenset[str]]


@cache
def sources() -> dict[str, TableSource]:
    """Return every table's source by name, in an order in which each comes after what it needs."""
    known = kept()
    if known is None:
        from bartizan.normalize.parse import parsed_sources

        return parsed_sources()
    return {name: _read(name, **table) for name, table in known["tables"].items()}


@cache
def on_permissions() -> dict[str, frozenset[str]]:
    """Return by table the columns that stand on what identities may do."""
    makers = [GIVEN[name].stands_on for name in ("aws_iam_power", "azure_app_power")]
    return {
        name: frozenset(column for column, facts in source.lineage.items() if any(each <= facts for each in makers))
        for name, source in sources().items()
    }


def _read(
    name: str,
    *,
    kinds: list[str],
    aspects: list[str],
    needs: list[str],
    listings: list[str],
    timing: dict[str, bool],
    by_id: list[str] | None,
    lineage: dict[str, list[str]],
    **plain: Any,
) -> TableSource:
    """Return a source from its JSON."""
    return TableSource(
        name=name,
        sql=sql_texts()[name],
        kinds=tuple(kinds),
        aspects=frozenset(aspects),
        needs=frozenset(needs),
        listings=frozenset(listings),
        timing=Timing(**timing),
        by_id=None if by_id is None else frozenset(by_id),
        lineage={column: frozenset(facts) for column, facts in lineage.items()},
        **plain,
    )


def standing_on(names: Collection[str]) -> list[str]:
    """Return tables and all that they need, in an order in which each comes after what it needs."""
    needed = needed_by(names)
    return [table for table in sources() if table in needed]


def needed_by(names: Collection[str]) -> set[str]:
    """Return tables and all that they need: other tables, data files and tables that other stages make."""
    needed = set(names)
    for candidate, source in reversed(sources().items()):
        if candidate in needed:
            needed |= source.needs
    return needed
