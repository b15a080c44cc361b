"""How many checks passed: a snapshot counts them, and which they are is judged again for who lists them."""

from bartizan.service.published import Published, once

_TOTAL = "select coalesce(sum(n), 0)::bigint as n from rule_result where status = 'pass'"


@once
def healthy_total(published: Published) -> int:
    """Return how many checks passed, without judging any."""
    n: int = published.engine.rows(_TOTAL)[0]["n"]
    return n
