"""How many workloads the exclusions of plans left out of a snapshot."""

from collections.abc import Mapping

from bartizan.service.published import Published, once

_LEFT_OUT = "select scope, count(*) as n from hidden where reason = 'excluded' group by scope"


@once
def left_out(published: Published) -> Mapping[str, int]:
    """Return the number by scope, for scopes that have any: counted once of a snapshot."""
    rows = published.engine.rows(_LEFT_OUT) if published.engine.has("hidden") else []
    return {row["scope"]: row["n"] for row in rows}
