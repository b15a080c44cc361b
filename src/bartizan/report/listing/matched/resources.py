"""What lies beside resources: whether a check of them could not be decided, and how new they are.

SELECTs of places in the list and values, null where these are not known.
"""

_LIST = "list_inventory"
_DAYS = f"""
select {{place}} as place, date_diff('second', first_seen, (select max(last_seen) from {_LIST})) / 86400 as days
from {_LIST}
"""
"""How many days a resource had been known when the last one was read: a snapshot says the same tomorrow."""
VALUES = {
    "has_unknown": f"select {{place}} as place, (not_evaluated > 0)::varchar as value from {_LIST}",
    "first_seen_within": "select place, unnest(case when days is null then [null] when days > 30 then ['older'] else "
    f"['month'] || if(days <= 7, ['week'], []) || if(days <= 1, ['day'], []) end) as value from ({_DAYS})",
}
"""By the name that filters and facets call it; ``place`` is the column that says where a row lies."""
OF_DECISIONS = frozenset({"has_unknown"})
"""Those that follow what people decide."""
