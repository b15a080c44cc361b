"""What lies beside recommendations, of which one may have several: SELECTs of places in the list and values."""

_LIST = "list_recommendations"
_OF_RULES = f"select v.{{place}} as place, {{value}} as value from {_LIST} as v join rule on rule.id = v.rule_id"
_FIXES = "['cli', 'terraform', 'cloudformation', 'bicep']"
VALUES = {
    "framework": _OF_RULES.format(place="{place}", value="unnest(json_keys(definition, '$.controls'))"),
    "risk_factor": f"select {{place}} as place, unnest(risk_factors) as value from {_LIST}",
    # Of these a rule has a text, or none.
    "fixed_by": _OF_RULES.format(
        place="{place}",
        value=f"unnest([each for each in {_FIXES} if coalesce(remediation->>('$.' || each), '') <> ''])",
    ),
    # A rule's tables begin with the cloud that they are about.
    "provider": _OF_RULES.format(
        place="{place}", value="unnest(list_distinct([split_part(each, '_', 1) for each in definition->>'$.table[*]']))"
    ),
}
"""By the name that filters and facets call it; ``place`` is the column that says where a row lies."""
