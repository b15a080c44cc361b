"""What lies beside matches of advisories: how likely they are exploited, and who owns their workload.

SELECTs of places in the list and values, null where these are not known.
"""

_LIST = "list_vulnerabilities"
_LEVELS = "['0.01', '0.1', '0.5', '0.9']"
"""From which probabilities of EPSS people choose; a match has each one that it reaches."""
VALUES = {
    "epss_from": f"select {{place}} as place, unnest(if(epss is null, [null], "
    f"[each for each in {_LEVELS} if each::double <= epss::double])) as value from {_LIST}",
    "owner": f"select m.{{place}} as place, o.owner::varchar as value from {_LIST} as m join "
    "(select distinct resource_type, resource_id, owner from list_findings where owner <> '') as o "
    "on o.resource_type::varchar = m.resource_type::varchar and o.resource_id::varchar = m.resource_id",
}
"""By the name that filters and facets call it; ``place`` is the column that says where a row lies."""
OF_DECISIONS = frozenset({"owner"})
"""Those that follow what people decide."""
