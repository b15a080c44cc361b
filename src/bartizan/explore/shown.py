"""The columns that a query shows: those of its rows, and lists of what is related to them."""

from collections.abc import Iterator, Mapping, Sequence

from bartizan.base.suggestion import suggestion
from bartizan.explore.relations import edges
from bartizan.explore.rows import PartError, Rows
from bartizan.explore.schema import Schema
from bartizan.explore.tree import All, Compare, Expression, Query, Unread
from bartizan.explore.vocabulary import NODE_COLUMNS, RELATIONS
from bartizan.store.engine import quoted


class Shown:
    """The columns of one query, by the paths that it names; by default the name and what was asked about."""

    def __init__(self, schema: Schema, rows: Rows, query: Query, levels: Mapping[tuple[str, ...], str]) -> None:
        self._schema, self._rows, self._query, self._levels = schema, rows, query, levels
        paths = query.show or tuple(_asked(rows, query.where))
        self._chains = {path: path.split(".") for path in paths if path.split(".")[0] in RELATIONS}
        self._own = [path for path in paths if path not in self._chains and path != "id"]
        self._paths = [path for path in paths if path != "id"]
        self.needs_node = bool(self._chains)
        self._columns = [rows.column(path, query).sql for path in self._own]

    @property
    def own(self) -> str:
        """The columns of the rows themselves, for a SELECT."""
        return "".join(f", {sql} as c{n}" for n, sql in enumerate(self._columns))

    def related(self, matched: str) -> Iterator[str]:
        """Give the SELECT of ``n, shown`` for each path along relations."""
        for path, (*names, column) in self._chains.items():
            yield self._chain(path, names, column, matched)

    def columns(self, listed: Sequence[str]) -> str:
        """Return all columns by their paths, in the order in which they were named."""
        sql = {path: f"m.c{n}" for n, path in enumerate(self._own)}
        sql |= {path: f"coalesce({name}.shown, [])" for path, name in zip(self._chains, listed, strict=True)}
        return "".join(f", {sql[path]} as {quoted(path)}" for path in self._paths)

    def joins(self, listed: Sequence[str]) -> str:
        """Return the joins that the columns stand on."""
        return "".join(f" left join {name} on {name}.n = m.n" for name in listed)

    def _chain(self, path: str, names: Sequence[str], column: str, matched: str) -> str:
        if column not in NODE_COLUMNS:
            raise PartError(self._query, f"show {path}: of what is related, one of {', '.join(NODE_COLUMNS)} is shown")
        if not self._schema.has_graph:
            raise PartError(self._query, "this snapshot was made without a graph; run `bartizan scan` again")
        joins, at = [], "m.n"
        for n, name in enumerate(names):
            if name not in RELATIONS:
                raise PartError(self._query, f"show {path}: unknown relation {name!r}{suggestion(name, RELATIONS)}")
            of, e = edges(RELATIONS[name]), f"e{n}"
            own, other, wanted = (text.replace("e.", f"{e}.") for text in (of.own, of.other, of.wanted))
            joins.append(f"join edge as {e} on {own} = {at} and {wanted}")
            if level := self._levels.get(tuple(names[: n + 1])):
                joins.append(f"semi join {level} as k{n} on k{n}.n = {other}")
            at = other
        return (
            f"select m.n, list_sort(list(distinct x.{column})) as shown from {matched} as m {' '.join(joins)} "
            f"join node as x on x.n = {at} group by m.n"
        )


def _asked(rows: Rows, where: Expression | None) -> Iterator[str]:
    """Give the name, and the columns that stand first in a query's lines, each once."""
    conjuncts = where.all if isinstance(where, All) else (where,)
    named = ["name", *(each.column for each in conjuncts if isinstance(each, Compare))]
    named += [each.unread for each in conjuncts if isinstance(each, Unread)]
    yield from dict.fromkeys(path for path in named if path.partition(".")[0] in rows.columns)
