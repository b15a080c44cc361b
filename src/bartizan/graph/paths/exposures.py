"""The life of exposures: since when a workload has a way in, when its last one went, and whether one came back."""

from pathlib import Path

from bartizan.graph.paths.tables import ATTACK_PATH
from bartizan.store.engine import Engine, literal

EXPOSURE = {
    **ATTACK_PATH,
    **dict.fromkeys(("first_seen", "last_seen"), "timestamp"),
    **dict.fromkeys(("entry_kind", "entry_name", "entry_scope", "state"), "varchar"),
    "paths": "bigint",
    **dict.fromkeys(("since", "resolved_at"), "timestamp"),
    "moves": 'struct("at" timestamp, kind varchar)[]',
}
"""One row per workload that has a way in, or had one, with its worst path, as it was last.

``state`` is open, resolved where its last path was seen to be gone, or unseen where the plan leaves out what that stood
on. ``moves`` say when it was resolved and reopened (UTC), oldest first.
"""
_MOST_RESOLVED = 10_000
"""Those that were resolved last are remembered."""
_NOW = """
with own as (
    select entry_id, arg_min(id, (-risk, id)) as worst, count(*) as paths, min(first_seen) as since
    from attack_path group by entry_id
)
select p.*, coalesce(n.kind, '') as entry_kind, coalesce(n.name, '') as entry_name,
    coalesce(n.scope, '') as entry_scope, own.paths, own.since
from own join attack_path as p on p.id = own.worst
left join (select distinct on (id) id, kind, name, scope from node) as n on n.id = own.entry_id
"""
_THERE = """
select now.* exclude (paths, since), 'open' as state, now.paths, least(old.since, now.since) as since,
    null::timestamp as resolved_at,
    if(old.state = 'resolved', list_append(old.moves, {{'at': {at}, 'kind': 'reopened'}}), coalesce(old.moves, []))
        as moves
from exposure_now as now left join exposure_before as old using (entry_id)
"""
_GONE = """
select old.* replace (
    {state} as state,
    if({state} = 'resolved', coalesce(old.resolved_at, {at}), null) as resolved_at,
    if({state} = 'resolved' and old.state <> 'resolved', list_append(old.moves, {{'at': {at}, 'kind': 'resolved'}}),
        old.moves) as moves
)
from exposure_before as old anti join exposure_now as now using (entry_id)
"""
_ENDS = """from_json(old.steps, '[{"source":"varchar","target":"varchar"}]')"""
_LEFT_OUT = f"""
exists (
    from hidden as h where h.id = old.entry_id
    or h.type in ('aws_account', 'azure_subscription') and h.scope = old.entry_scope
    or list_contains(list_transform({_ENDS}, lambda step: step.source), h.id)
    or list_contains(list_transform({_ENDS}, lambda step: step.target), h.id)
)
or old.entry_scope <> '' and old.entry_scope not in (select scope from observation)
"""
"""Of an exposure whose path is not found: the plan, or no connector any more, has what it stands on read."""


def keep_exposures(engine: Engine, previous: Path | None, at: str, *, is_early: bool = False) -> None:
    """Create ``exposure`` from ``attack_path``, which has its dates, and the exposures of the last snapshot.

    One without a path is resolved, as paths stay where a step was not read; before all facts are read
    (``is_early``) none is.
    """
    engine.load_or_empty("exposure_before", previous and previous / "exposure.parquet", EXPOSURE)
    engine.create("exposure_now", _NOW)
    left_out = _LEFT_OUT if engine.has("hidden") else "false"
    state = f"case when old.state = 'resolved' then 'resolved' when {left_out} then 'unseen' else 'resolved' end"
    at = f"timestamp {literal(at)}"
    parts = _THERE.format(at=at), _GONE.format(at=at, state="old.state" if is_early else f"({state})")
    rank = "row_number() over (partition by state order by resolved_at desc, entry_id)"
    engine.create(
        "exposure",
        f"select {', '.join(EXPOSURE)} from ({' union all by name '.join(parts)}) "
        f"qualify state <> 'resolved' or {rank} <= {_MOST_RESOLVED} order by entry_id",
    )
    engine.execute("drop table exposure_before")
    engine.execute("drop table exposure_now")


def reopened(engine: Engine, at: str) -> list[str]:
    """Return the IDs of the workloads whose exposure this snapshot, of a scan that began then, finds again."""
    came = f"{{'at': timestamp {literal(at)}, 'kind': 'reopened'}}"
    return [row["id"] for row in engine.rows(f"select entry_id as id from exposure where list_last(moves) = {came}")]
