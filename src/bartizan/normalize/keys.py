"""Which tables have rows about an ID that stand on what is said about that ID alone, as their SELECT shows.

Of such a table only the rows about IDs of which something changed need to be made again. A column of a relation is a
*key* if its rows with a value are right wherever the answers and tables that are read by ID have all rows with that
value, whatever other rows they have. Of a relation that is read as a whole, every column is one. What is not understood
here counts as having no key.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bartizan.normalize.syntax import Node, walk

ID = "id"
_LEFT = ("LEFT", "SEMI", "ANTI")
_EQUAL = "COMPARE_EQUAL"
_PLAIN_STAR = {"class", "type", "query_location", "query_location_length", "columns", "relation_name"}
_EXPRESSIONS = ("select_list", "where_clause", "having", "group_expressions", "modifiers")
Column = tuple[str, str]
"""The alias of a relation and the name of a column."""


class _NoKeyError(Exception):
    """Rows do not go by an ID."""


@dataclass(frozen=True)
class _Relation:
    """A relation that a SELECT reads: as a whole, or with these columns as keys."""

    is_whole: bool
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Source:
    """What stands behind a FROM."""

    aliases: frozenset[str]
    is_whole: bool
    keys: frozenset[Column] = frozenset()

    def may_key(self, column: Column) -> bool:
        """Whether a column is one of the source and a key."""
        return column in self.keys or (self.is_whole and column[0] in self.aliases)


_WHOLE = _Relation(is_whole=True)
Relations = Mapping[str, _Relation]


def read_by_id(
    select: Node, own: Collection[str], others: Iterable[str], aggregates: Collection[str]
) -> list[str] | None:
    """Return which tables a SELECT reads by ID, besides its ``own`` answers, or None if its rows do not go by ID.

    ``others`` are the tables that have a column of that name, ``aggregates`` the functions that make one row of many.
    """
    read: list[str] = []
    if own and not _goes_by_id(select, own, aggregates):
        return None
    for other in others:
        if _goes_by_id(select, [*own, *read, other], aggregates):
            read.append(other)
    return read


def _goes_by_id(select: Node, by_id: Collection[str], aggregates: Collection[str]) -> bool:
    relations = {name: _Relation(is_whole=False, keys=frozenset({ID})) for name in by_id}
    try:
        found = _Reader(frozenset(aggregates)).select(select, relations)
    except _NoKeyError:
        return False
    return found.is_whole or ID in found.keys


@dataclass(frozen=True)
class _Reader:
    """Reads SELECTs; what it is given maps names to relations, and all others are read as a whole."""

    aggregates: frozenset[str]

    def select(self, node: Node, known: Relations) -> _Relation:
        """Return the keys of a SELECT's rows."""
        within = dict(known)
        for entry in node.get("cte_map", {}).get("map", ()):
            within[entry["key"]] = self.select(entry["value"]["query_node"], within)
        if node["type"] == "SET_OPERATION_NODE":
            return self._set(node, within)
        if node["type"] != "SELECT_NODE":
            raise _NoKeyError
        self._expect_whole([node.get(name) for name in _EXPRESSIONS], within)
        source = self._from(node["from_table"], within, list(_equal(node.get("where_clause"))))
        return _WHOLE if source.is_whole else self._rows(node, source)

    def _set(self, node: Node, known: Relations) -> _Relation:
        parts = [self.select(each, known) for each in node["children"]]
        if all(each.is_whole for each in parts):
            return _WHOLE
        _expect(not node.get("modifiers"))
        names = [_names(each) for each in node["children"]]
        keyed = (
            name
            for place, name in enumerate(names[0])
            if all(
                part.is_whole or (len(of) > place and of[place] in part.keys)
                for part, of in zip(parts, names, strict=True)
            )
        )
        return _Relation(is_whole=False, keys=frozenset(keyed))

    def _expect_whole(self, expressions: object, known: Relations) -> None:
        """Expect that the subqueries of expressions read nothing by ID."""
        for each in walk(expressions):
            if each.get("class") == "SUBQUERY":
                _expect(self.select(each["subquery"]["node"], known).is_whole)

    def _from(self, node: Node, known: Relations, where: Sequence[tuple[Column, Column]]) -> _Source:
        match node["type"]:
            case "JOIN":
                return self._join(node, known, where)
            case "BASE_TABLE":
                return _named(node, node["table_name"], known.get(node["table_name"], _WHOLE))
            case "SUBQUERY":
                return _named(node, "", self.select(node["subquery"]["node"], known))
            case "TABLE_FUNCTION" | "EMPTY" | "EXPRESSION_LIST":  # of the row beside it, or of nothing
                self._expect_whole(node, known)
                return _named(node, "", _WHOLE)
            case _:
                raise _NoKeyError

    def _join(self, node: Node, known: Relations, where: Sequence[tuple[Column, Column]]) -> _Source:
        self._expect_whole(node.get("condition"), known)
        is_inner = node["join_type"] == "INNER"
        left, right = (self._from(node[side], known, where if is_inner else ()) for side in ("left", "right"))
        aliases = left.aliases | right.aliases
        if left.is_whole and right.is_whole:
            return _Source(aliases, is_whole=True)
        _expect(is_inner or node["join_type"] in _LEFT)
        _expect(node["ref_type"] in {"REGULAR", "CROSS"})
        if right.is_whole:
            return _Source(aliases, is_whole=False, keys=left.keys)
        same = [*_equal(node.get("condition")), *(where if is_inner else ())]
        both = [pair for one, other in same for pair in ((one, other), (other, one)) if right.may_key(pair[1])]
        on = {one for one, _ in both if left.may_key(one)}
        if is_inner and left.is_whole:
            return _Source(aliases, is_whole=False, keys=right.keys | on)
        _expect(bool(on))
        return _Source(aliases, is_whole=False, keys=left.keys | on | (right.keys if is_inner else frozenset()))

    def _rows(self, node: Node, source: _Source) -> _Relation:
        """Return the keys of the rows that a SELECT makes of its source."""
        _expect(not node.keys() & {"qualify", "sample"})
        said = [node.get(name) for name in _EXPRESSIONS if name != "where_clause"]
        _expect(not any(each.get("class") == "WINDOW" for each in walk(said)))
        keys = frozenset(_kept(node["select_list"], source))
        if groups := node.get("group_expressions"):
            _expect(len(node.get("group_sets", [()])) == 1 and any(_is_key(each, source) for each in groups))
        elif node.get("aggregate_handling") == "FORCE_AGGREGATES":
            _expect(any(_is_key(each, source) for each in node["select_list"]))
        else:
            _expect(not any(each.get("function_name") in self.aggregates for each in walk(said)))
        for each in node.get("modifiers", ()):
            _expect(each["type"] in {"ORDER_MODIFIER", "DISTINCT_MODIFIER"})
            if each["type"] == "DISTINCT_MODIFIER":
                _expect(any(_is_key(on, source) for on in each.get("distinct_on_targets", node["select_list"])))
        return _Relation(is_whole=False, keys=keys)


