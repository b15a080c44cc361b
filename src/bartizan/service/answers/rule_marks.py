"""What is said beside a rule: the frameworks whose controls it answers."""

from collections.abc import Mapping, Sequence

from bartizan.service.published import LASTING, Published


def rule_frameworks(published: Published) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return the controls that each rule answers, by rule and framework; a rule that answers none is left out."""
    memo = f"{LASTING}frameworks of rules"
    if memo not in published.memo:
        rows = published.engine.rows(
            "select id, cast(json_extract(definition, '$.controls') as map(varchar, varchar[])) as controls from rule"
        )
        published.memo[memo] = {row["id"]: dict(sorted(row["controls"].items())) for row in rows if row["controls"]}
    found: Mapping[str, Mapping[str, Sequence[str]]] = published.memo[memo]  # type: ignore[assignment]
    return found
