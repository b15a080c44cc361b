"""Turn a query into one SELECT of three values: true, false, and null for what are unknown."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from bartizan.base.suggestion import suggestion
from bartizan.explore import relations
from bartizan.explore.compiled import Compiled
from bartizan.explore.conditions import condition, sort_key
from bartizan.explore.gaps import check_part, part_gap, part_rows
from bartizan.explore.insight import insights
from bartizan.explore.reach import count_pairs
from bartizan.explore.relations import Edges
from bartizan.explore.rows import PartError, Rows, counted_of
from bartizan.explore.schema import Schema
from bartizan.explore.shown import Shown
from bartizan.explore.size import check_size
from bartizan.explore.tree import (
    All,
    Any_,
    Compare,
    Expression,
    Inner,
    Insight,
    Not,
    Query,
    Related,
    Unread,
)
from bartizan.explore.vocabulary import KINDS, NODE_COLUMNS, PARTS, RELATIONS, RowPart
from bartizan.store.engine import literal, quoted


@dataclass
class Compiler:
    """Compiles one query. ``levels`` names, by the relations that lead there, the rows that were asked for."""

    schema: Schema
    now: datetime.datetime
    ctes: list[str] = field(default_factory=list)
    levels: dict[tuple[str, ...], str] = field(default_factory=dict)
    _path: tuple[str, ...] = ()

    def query(self, query: Query) -> Compiled:
        """Return a query as SQL.

        Raises:
            PartError: it names what is not there, compares what cannot be compared, or asks for too much.
        """
        check_size(query)
        rows = self._rows(query.find, query)
        holds = self._expression(query.where, rows) if query.where is not None else "true"
        shown = Shown(self.schema, rows, query, self.levels)
        matched = self._matched(query, rows, holds, shown)
        listed = [self._cte("w", each) for each in shown.related(matched)]
        order = [f"m.s{n}{' desc' if key.desc else ''} nulls last" for n, key in enumerate(query.sort)]
        known = {"with": "true", "without": "m.holds", "only": "m.holds is null"}[query.unknown]
        sql = (
            f"select if(m.holds, 'yes', 'unknown') as match, m.id{shown.columns(listed)} from {matched} as m"
            f"{shown.joins(listed)} where {known} "
            f"order by {', '.join([*order, 'm.holds nulls last', 'm.id'])}"
        )
        ctes = f"with {', '.join(self.ctes)} "
        return Compiled(ctes + sql, query.limit, ctes, matched, dict(self.levels))

    def _matched(self, query: Query, rows: Rows, holds: str, shown: Shown) -> str:
        sorted_by = [sort_key(rows.column(key.column, key)) for key in query.sort]
        keys = "".join(f", {key} as s{n}" for n, key in enumerate(sorted_by))
        if shown.needs_node:
            rows.join_node()
        n = f", {rows.n} as n" if rows.has_node else ""
        first = self._prefilter(query.where, rows)
        select = f"select t.id{n}, {holds} as holds{shown.own}{keys} from {first} {' '.join(rows.joins)}"
        return self._cte("m", f"select * from ({select}) where holds is not false")

    # Rows

    def _rows(self, type_: str | None, node: object) -> Rows:
        if type_ is None:
            return Rows(None, NODE_COLUMNS)
        if not self.schema.is_type(type_):
            raise PartError(node, f"unknown type {type_!r}{self.schema.nearest(type_)}; see `bartizan explore types`")
        if type_ in KINDS:
            self._need_graph(node)
            return Rows(type_, NODE_COLUMNS)
        return Rows(type_, self.schema.table(type_), True, "finding" in self.schema.tables)

    def _need_graph(self, node: object) -> None:
        if not self.schema.has_graph:
            raise PartError(node, "this snapshot was made without a graph; run `bartizan scan` again")

    def _cte(self, prefix: str, select: str) -> str:
        name = f"{prefix}{len(self.ctes) + 1}"
        self.ctes.append(f"{name} as ({select})")
        return name

    def _prefilter(self, where: Expression | None, rows: Rows) -> str:
        """Return the rows without those that conditions on their own columns rule out: cheaper before any join."""
        if not rows.is_table:
            kind = f" where kind = {literal(rows.type)}" if rows.type else ""
            return f"(select * from node{kind}) as t"
        conjuncts = where.all if isinstance(where, All) else (where,) if where is not None else ()
        bare = Rows(rows.type, rows.columns, True)
        cheap = [
            self._expression(each, bare)
            for each in conjuncts
            if isinstance(each, Compare) and each.column != "risk_level"
        ]
        clause = f" where {' and '.join(f'({each}) is not false' for each in cheap)}" if cheap else ""
        return f"(select * from {quoted(rows.type or '')} as t{clause}) as t"

    def _level(self, to: Inner) -> str:
        """Return the name of the rows ``n, holds`` that an inner expression asks for, empty for any."""
        if to.find is None and to.where is None:
            return ""
        rows = self._rows(to.find, to)
        if to.where is None:
            return self._cte("l", f"select n, true as holds from node where kind = {literal(to.find)}")
        holds = self._expression(to.where, rows)
        n = rows.n
        select = f"select {n} as n, {holds} as holds from {self._prefilter(to.where, rows)} {' '.join(rows.joins)}"
        return self._cte("l", f"select * from ({select}) where holds is not false and n is not null")

    # Expressions

    def _expression(self, part: Expression, rows: Rows) -> str:
        match part:
            case All():
                return self._joined(" and ", part.all, rows)
            case Any_() | Not():
                return self._without_path(lambda: self._loose(part, rows))
            case Compare():
                return f"({condition(part, rows, self.now)})"
            case Unread():
                return f"({rows.column(part.unread, part).sql} is null)"
            case Insight():
                return self._insight(part, rows)
        return f"({self._related(part, rows)})"

    def _loose(self, part: Any_ | Not, rows: Rows) -> str:
        if isinstance(part, Any_):
            return self._joined(" or ", part.any, rows)
        return f"(not {self._expression(part.not_, rows)})"

    def _joined(self, word: str, expressions: tuple[Expression, ...], rows: Rows) -> str:
        return f"({word.join(self._expression(each, rows) for each in expressions)})"

    def _without_path(self, compiled: Callable[[], str]) -> str:
        """Compile what says nothing of which rows are to be shown."""
        kept, self.levels = self.levels, {}
        try:
            return compiled()
        finally:
            self.levels = kept

    def _insight(self, part: Insight, rows: Rows) -> str:
        known = insights()
        if part.insight not in known:
            raise PartError(part, f"unknown insight {part.insight!r}{suggestion(part.insight, known)}")
        means = known[part.insight].expression(rows.type or "")
        if means is None:
            types = ", ".join(known[part.insight].types)
            raise PartError(
                part, f"{part.insight!r} says nothing of {rows.type or 'nodes of any type'}; it is for {types}"
            )
        try:
            return self._expression(means, rows)
        except PartError as error:
            raise PartError(part, f"insight {part.insight!r}: {error}") from error

    # What is related

    def _related(self, part: Related, rows: Rows) -> str:
        if part.related in PARTS and rows.type is not None and rows.type not in KINDS:
            return self._part(part, PARTS[part.related], rows)
        if part.related in rows.columns and not rows.element:
            return self._list(part, rows)
        if part.related not in RELATIONS:
            known = [*RELATIONS, *PARTS, *(name for name in rows.columns if rows.column(name, part).kind == "list")]
            raise PartError(part, f"unknown relation {part.related!r}{suggestion(part.related, known)}")
        self._need_graph(part)
        return self._along_edges(part, rows)

    def _along_edges(self, part: Related, rows: Rows) -> str:
        of = relations.edges(RELATIONS[part.related])
        kept, self._path = self._path, (*self._path, part.related)
        if part.count is None:
            inner = self._level(part.to)
            if inner:
                self.levels.setdefault(self._path, inner)
        else:
            inner = self._without_path(lambda: self._level(counted_of(part)))
        self._path = kept
        times = relations.hops(part)
        if part.through or times > 1:
            return self._stepwise(part, rows, of, inner, times)
        counts = self._cte("r", relations.counted(of, inner, exact=relations.wants_numbers(part.count)))
        rows.join_node()
        rows.joins.append(f"left join {counts} on {counts}.n = {rows.n}")
        gap = self._gap(rows, of, inner)
        return relations.truth(part.count, f"coalesce({counts}.yes, 0)", f"coalesce({counts}.may, 0)", gap)

    def _gap(self, rows: Rows, of: Edges, inner: str) -> str:
        if of.forward:
            gaps = self._cte("g", relations.gap_nodes(of))
            rows.joins.append(f"left join {gaps} on {gaps}.n = {rows.n}")
            return f"{gaps}.n is not null or {rows.n} is null"
        gaps = self._cte("g", relations.gap_providers(of, inner))
        rows.joins.append(f"left join {gaps} on {gaps}.provider = {rows.provider}")
        return f"{gaps}.provider is not null or {rows.n} is null"

    def _stepwise(self, part: Related, rows: Rows, of: Edges, inner: str, times: int) -> str:
        between = of
        if part.through:
            if part.through not in RELATIONS:
                raise PartError(part, f"unknown relation {part.through!r}{suggestion(part.through, RELATIONS)}")
            between = relations.edges(RELATIONS[part.through])
        times -= not part.through
        is_counted = relations.wants_numbers(part.count)
        if is_counted:
            counts = self._pairs(part, rows, (of, between), inner, times)
            found = "select null as n, null::boolean as holds where false"
        else:
            last = self._cte("r", relations.counted(of, inner, exact=False))
            found = f"select n, if(yes > 0, true, null) as holds from {last}"
        reached = self._spread(found, of, between, times)
        rows.join_node()
        rows.joins.append(f"left join {reached} on {reached}.n = {rows.n}")
        gap = f"{rows.n} is null" if of.forward and between.forward else self._gap_anywhere(rows, of, between)
        yes, may = f"if({reached}.holds, 1, 0)", f"if({reached}.n is not null and {reached}.holds is null, 1, 0)"
        if is_counted:
            rows.joins.append(f"left join {counts} on {counts}.n = {rows.n}")
            yes, may, gap = (
                f"coalesce({counts}.yes, 0)",
                f"coalesce({counts}.may, 0)",
                f"{reached}.n is not null or {gap}",
            )
        return relations.truth(part.count, yes, may, gap)

    def _pairs(self, part: Related, rows: Rows, way: tuple[Edges, Edges], inner: str, times: int) -> str:
        known = f"with {', '.join(self.ctes)} " if inner else ""
        ends = f"{known}select n, {'holds' if inner else 'true as holds'} from {inner or 'node'}"
        kind = f" where kind = {literal(rows.type)}" if rows.type else ""
        table = count_pairs(self.schema.engine, part, (f"select n from node{kind}", ends), way, times)
        return self._cte("r", f"select * from {table}")

    def _spread(self, select: str, of: Edges, between: Edges, times: int) -> str:
        """Return the name of the rows ``n, holds`` that come to some ``n, holds`` in up to so many steps."""
        reached = self._cte("h", self._with_gaps(select, of))
        for _ in range(times):
            reached = self._cte("h", self._with_gaps(relations.step(between, reached), between))
        return reached

    def _with_gaps(self, select: str, of: Edges) -> str:
        if not of.forward:
            return select
        return relations.best(f"{select} union all select n, null from ({relations.gap_nodes(of)})")

    def _gap_anywhere(self, rows: Rows, *of: Edges) -> str:
        selects = [relations.gap_providers(each, "") for each in of if not each.forward]
        gaps = self._cte("g", f"select distinct provider from ({' union all '.join(selects)})")
        rows.joins.append(f"left join {gaps} on {gaps}.provider = {rows.provider}")
        return f"{gaps}.provider is not null or {rows.n} is null"

    def _list(self, part: Related, rows: Rows) -> str:
        column = rows.column(part.related, part)
        if column.kind != "list" or part.through or part.within:
            raise PartError(part, f"{part.related!r} is no relation and no list; write {part.related} = …")
        to = counted_of(part)
        if to.find is not None:
            raise PartError(to, f"{part.related!r} is a list of texts, which are called 'value'")
        length = f"len({column.sql})"
        if to.where is not None:
            inner = self._expression(to.where, Rows(None, {}, element="x"))
            length = f"len(list_filter({column.sql}, lambda x: {inner}))"
        return relations.truth(part.count, f"coalesce({length}, 0)", "0", f"{column.sql} is null")

    def _part(self, part: Related, of: RowPart, rows: Rows) -> str:
        check_part(self.schema, part, of, rows)
        to = counted_of(part)
        select = part_rows(self.schema, of, rows)
        columns = dict(self.schema.engine.columns_of(select))
        holds = self._expression(to.where, Rows(part.related, columns)) if to.where is not None else "true"
        is_yes = f"coalesce({holds} and {of.holds.replace('p.', 't.')}, false)"
        counts = self._cte(
            "p",
            f"select id, count(*) filter ({is_yes}) as yes, count(*) filter (not {is_yes}) as may "
            f"from ({select}) as t where ({holds}) is not false group by id",
        )
        rows.joins.append(f"left join {counts} on {counts}.id = t.id")
        gap = part_gap(self.schema, of, rows)
        return relations.truth(part.count, f"coalesce({counts}.yes, 0)", f"coalesce({counts}.may, 0)", gap)
