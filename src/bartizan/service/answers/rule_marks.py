"""What is said beside a rule: the frameworks whose controls it answers."""

from collections.abc import Mapping, Sequence

from bartizan.service.published import Published, once


@once
def rule_frameworks(published: Published) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return the controls that each rule answers, by rule and framework; a rule that answers none is left out."""
    rows = published.engine.rows(
        "select id, cast(json_extract(definition, '$.controls') as map(varchar, varchar[])) as controls from rule"
    )
    return {row["id"]: dict(sorted(row["controls"].items())) for row in rows if row["controls"]}
