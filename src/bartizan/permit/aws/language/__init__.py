"""The language of AWS policies: statements, conditions, matching."""
