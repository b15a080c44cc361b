"""What a table's SQL file says: its description, its columns, what it reads and which fact each column stands on."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bartizan.model import LIST, SELF, BartizanError
from bartizan.normalize.given import GIVEN
from bartizan.normalize.syntax import Select
from bartizan.normalize.timing import Timing, timing
from bartizan.store.engine import Engine

_FOLDER = Path(__file__).parent
_PART = re.compile(r"-- Part of (?P<kinds>[\w, ]+):")
_RESOURCES = "-- Resources of "
_COLUMN_COMMENT = re.compile(r"(?P<expression>.*?),?\s+--\s*(?P<text>.+)$")
_COLUMN_NAME = re.compile(r"(\w+)\"?$")
LISTING = "listing"


@dataclass(frozen=True)
class TableSource:
    """One table as its file defines it.

    ``kinds`` are the kinds whose observations it reads: its own, or for a part (a file that begins with ``-- Part of
    azure_web_app, azure_function_app:``) those of the tables that share it.
    ``is_resource`` tells a table of resources from one that is only derived from other tables. Resources of
    which only another's answers tell, as of stages, begin with ``-- Resources of aws_apigatewayv2_api:``.
    ``aspects`` are the observations of its kinds that it reads, ``needs`` the other tables and data files;
    ``reads_listings`` says that it looks at how listings went, of any kind.
    ``timing`` says how it uses the time at which they were read.
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
    reads_listings: bool
    timing: Timing
    lineage: dict[str, frozenset[str]]


@cache
def sources() -> dict[str, TableSource]:
    """Return every table's source by name, in an order in which each comes after what it needs."""
    files = {f"{file.parent.name}_{file.stem}": file for file in sorted(_FOLDER.glob("*/*.sql"))}
    known = set(files) | set(data_files()) | set(GIVEN)
    with Engine(threads=1) as engine:
        parsed = {}
        for name, file in files.items():
            text = file.read_text(encoding="utf-8")
            try:
                parsed[name] = _source(name, text, Select(engine.syntax_tree(text)), known)
            except BartizanError as error:
                raise BartizanError(f"normalize/{name}: {error}") from error
    return _settled(_ordered(parsed))


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


@cache
def data_files() -> dict[str, Path]:
    """Return the dated facts that ship as CSV beside the tables, by relation name."""
    return {file.stem: file for file in sorted(_FOLDER.glob("*.csv"))}


def _source(name: str, text: str, select: Select, known: set[str]) -> TableSource:
    lines = text.splitlines()
    header = lines[: next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))]
    part = _PART.match(text)
    return TableSource(
        name=name,
        description=" ".join(line.removeprefix("--").strip() for line in header),
        sql=text,
        kinds=tuple(part["kinds"].split(", ")) if part else (name,),
        is_resource=(SELF in select.references or text.startswith(_RESOURCES)) and not part,
        columns=_described(select.columns, lines),
        aspects=frozenset(select.references - known - {SELF, LISTING}),
        needs=frozenset(select.references & known),
        reads_listings=LISTING in select.references,
        timing=timing(select),
        lineage={column: _facts(names) for column, names in select.lineage(known).items()},
    )


def _facts(names: frozenset[str]) -> frozenset[str]:
    return frozenset(LIST if name == LISTING else name for name in names - {SELF})


def _described(names: list[str], lines: list[str]) -> dict[str, str]:
    described: dict[str, str] = {}
    for line in lines:
        match = _COLUMN_COMMENT.match(line)
        column = match and _COLUMN_NAME.search(match["expression"].rstrip())
        if match and column and not line.startswith("--"):
            described[column[1]] = match["text"].strip()
    return {name: described.get(name, "") for name in names}


def _ordered(tables: dict[str, TableSource]) -> dict[str, TableSource]:
    ordered: dict[str, TableSource] = {}
    waiting = dict(tables)
    while waiting:
        ready = [name for name, table in waiting.items() if not (table.needs & set(waiting)) - {name}]
        if not ready:
            raise BartizanError(f"normalize: these tables need each other in a circle: {', '.join(sorted(waiting))}")
        for name in ready:
            ordered[name] = waiting.pop(name)
    return ordered


def _settled(tables: dict[str, TableSource]) -> dict[str, TableSource]:
    """Return the tables with parts replaced in every lineage by what the parts stand on."""
    settled: dict[str, TableSource] = {}
    for name, table in tables.items():
        lineage = {
            column: frozenset().union(*(_behind(each, settled, table.kinds) for each in names))
            for column, names in table.lineage.items()
        }
        settled[name] = replace(table, lineage=lineage)
    return settled


def _behind(name: str, settled: dict[str, TableSource], kinds: tuple[str, ...]) -> frozenset[str]:
    """Return what a relation or ``table.column`` stands on: another table stays, a part is looked through.

    A table of another stage stands on what its maker reads.

    An aspect of a part of other kinds than ``kinds`` is named with its kind: ``azure_web_app.settings``; so are the
    listings of all kinds of a part that looks at whether something was listed.
    """
    table, _, column = name.partition(".")
    if table in GIVEN:
        return GIVEN[table].stands_on or frozenset({table})
    source = settled.get(table)
    if source is None or source.kinds == (table,):
        return frozenset({table})
    facts = source.lineage[column] if column in source.lineage else frozenset().union(*source.lineage.values())
    if set(kinds) <= set(source.kinds):
        return facts | {f"{kind}.{LIST}" for kind in set(source.kinds) - set(kinds) if LIST in facts}
    own = {fact for fact in facts if fact not in settled and "." not in fact} | {LIST}
    return (facts - own) | {f"{kind}.{fact}" for kind in source.kinds for fact in own}
