"""Parse the tables' SQL files with the engine."""

import re
from collections.abc import Collection
from dataclasses import replace

from bartizan.model import LIST, SELF, BartizanError
from bartizan.normalize.given import GIVEN
from bartizan.normalize.kept import data_files, sql_texts
from bartizan.normalize.keys import ID, aggregate_names, read_by_id
from bartizan.normalize.source import LISTING, TableSource
from bartizan.normalize.syntax import Select, syntax_tree
from bartizan.normalize.timing import timing
from bartizan.store.engine import Engine
from bartizan.store.macros import MACROS

_PART = re.compile(r"-- Part of (?P<kinds>[\w, ]+):")
_RESOURCES = "-- Resources of "
_COLUMN_COMMENT = re.compile(r"(?P<expression>.*?),?\s+--\s*(?P<text>.+)$")
_KIND = re.compile(r"'((?:aws|azure)_\w+)'")
_AGGREGATES = "select distinct function_name as name from duckdb_functions() where function_type = 'aggregate'"
_COLUMN_NAME = re.compile(r"(\w+)\"?$")


def parsed_sources() -> dict[str, TableSource]:
    """Return every table's source by name, in an order in which each comes after what it needs."""
    known = set(sql_texts()) | set(data_files()) | set(GIVEN)
    selects = {}
    with Engine(threads=1) as engine:
        for name, text in sql_texts().items():
            try:
                selects[name] = Select(syntax_tree(engine, text))
            except BartizanError as error:
                raise BartizanError(f"normalize/{name}: {error}") from error
        aggregates = aggregate_names(MACROS, {row["name"] for row in engine.rows(_AGGREGATES)})
    parsed = {name: _source(name, sql_texts()[name], select, known) for name, select in selects.items()}
    with_id = {name for name, each in parsed.items() if ID in each.columns}
    with_id |= {name for name, each in GIVEN.items() if ID in each.columns}
    for name, select in selects.items():
        parsed[name] = replace(parsed[name], by_id=_by_id(parsed[name], select, with_id, aggregates))
    return _settled(_ordered(parsed))


def _by_id(
    table: TableSource, select: Select, with_id: Collection[str], aggregates: Collection[str]
) -> frozenset[str] | None:
    time = table.timing
    # Rows of others count as they were if but the time is another at which they were read.
    if ID not in table.columns or time.is_used or (time.is_shown and not time.is_of_item):
        return None
    own = (table.aspects | {SELF}) & select.references
    found = read_by_id(select.node, own, sorted(table.needs.intersection(with_id)), aggregates)
    return frozenset(found) if found or (own and found is not None) else None


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
        listings=_listings(text) if LISTING in select.references else frozenset(),
        is_one_row=select.reads_nothing,
        timing=timing(select),
        by_id=None,
        lineage={column: _facts(names) for column, names in select.lineage(known).items()},
    )


def _listings(text: str) -> frozenset[str]:
    """Return the kinds that a SELECT names; one that looks at listings and names no kind looks at all."""
    return frozenset(_KIND.findall(text)) or frozenset(sql_texts())


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