def aggregate_names(macros: Iterable[str], built_in: Collection[str]) -> frozenset[str]:
    """Return the names of all aggregates: those of the engine and the macros that are made of them."""
    made = {
        found[1]
        for macro in macros
        if (found := re.match(r"create (?:or replace )?macro (\w+)", macro))
        and not set(built_in).isdisjoint(re.findall(r"(\w+)\(", macro.partition(" as ")[2]))
    }
    return frozenset({*built_in, *made})


def _named(node: Node, name: str, relation: _Relation) -> _Source:
    alias = node.get("alias") or name
    # Names that a table gives to its columns anew are not looked through.
    _expect(relation.is_whole or not node.get("column_name_alias"))
    keys = frozenset((alias, key) for key in relation.keys)
    return _Source(frozenset({alias}), relation.is_whole, keys)


def _equal(condition: Node | None) -> Iterator[tuple[Column, Column]]:
    """Yield the pairs of columns that a condition takes for equal."""
    if condition is None:
        return
    if condition.get("type") == "CONJUNCTION_AND":
        yield from chain.from_iterable(map(_equal, condition["children"]))
    elif condition.get("type") == _EQUAL:
        one, other = _column(condition["left"]), _column(condition["right"])
        if one and other:
            yield one, other


def _column(node: Node) -> Column | None:
    """Return the column that an expression is, if it says of which relation."""
    if node.get("class") == "COLUMN_REF" and len(node["column_names"]) == 2:
        alias, name = node["column_names"]
        return alias, name
    return None


def _is_key(node: Node, source: _Source) -> bool:
    if node.get("class") != "COLUMN_REF":
        return False
    names = node["column_names"]
    if len(names) == 1 and len(source.aliases) == 1:
        return (next(iter(source.aliases)), names[0]) in source.keys
    return tuple(names) in source.keys


def _kept(projections: Sequence[Node], source: _Source) -> Iterator[str]:
    """Yield the names of the columns that are keys."""
    stars = [each for each in projections if each.get("class") == "STAR"]
    if not stars:
        names = [_name(each) for each in projections]
        yield from (
            name
            for name, each in zip(names, projections, strict=True)
            if _is_key(each, source) and names.count(name) == 1
        )
    elif len(stars) == 1 and len(source.aliases) == 1 and stars[0].keys() <= _PLAIN_STAR and projections[0] is stars[0]:
        yield from (name for _, name in source.keys)


def _names(node: Node) -> list[str]:
    """Return the names of a SELECT's columns, none where a star stands for some."""
    while node["type"] == "SET_OPERATION_NODE":
        node = node["children"][0]
    projections = node.get("select_list", ())
    return [] if any(each.get("class") == "STAR" for each in projections) else [_name(each) for each in projections]


def _name(projection: Node) -> str:
    return str(projection.get("alias") or (projection.get("column_names") or [""])[-1])


def _expect(holds: bool) -> None:
    if not holds:
        raise _NoKeyError
