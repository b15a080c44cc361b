"""How many checks passed: a snapshot counts them, and which they are is judged again for who lists them."""

from bartizan.service.published import LASTING, Published

_TOTAL = "select coalesce(sum(n), 0)::bigint as n from rule_result where status = 'pass'"


def healthy_total(published: Published) -> int:
    """Return how many checks passed, without judging any."""
    memo = f"{LASTING}healthy checks"
    if memo not in published.memo:
        published.memo[memo] = published.engine.rows(_TOTAL)[0]["n"]
    found: int = published.memo[memo]  # type: ignore[assignment]
    return found
