"""How many workloads the exclusions of plans left out of a snapshot."""

from collections.abc import Mapping

from bartizan.service.published import LASTING, Published

_LEFT_OUT = "select scope, count(*) as n from hidden where reason = 'excluded' group by scope"


def left_out(published: Published) -> Mapping[str, int]:
    """Return the number by scope, for scopes that have any: counted once of a snapshot."""
    memo = f"{LASTING}left out of scopes"
    if memo not in published.memo:
        rows = published.engine.rows(_LEFT_OUT) if published.engine.has("hidden") else []
        published.memo[memo] = {row["scope"]: row["n"] for row in rows}
    found: Mapping[str, int] = published.memo[memo]  # type: ignore[assignment]
    return found
