"""Macros that every engine knows: three-valued aggregates, and what lists are sorted by."""

MACROS = (
    # The engine's own aggregates ignore nulls, which would turn what was not read into a fact.
    "create macro any_true(x) as case when bool_or(x) then true when bool_and(x is not null) then false end",
    "create macro all_true(x) as case when not bool_and(x) then false when bool_and(x is not null) then true end",
    "create macro known(outcome) as outcome in ('ok', 'absent')",
    "create macro severity_order(s) as list_position(['critical', 'high', 'medium', 'low', 'info', ''], s)",
    "create macro cve(id, others, none) as "
    "coalesce(list_sort(list_filter([id] || others, lambda a: a like 'CVE-%'))[1], none)",
    "create macro known_accounts(named, deployed) as "
    "list_sort(list_distinct(list_filter(list_concat(coalesce(named, []), [deployed]), lambda a: a is not null)))",
)
"""``severity_order`` counts from 1, the worst. ``cve`` is the first CVE of an advisory's ID and aliases.
``known_accounts`` are the storage accounts that an Azure app is known to name: what the site itself names is known even
where the app's settings were not read."""
