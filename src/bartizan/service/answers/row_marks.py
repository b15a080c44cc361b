"""What is said beside a workload's runtime, vulnerabilities and identity: that it ends, is exploited, was not read."""

import datetime
from collections.abc import Mapping, Set

from bartizan.decide.workload import WORKLOADS
from bartizan.report.views.vulnerabilities import prepare_code
from bartizan.service.published import Published, once
from bartizan.store.engine import literal, quoted

_LEFT = "runtime_days_left"
_IDENTITIES = "identity_ids"
_NEVER = 36_500
"""Days that stand for a runtime of which no end is known."""


@once
def runtime_ends(published: Published) -> Mapping[tuple[str, str], int]:
    """Return how many days a runtime is still supported, by type and runtime, negative once it is not any more.

    A runtime of which no end is known is left out.
    """
    ends: dict[tuple[str, str], int] = {}
    for type_ in WORKLOADS:
        if published.engine.has(type_) and _LEFT in published.engine.columns(type_):
            rows = published.engine.rows(
                f"select {literal(type_)} as type, runtime, min({_LEFT}) as days from {quoted(type_)} "
                f"where {_LEFT} < {_NEVER} and runtime is not null group by all"
            )
            ends |= {(row["type"], row["runtime"]): int(row["days"]) for row in rows}
    return ends


@once
def exploited(published: Published) -> Set[str]:
    """Return the IDs of the workloads with a vulnerability that is known to be exploited."""
    query = (
        "select distinct resource_id as id from code_use join vulnerability using (digest) "
        "where status = 'affected' and kev"
    )
    return frozenset(row["id"] for row in (published.engine.rows(query) if prepare_code(published.engine) else ()))


@once
def unread_identities(published: Published) -> Set[str]:
    """Return the IDs of the workloads of which it was not read as whom they run."""
    engine = published.engine
    return frozenset(
        row["id"]
        for type_ in WORKLOADS
        if engine.has(type_) and _IDENTITIES in engine.columns(type_)
        for row in engine.rows(f"select id from {quoted(type_)} where {_IDENTITIES} is null")
    )


@once
def known_since(published: Published) -> datetime.datetime:
    """Return when the first of what is there was seen: where that is this scan, nothing in it is new."""
    (row,) = published.engine.rows("select min(first_seen) as at from resource")
    at: datetime.datetime | None = row["at"]
    return at or published.manifest.started_at
