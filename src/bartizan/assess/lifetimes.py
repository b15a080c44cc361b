"""When each finding began to fail and stopped, however often: dates that outlive the snapshots they come from."""

from pathlib import Path
from typing import Any

from bartizan.store.engine import Engine, literal

TABLE = "finding_history"
HISTORY = {
    **dict.fromkeys(("rule_id", "resource_type", "resource_id", "scope", "state"), "varchar"),
    "opened": "timestamp[]",
    "closed": "timestamp[]",
    "unverified": "timestamp",
}
"""One row per finding that ever failed. ``opened`` and ``closed`` (UTC) alternate, and an open one has one more opened.

``state`` is open, resolved, removed with its resource, or unverified: it failed and could not be read again, since the
time ``unverified``.
"""
_KEY = "rule_id, resource_type, resource_id"
_SELECT = """
with now as (
    select {key}, scope, status, first_seen from {finding} where status in ('fail', 'unknown') and not ({standing})
),
joined as (
    select {key}, coalesce(now.scope, old.scope) as scope, coalesce(old.opened, []) as opened,
        coalesce(old.closed, []) as closed, coalesce(old.state, '') as before, old.unverified as since,
        case
            when now.status = 'fail' then 'open'
            when old.state in ('resolved', 'removed') then old.state
            when now.status = 'unknown' then 'unverified'
            when r.id is null then 'removed'
            else 'resolved'
        end as state,
        if(old.state is null, now.first_seen, {at}) as came
    from now full join (from history_before where not ({standing})) as old using ({key})
    left join (select distinct id, type from resource) as r on r.id = resource_id and r.type = resource_type
    where now.status = 'fail' or old.state is not null
)
(select {key}, scope, state,
    if(state = 'open' and len(opened) = len(closed), list_append(opened, came), opened) as opened,
    if(state in ('resolved', 'removed') and len(opened) > len(closed), list_append(closed, {at}), closed) as closed,
    case when state <> 'unverified' then null when before = 'unverified' then since else {at} end as unverified
from joined order by {key})
union all (select {key}, scope, state, opened, closed, unverified from history_before where {standing})
"""


def keep_lifetimes(
    engine: Engine, previous: Path | None, at: str, finding: str = "finding", standing: str = "false"
) -> None:
    """Create ``finding_history`` from a relation of findings with their dates, and the last snapshot's history.

    Where the condition ``standing`` holds, verdicts are as they were, and so the history is.
    """
    engine.load_or_empty("history_before", previous and previous / f"{TABLE}.parquet", HISTORY)
    at = f"timestamp {literal(at)}"
    engine.create(TABLE, _SELECT.format(key=_KEY, finding=finding, at=at, standing=standing))
    engine.execute("drop table history_before")


def mean_hours_to_fix(engine: Engine, at: str, days: int = 30) -> float | None:
    """Return how long findings failed that were resolved in the days before a time; None where none was."""
    row: dict[str, Any] = engine.rows(
        "select avg(epoch(closed - opened)) / 3600 as hours from "
        f"(select unnest(opened[:len(closed)]) as opened, unnest(closed) as closed from {TABLE} "
        "where state <> 'removed') "
        f"where closed > timestamp {literal(at)} - to_days({days})"
    )[0]
    return None if row["hours"] is None else round(row["hours"], 1)
