"""The rows that a part of a query is about: their columns as SQL, and what is joined to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bartizan.base.suggestion import suggestion
from bartizan.explore.schema import kind_of
from bartizan.explore.tree import Inner, Not, Related
from bartizan.explore.words import QueryError
from bartizan.store.engine import literal, quoted

RISK = "risk_level"
_RISK = (
    "left join (select resource_id as id, arg_min(risk_level, severity_order(risk_level)) as risk_level from finding "
    "where status = 'fail' and resource_type = {type} group by resource_id) as risk on risk.id = t.id"
)


class PartError(QueryError):
    """A query that cannot be asked, with the part that is to blame."""

    def __init__(self, node: object, message: str) -> None:
        super().__init__(message)
        self.node = node


@dataclass(frozen=True)
class RowColumn:
    """A column of a row: its SQL, what it holds (as ``kind_of`` tells) and its name."""

    sql: str
    kind: str
    name: str


@dataclass
class Rows:
    """Rows of one type, called ``t``: of its table, or of the nodes where ``is_table`` is false.

    ``element`` stands for the value of a list of which each is looked at.
    """

    type: str | None
    columns: Mapping[str, str]
    is_table: bool = False
    has_findings: bool = False
    element: str = ""
    joins: list[str] = field(default_factory=list)
    has_node: bool = False

    def column(self, path: str, node: object) -> RowColumn:
        """Return a column by its path; ``tags.KEY`` is the value of a tag, empty where there is none.

        Raises:
            PartError: there is none.
        """
        name, dot, rest = path.partition(".")
        if self.element:
            if path != "value":
                raise PartError(node, f"unknown column {path!r}; what is in a list is called 'value'")
            return RowColumn(self.element, "text", "value")
        if name == RISK and not dot and name not in self.columns and self.is_table and self.has_findings:
            return self._risk()
        if name not in self.columns:
            also = [RISK] if self.is_table else []
            raise PartError(node, f"unknown column {name!r} of {self._what}{suggestion(name, [*self.columns, *also])}")
        if not dot:
            return RowColumn(f"t.{quoted(name)}", kind_of(self.columns[name]), name)
        if name != "tags":
            raise PartError(node, f"{path!r}: only tags have parts; what is related is asked for as {name} (…)")
        return RowColumn(_tag(rest), "text", path)

    @property
    def _what(self) -> str:
        return self.type or "nodes of any type (name one for its columns)"

    def _risk(self) -> RowColumn:
        join = _RISK.format(type=literal(self.type))
        if join not in self.joins:
            self.joins.append(join)
        return RowColumn("coalesce(risk.risk_level, 'none')", "text", RISK)

    def join_node(self) -> None:
        """Make ``nd``, the row's node, there; null where it has none."""
        if not self.has_node and self.is_table:
            # Before all other joins, which stand on it.
            self.joins.insert(0, f"left join node as nd on nd.id = t.id and nd.kind = {literal(self.type)}")
        self.has_node = True

    @property
    def n(self) -> str:
        """The SQL of the node's number."""
        self.join_node()
        return "nd.n" if self.is_table else "t.n"

    @property
    def provider(self) -> str:
        """The SQL of the node's cloud."""
        self.join_node()
        return "nd.provider" if self.is_table else "t.provider"


def _tag(key: str) -> str:
    pointer = literal("/" + key.replace("~", "~0").replace("/", "~1"))
    return f"case when t.tags is not null then coalesce(json_extract_string(t.tags, {pointer}), '') end"


def counted_of(part: Related) -> Inner:
    """Return what is counted: for ``all X (…)`` those X of which the rest does not hold."""
    if part.count is None or not part.count.every:
        return part.to
    if part.to.where is None:
        raise PartError(part, "`all` goes with a condition: all runs_as (aws_iam_role where …)")
    return Inner(find=part.to.find, where=Not(not_=part.to.where))
