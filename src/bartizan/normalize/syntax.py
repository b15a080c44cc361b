"""Read a SELECT's syntax tree: which relations it reads, and which of them stand behind each of its columns.

The tree is the engine's own, as JSON; parsing it here once more would cost a second for all tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from bartizan.model import BartizanError
from bartizan.store.engine import Engine

Node = dict[str, Any]
_BRANCHES = (dict, list)


def syntax_tree(engine: Engine, select: str) -> dict[str, Any]:
    """Return the syntax tree of one SELECT as the engine parses it.

    Raises:
        BartizanError: it does not parse, or is not one SELECT.
    """
    (row,) = engine.rows("select json_serialize_sql(?, skip_null := true, skip_empty := true) as tree", [select])
    tree = orjson.loads(row["tree"])
    if tree["error"] or len(tree["statements"]) != 1:
        raise BartizanError(f"not one SELECT: {tree.get('error_message', '')}")
    node: dict[str, Any] = tree["statements"][0]["node"]
    return node


@dataclass(frozen=True)
class Select:
    """A parsed SELECT, given as the node of its statement."""

    node: Node

    @cached_property
    def _named(self) -> "NamesInTree":
        return named(self.node)

    @cached_property
    def _read_by(self) -> dict[str, set[str]]:
        """The relations that each common table expression reads."""
        return {name: {table for _, table in named(node).relations} for name, node in self._named.ctes.items()}

    @cached_property
    def references(self) -> set[str]:
        """The relations that it reads, without its own common table expressions."""
        return {name for _, name in self._named.relations} - set(self._named.ctes)

    @cached_property
    def _outer(self) -> Node:
        """The SELECT that names the columns: the first branch of a union."""
        node = self.node
        while node["type"] == "SET_OPERATION_NODE":
            node = node["children"][0]
        return node

    @property
    def reads_nothing(self) -> bool:
        """It has no FROM, and so one row whatever its subqueries find."""
        return bool(self.node["type"] == "SELECT_NODE" and self.node["from_table"]["type"] == "EMPTY")

    @property
    def columns(self) -> list[str]:
        """The names of its columns, in order."""
        return [_column(projection) for projection in self._outer["select_list"]]

    def lineage(self, tables: set[str]) -> dict[str, frozenset[str]]:
        """Return per column the relations behind it; a column of one of ``tables`` is named ``table.column``."""
        aliases = dict(named(self._outer.get("from_table")).relations)
        result = {}
        for projection in self._outer["select_list"]:
            found = named(projection)
            names = {name for _, name in found.relations}
            for path in found.columns:
                read = [aliases[path[0]]] if path[0] in aliases else [] if len(path) > 1 else list(aliases.values())
                names |= {f"{name}.{path[-1]}" if name in tables else name for name in read}
            result[_column(projection)] = frozenset(self._resolved(names, frozenset()))
        return result

    def _resolved(self, names: set[str], seen: frozenset[str]) -> set[str]:
        """Return the relations that stand behind names, looking through common table expressions."""
        resolved: set[str] = set()
        for name in names - seen:
            if name in self._named.ctes:
                resolved |= self._resolved(self._read_by[name], seen | {name})
            else:
                resolved.add(name)
        return resolved


def walk(node: object) -> Iterator[Node]:
    """Yield every object of a tree."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        # Trees of the engine are plain; comparing types is half the time of asking isinstance.
        if type(each) is dict:
            yield each
            waiting += [value for value in each.values() if type(value) in _BRANCHES]
        elif type(each) is list:
            waiting += each


@dataclass(frozen=True)
class NamesInTree:
    """What a tree names: relations as (alias, name), columns with their qualifiers first, and what ``with`` defines."""

    relations: list[tuple[str, str]]
    columns: list[list[str]]
    ctes: dict[str, Node]


def named(tree: object) -> NamesInTree:
    """Return what a tree names, found in one walk; the parameters of its lambdas are no columns."""
    relations: list[tuple[str, str]] = []
    columns: list[list[str]] = []
    ctes: dict[str, Node] = {}
    lambdas: list[object] = []
    for node in walk(tree):
        if node.get("class") == "COLUMN_REF":
            columns.append(node["column_names"])
        elif node.get("type") == "BASE_TABLE":
            relations.append((node.get("alias") or node["table_name"], node["table_name"]))
        # The engine parses JSON's arrow as a lambda, too; only the keyword makes one here.
        elif node.get("syntax_type") == "LAMBDA_KEYWORD":
            lambdas.append(node["lhs"])
        elif "cte_map" in node:
            ctes |= {entry["key"]: entry["value"]["query_node"] for entry in node["cte_map"].get("map", ())}
    parameters = {node["column_names"][0] for node in walk(lambdas) if node.get("class") == "COLUMN_REF"}
    return NamesInTree(relations, [path for path in columns if path[0] not in parameters], ctes)


def _column(projection: Node) -> str:
    return str(projection.get("alias") or projection["column_names"][-1])
