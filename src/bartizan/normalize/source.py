"""What a table's SQL file says: its description, its columns, what it reads and which fact each column stands on."""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from bartizan.model import LIST, SELF, BartizanError

_FOLDER = Path(__file__).parent
_COLUMN_COMMENT = re.compile(r"(?P<expression>.*?),?\s+--\s*(?P<text>.+)$")
_PART = re.compile(r"-- Part of (?P<kinds>[\w, ]+):")
_COLUMN_NAME = re.compile(r"(\w+)\"?$")
LISTING = "listing"


@dataclass(frozen=True)
class TableSource:
    """One table as its file defines it.

    ``kinds`` are the kinds whose observations it reads: its own, or for a part (a file that begins with ``-- Part of
    azure_web_app, azure_function_app:``) those of the tables that share it.
    ``is_resource`` tells a table of resources from one that is only derived from other tables.
    ``aspects`` are the observations of its own kind that it reads, ``needs`` the other tables and data files.
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
    lineage: dict[str, frozenset[str]]


@cache
def sources() -> dict[str, TableSource]:
    """Return every table's source by name, in an order in which each comes after what it needs."""
    files = sorted(_FOLDER.glob("*/*.sql"))
    kinds = {f"{file.parent.name}_{file.stem}": file for file in files}
    known = set(kinds) | set(data_files())
    parsed = {name: _parse(name, file.read_text(encoding="utf-8"), known) for name, file in kinds.items()}
    return _settled(_ordered(parsed))


@cache
def data_files() -> dict[str, Path]:
    """Return the dated facts that ship as CSV beside the tables, by relation name."""
    return {file.stem: file for file in sorted(_FOLDER.glob("*.csv"))}


def _parse(name: str, text: str, known: set[str]) -> TableSource:
    lines = text.splitlines()
    header = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except sqlglot.errors.SqlglotError as error:
        raise BartizanError(f"normalize/{name}: the SELECT does not parse: {error}") from error
    ctes = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
    part = _PART.match(text)
    references = {table.name for table in tree.find_all(exp.Table)} - set(ctes) - {""}
    return TableSource(
        name=name,
        description=" ".join(header[: _leading_comments(lines)]),
        sql=text,
        kinds=tuple(part["kinds"].split(", ")) if part else (name,),
        is_resource=SELF in references and not part,
        columns=_described_columns(tree, lines),
        aspects=frozenset(references - known - {SELF, LISTING}),
        needs=frozenset(references & known),
        lineage=_lineage(tree, ctes, known),
    )


def _leading_comments(lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))


def _described_columns(tree: exp.Expr, lines: list[str]) -> dict[str, str]:
    names = [projection.alias_or_name for projection in _outer(tree).selects]
    described: dict[str, str] = {}
    for line in lines:
        match = _COLUMN_COMMENT.match(line)
        column = match and _COLUMN_NAME.search(match["expression"].rstrip())
        if match and column and not line.startswith("--"):
            described[column[1]] = match["text"].strip()
    return {name: described.get(name, "") for name in names}


def _outer(tree: exp.Expr) -> exp.Select:
    """Return the SELECT that names the columns: the first branch of a union."""
    while isinstance(tree, exp.SetOperation):
        tree = tree.left
    if not isinstance(tree, exp.Select):
        raise BartizanError("a table's file must hold one SELECT")
    return tree


def _lineage(tree: exp.Expr, ctes: dict[str, exp.Expr], known: set[str]) -> dict[str, frozenset[str]]:
    """Return per column the aspects and tables behind it; a column of another table is named ``table.column``."""
    select = _outer(tree)
    aliases = {table.alias_or_name: table.name for table in select.find_all(exp.Table)}
    result = {}
    for projection in select.selects:
        names = {table.name for table in projection.find_all(exp.Table)}
        for column in projection.find_all(exp.Column):
            relations = [aliases.get(column.table, column.table)] if column.table else list(aliases.values())
            names |= {f"{name}.{column.name}" if name in known else name for name in relations}
        result[projection.alias_or_name] = frozenset(_resolved(names, ctes, set()) - {SELF})
    return result


def _settled(tables: dict[str, TableSource]) -> dict[str, TableSource]:
    """Return the tables with parts replaced in every lineage by what the parts stand on."""
    settled: dict[str, TableSource] = {}
    for name, table in tables.items():
        lineage = {
            column: frozenset().union(*(_behind(each, settled) for each in names))
            for column, names in table.lineage.items()
        }
        settled[name] = replace(table, lineage=lineage)
    return settled


def _behind(name: str, settled: dict[str, TableSource]) -> frozenset[str]:
    table, _, column = name.partition(".")
    source = settled.get(table)
    if source is None or source.kinds == (table,):
        return frozenset({table})
    return source.lineage.get(column) or frozenset().union(*source.lineage.values())


def _resolved(names: set[str], ctes: dict[str, exp.Expr], seen: set[str]) -> set[str]:
    """Return the relations that stand behind names, looking through common table expressions."""
    resolved: set[str] = set()
    for name in names - seen:
        if name in ctes:
            inner = {table.name for table in ctes[name].find_all(exp.Table)}
            resolved |= _resolved(inner, ctes, seen | {name})
        else:
            resolved.add(LIST if name == LISTING else name)
    return resolved


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
