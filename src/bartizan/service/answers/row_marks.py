"""What is said beside a workload's runtime, vulnerabilities and identity: that it ends, is exploited, was not read."""

import datetime
from collections.abc import Mapping, Set

from bartizan.decide.workload import WORKLOADS
from bartizan.report.views.vulnerabilities import prepare_code
from bartizan.service.published import LASTING, Published
from bartizan.store.engine import literal, quoted

_LEFT = "runtime_days_left"
_IDENTITIES = "identity_ids"
_NEVER = 36_500
"""Days that stand for a runtime of which no end is known."""


def runtime_ends(published: Published) -> Mapping[tuple[str, str], int]:
    """Return how many days a runtime is still supported, by type and runtime, negative once it is not any more.

    A runtime of which no end is known is left out.
    """
    memo = f"{LASTING}runtime ends"
    if memo not in published.memo:
        found: dict[tuple[str, str], int] = {}
        for type_ in WORKLOADS:
            if published.engine.has(type_) and _LEFT in published.engine.columns(type_):
                rows = published.engine.rows(
                    f"select {literal(type_)} as type, runtime, min({_LEFT}) as days from {quoted(type_)} "
                    f"where {_LEFT} < {_NEVER} and runtime is not null group by all"
                )
                found |= {(row["type"], row["runtime"]): int(row["days"]) for row in rows}
        published.memo[memo] = found
    ends: Mapping[tuple[str, str], int] = published.memo[memo]  # type: ignore[assignment]
    return ends


def exploited(published: Published) -> Set[str]:
    """Return the IDs of the workloads with a vulnerability that is known to be exploited."""
    memo = f"{LASTING}exploited workloads"
    if memo not in published.memo:
        rows = (
            published.engine.rows(
                "select distinct resource_id as id from code_use join vulnerability using (digest) "
                "where status = 'affected' and kev"
            )
            if prepare_code(published.engine)
            else []
        )
        published.memo[memo] = frozenset(row["id"] for row in rows)
    found: Set[str] = published.memo[memo]  # type: ignore[assignment]
    return found


def unread_identities(published: Published) -> Set[str]:
    """Return the IDs of the workloads of which it was not read as whom they run."""
    memo = f"{LASTING}workloads of unread identity"
    if memo not in published.memo:
        engine = published.engine
        published.memo[memo] = frozenset(
            row["id"]
            for type_ in WORKLOADS
            if engine.has(type_) and _IDENTITIES in engine.columns(type_)
            for row in engine.rows(f"select id from {quoted(type_)} where {_IDENTITIES} is null")
        )
    found: Set[str] = published.memo[memo]  # type: ignore[assignment]
    return found


def known_since(published: Published) -> datetime.datetime:
    """Return when the first of what is there was seen: where that is this scan, nothing in it is new."""
    memo = f"{LASTING}known since"
    if memo not in published.memo:
        (row,) = published.engine.rows("select min(first_seen) as at from resource")
        published.memo[memo] = row["at"] or published.manifest.started_at
    found: datetime.datetime = published.memo[memo]  # type: ignore[assignment]
    return found
