"""The types and columns that a snapshot has, as queries see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bartizan.base.suggestion import suggestion
from bartizan.explore.vocabulary import KINDS, NODE_COLUMNS
from bartizan.store.engine import Engine

_OF_A_RESOURCE = {"id", "name", "scope"}
_NUMBERS = ("BIGINT", "INTEGER", "DOUBLE", "UBIGINT", "HUGEINT", "DECIMAL", "FLOAT", "SMALLINT")
GRAPH = ("node", "edge", "edge_gap")


def kind_of(type_: str) -> str:
    """Return what a column of the engine's type holds: text, number, boolean, time, list or other."""
    if type_ == "VARCHAR[]":
        return "list"
    if type_.startswith(_NUMBERS):
        return "number" if "[" not in type_ else "other"
    return {"VARCHAR": "text", "BOOLEAN": "boolean", "DATE": "time", "TIMESTAMP": "time"}.get(type_, "other")


@dataclass
class Schema:
    """What a snapshot holds, read as it is asked for."""

    engine: Engine
    _columns: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tables = frozenset(self.engine.tables())

    @property
    def types(self) -> list[str]:
        """The names of all types, sorted; tables that only serve others are no types."""
        return sorted([*KINDS, *(name for name in self.tables if self._is_type(name))])

    @property
    def has_graph(self) -> bool:
        """Whether the snapshot was made with nodes and edges."""
        return self.tables.issuperset(GRAPH)

    def _is_type(self, name: str) -> bool:
        return name.startswith(("aws_", "azure_")) and _OF_A_RESOURCE.issubset(self.table(name))

    def is_type(self, name: str) -> bool:
        """Return whether a query may find this."""
        return name in KINDS or (name in self.tables and self._is_type(name))

    def table(self, name: str) -> Mapping[str, str]:
        """Return the columns of a table and their types."""
        if name not in self._columns:
            self._columns[name] = NODE_COLUMNS if name in KINDS else self.engine.columns(name)
        return self._columns[name]

    def nearest(self, word: str) -> str:
        """Return what was perhaps meant by an unknown type."""
        holding = [type_ for type_ in self.types if f"_{word.lower()}" in type_]
        return suggestion(word, self.types) or (f" (did you mean {min(holding, key=len)!r}?)" if holding else "")
