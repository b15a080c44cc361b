"""How a table depends on the time at which its observations were read: what only shows it changes with nothing else."""

from dataclasses import dataclass

from bartizan.normalize.syntax import Node, Select, walk

_TIME = "observed_at"
_OF_ITEM = ["self", _TIME]


@dataclass(frozen=True)
class Timing:
    """What the time of observations does to a table.

    ``is_shown``: a column says it. ``is_of_item``: that column is the time of the item with the row's id and scope.
    ``is_by_day``: other columns depend on the day on which the item was read. ``is_used``: they, or which rows there
    are, depend on times in another way.
    """

    is_shown: bool
    is_of_item: bool
    is_by_day: bool
    is_used: bool


def timing(select: Select) -> Timing:
    """Return how a SELECT uses ``observed_at``; in doubt it uses it in another way."""
    nodes = list(walk(select.node))
    times = [node for node in nodes if _is_time(node)]
    days = sum(map(_is_day, nodes))
    shown = sum(_shows(projection) for node in nodes for projection in node.get("select_list", ()))
    is_own = all(node["column_names"] == _OF_ITEM for node in times) and not any(map(_renames_to_self, nodes))
    return Timing(
        is_shown=_TIME in select.columns,
        is_of_item=is_own and _shows_items(select.node),
        is_by_day=days > 0,
        is_used=len(times) > shown + days or (days > 0 and not is_own) or any(map(_merges, nodes)),
    )


def _is_time(node: Node) -> bool:
    return node.get("class") == "COLUMN_REF" and node["column_names"][-1] == _TIME


def _is_day(node: Node) -> bool:
    return node.get("class") == "CAST" and _is_time(node["child"]) and node["type_expr"].get("type_name") == "date"


def _shows(projection: Node) -> bool:
    """Whether a column is the time under its own name: under another, it would be lost from sight."""
    return _is_time(projection) and projection.get("alias", "") in {"", _TIME}


def _shows_items(node: Node) -> bool:
    """Whether each row has the id, the scope and the time of one item."""
    columns = [(each.get("column_names"), each.get("alias", "")) for each in node.get("select_list", ())]
    return all((["self", name], "") in columns for name in ("id", "scope", _TIME))


def _renames_to_self(node: Node) -> bool:
    return node.get("alias") == "self"


def _merges(node: Node) -> bool:
    """Whether rows are picked, joined or taken for equal by columns among which the time may be."""
    if node.get("type") == "SET_OPERATION_NODE":
        return not node.get("setop_all") and any(map(_may_be_time, walk(node)))
    if node.get("class") == "SUBQUERY":
        return any(map(_may_be_time, walk(node)))
    is_distinct = any(
        each["type"] == "DISTINCT_MODIFIER" and not each.get("distinct_on_targets")
        for each in node.get("modifiers", ())
    )
    if is_distinct or node.get("aggregate_handling") == "FORCE_AGGREGATES":
        return any(map(_may_be_time, node.get("select_list", ())))
    return _TIME in node.get("using_columns", ())


def _may_be_time(node: Node) -> bool:
    # A star may stand for it.
    return _is_time(node) or node.get("class") == "STAR"
