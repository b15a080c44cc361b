"""On how many attack paths a resource is, and how many each rule's fix ends."""

from collections.abc import Mapping

from bartizan.store.engine import Engine


def path_counts(engine: Engine) -> Mapping[str, int] | None:
    """Return the number of paths by the ID of a resource; None in a snapshot that was made without."""
    if not engine.has("attack_path_member"):
        return None
    query = "select node_id, count(distinct path_id) as n from attack_path_member group by all"
    return {row["node_id"]: row["n"] for row in engine.rows(query)}


def rule_path_counts(engine: Engine) -> Mapping[str, int] | None:
    """Return the number of paths that end once a rule is fixed everywhere; None in a snapshot that was made without."""
    if not engine.has("choke_point"):
        return None
    query = "select node_id, paths from choke_point where kind = 'rule'"
    return {row["node_id"]: row["paths"] for row in engine.rows(query)}
