"""The rows of attack paths, and what lies beside them: which rules end them, why they matter, where they begin.

What lies beside are SELECTs of places in the list and values.
"""

ROWS = """
select p.* exclude (steps), coalesce(t.sensitivity, 'unknown') as sensitivity,
    row_number() over (order by p.risk desc, p.id) as n
from attack_path as p left join (
    select node.id, target.kind, any_value(target.sensitivity) as sensitivity
    from target join node on node.n = target.n where node.id in (select target_id from attack_path) group by all
) as t on t.id = p.target_id and t.kind = p.target_kind
"""
"""Paths, each with how sensitive its target is: ``unknown`` where nothing says so."""
_LIST = "list_attack_paths"
VALUES = {
    "rule": f"select {{place}} as place, unnest(breaks) as value from {_LIST}",
    "risk_factor": f"select {{place}} as place, unnest(risk_factors) as value from {_LIST}",
    "entry": f"select {{place}} as place, entry_id as value from {_LIST}",
    "scope": f"select v.{{place}} as place, node.scope as value from {_LIST} as v join node on node.id = v.entry_id "
    "where node.scope <> ''",
}
"""By the name that filters and facets call it; ``place`` is the column that says where a row lies."""
NONE = "select 0::bigint as place, '' as value where false"
"""Of a snapshot without paths."""
