"""What lies beside attack paths: which rules end them, why they matter, where they begin, and in which account.

SELECTs of places in the list and values.
"""

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
