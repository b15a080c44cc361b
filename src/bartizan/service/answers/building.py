"""What may be added to a query of the explorer, as the snapshot has it: relations, tags, and the values of a column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bartizan.decide.workload import WORKLOADS
from bartizan.explore.gaps import check_part, part_rows
from bartizan.explore.rows import PartError, Rows
from bartizan.explore.schema import Schema
from bartizan.explore.tree import Compare, Related, Scalar
from bartizan.explore.vocabulary import KINDS, PARTS, RELATIONS
from bartizan.service.exploring import vocabulary
from bartizan.service.published import Published, once
from bartizan.store.engine import literal, quoted

T = TypeVar("T")
MOST_VALUES = 20
_MOST_RELATIONS = 24
_MOST_TAGS = 8
_WAYS = """
select kind, other, count(distinct n)::bigint as rows from (
    select e.kind, other.kind as other, own.n
    from node as own join edge as e on own.n = {own} join node as other on other.n = {other}
    where own.kind = ? and not starts_with(other.kind, 'any_')
) group by kind, other
"""


@dataclass(frozen=True)
class RelationAhead:
    """A relation that leaves rows of a type: its name, the type at its other end, and how many rows have it."""

    relation: str
    type: str
    rows: int


@dataclass(frozen=True)
class ColumnValue:
    """A value of a column, or of the list in it, and how many rows have it."""

    value: Scalar
    rows: int
    is_in_list: bool = False

    def compared(self, column: str) -> Compare:
        """Return the condition that a row has it."""
        return Compare(column=column, op="has" if self.is_in_list else "=", value=self.value)


def ways(published: Published, type_: str) -> list[RelationAhead]:
    """Return the relations by which rows of a type lead to others, those of the most rows first."""
    schema = Schema(published.engine)
    if not schema.has_graph or not schema.is_type(type_):
        return []
    out = []
    for is_forward, own, other in ((True, "e.source_n", "e.target_n"), (False, "e.target_n", "e.source_n")):
        names = {each.kinds[0]: name for name, each in RELATIONS.items() if each.kinds and each.forward is is_forward}
        found = published.engine.rows(_WAYS.format(own=own, other=other), [type_])
        out += [
            RelationAhead(names[row["kind"]], row["other"], row["rows"])
            for row in found
            if row["kind"] in names and schema.is_type(row["other"])
        ]
    return sorted(out, key=lambda way: (-way.rows, way.relation))[:_MOST_RELATIONS]


@once
def tag_columns(published: Published, type_: str) -> list[str]:
    """Return the tags of a type as columns, the most used first."""
    schema = Schema(published.engine)
    if type_ in KINDS or not schema.is_type(type_) or "tags" not in schema.table(type_):
        return []
    query = f"select unnest(json_keys(tags)) as key, count(*) as n from {type_} group by key order by n desc, key"
    return [f"tags.{row['key']}" for row in published.engine.rows(f"{query} limit {_MOST_TAGS}")]


@once
def types(published: Published) -> Sequence[str]:
    """Return the types that a query may find, sorted: looked for in all tables once for a snapshot."""
    return Schema(published.engine).types


@once
def described_columns(published: Published, type_: str) -> Mapping[str, str]:
    """Return the columns of a type or of ``TYPE.PART``, each with what it holds, empty where nothing is said of it."""
    if "." in type_:
        return dict.fromkeys(_source(published, type_)[0].columns, "")
    found = vocabulary(published, type_)
    return {each["name"]: each["description"] for each in found if each["kind"] != "insight"}


def type_like(published: Published, text: str) -> str:
    """Return the type that a part of its name means, a workload before others, else the one with the shortest name.

    Empty where there is none.
    """
    known, word = types(published), text.strip().lower().replace(" ", "_")
    if word in known:
        return word
    found = [each for each in known if word and word in each]
    return min(found, key=lambda each: (each not in WORKLOADS, len(each), each), default="")


def values(published: Published, type_: str, column: str, text: str = "") -> Sequence[ColumnValue]:
    """Return the values that a column has most often, none for a column whose values cannot be chosen from.

    Of those that hold a text, where one is given.

    Raises:
        PartError: there is no such column.
    """
    rows, source = _source(published, type_)
    found = rows.column(column, None)
    if found.kind not in ("text", "boolean", "number", "list"):
        return []
    each = f"unnest({found.sql})" if found.kind == "list" else found.sql
    holds = f"and contains(lower(value::varchar), {literal(text.lower())})" if text else ""
    counted = published.engine.rows(
        f"select value, count(*)::bigint as n from (select {each} as value from {source} as t {' '.join(rows.joins)}) "
        f"where value::varchar <> '' {holds} group by 1 order by n desc, 1 limit {MOST_VALUES}"
    )
    return [ColumnValue(row["value"], row["n"], is_in_list=found.kind == "list") for row in counted]


def _source(published: Published, type_: str) -> tuple[Rows, str]:
    """Return the rows of a type, or of ``TYPE.PART``, and the SQL that they come from.

    Raises:
        PartError: there is no such type.
    """
    schema, (type_, _, part) = Schema(published.engine), type_.rpartition(".") if "." in type_ else (type_, "", "")
    if not schema.is_type(type_):
        raise PartError(None, f"unknown type {type_!r}")
    if type_ in KINDS:
        return Rows(type_, schema.table(type_)), f"(select * from node where kind = {literal(type_)})"
    rows = Rows(type_, schema.table(type_), is_table=True, has_findings=published.engine.has("finding"))
    if not part:
        return rows, quoted(type_)
    check_part(schema, Related(related=part), PARTS[part], rows)
    select = part_rows(schema, PARTS[part], rows)
    return Rows(part, dict(schema.engine.columns_of(select))), f"({select})"
