"""Read a SELECT's syntax tree: which relations it reads, and which of them stand behind each of its columns.

The tree is the engine's own, as JSON; parsing it here once more would cost a second for all tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Node = dict[str, Any]
_BRANCHES = (dict, list)


@dataclass(frozen=True)
class Select:
    """A parsed SELECT, given as the node of its statement."""

    node: Node

    @cached_property
    def _ctes(self) -> dict[str, Node]:
        return {
            entry["key"]: entry["value"]["query_node"]
            for node in walk(self.node)
            for entry in (node.get("cte_map") or {}).get("map", ())
        }

    @cached_property
    def _read_by(self) -> dict[str, set[str]]:
        """The relations that each common table expression reads."""
        return {name: {table for _, table in relations(node)} for name, node in self._ctes.items()}

    @cached_property
    def references(self) -> set[str]:
        """The relations that it reads, without its own common table expressions."""
        return {name for _, name in relations(self.node)} - set(self._ctes)

    @cached_property
    def _outer(self) -> Node:
        """The SELECT that names the columns: the first branch of a union."""
        node = self.node
        while node["type"] == "SET_OPERATION_NODE":
            node = node["children"][0]
        return node

    @property
    def columns(self) -> list[str]:
        """The names of its columns, in order."""
        return [_named(projection) for projection in self._outer["select_list"]]

    def lineage(self, tables: set[str]) -> dict[str, frozenset[str]]:
        """Return per column the relations behind it; a column of one of ``tables`` is named ``table.column``."""
        aliases = dict(relations(self._outer.get("from_table")))
        result = {}
        for projection in self._outer["select_list"]:
            names = {name for _, name in relations(projection)}
            for path in column_paths(projection):
                read = [aliases[path[0]]] if path[0] in aliases else [] if len(path) > 1 else list(aliases.values())
                names |= {f"{name}.{path[-1]}" if name in tables else name for name in read}
            result[_named(projection)] = frozenset(self._resolved(names, frozenset()))
        return result

    def _resolved(self, names: set[str], seen: frozenset[str]) -> set[str]:
        """Return the relations that stand behind names, looking through common table expressions."""
        resolved: set[str] = set()
        for name in names - seen:
            if name in self._ctes:
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


def relations(node: object) -> Iterator[tuple[str, str]]:
    """Yield the alias and the name of each relation that a tree reads."""
    for each in walk(node):
        if each.get("type") == "BASE_TABLE":
            yield each.get("alias") or each["table_name"], each["table_name"]


def column_paths(node: object) -> Iterator[list[str]]:
    """Yield each column that a tree names, with its qualifier first where it has one; parameters are no columns."""
    # The engine parses JSON's arrow as a lambda, too; only the keyword makes one here.
    lambdas = [each["lhs"] for each in walk(node) if each.get("syntax_type") == "LAMBDA_KEYWORD"]
    parameters = {each["column_names"][0] for each in walk(lambdas) if each.get("class") == "COLUMN_REF"}
    for each in walk(node):
        if each.get("class") == "COLUMN_REF" and each["column_names"][0] not in parameters:
            yield each["column_names"]


def _named(projection: Node) -> str:
    return str(projection.get("alias") or projection["column_names"][-1])
