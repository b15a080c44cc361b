"""Paths of the last snapshot that were not seen to be gone: they stay, and say what was not read."""

from pathlib import Path

from bartizan.graph.paths.state import OUTSIDE
from bartizan.graph.paths.tables import ATTACK_PATH, MEMBER
from bartizan.store.engine import Engine, literal

NOT_READ_AGAIN = "not every fact was read again yet"
_STEPS = '[{"source":"varchar","edge":"varchar","target":"varchar","why":"varchar"}]'
_LOST = f"""
with step as (
    select id, conditions, unnest(from_json(steps, '{_STEPS}'), recursive := true) from path_before
    where id not in (select id from attack_path)
),
there as (
    select source.id as source, e.kind as edge, target.id as target, e.weight_key, e.why
    from edge as e join node as source on source.n = e.source_n join node as target on target.n = e.target_n
    where source.id in (select source from step) and e.mode <> 'relates'
)
select distinct id, conditions, source, edge, target from step
where not exists (
    from there as t where t.source = step.source and t.edge = step.edge and t.target = step.target
    and (t.weight_key is distinct from 'assumed_flaw' or t.why = step.why)
)
"""
"""Steps of paths that are not found any more. That a flaw is assumed now is no proof that a known one is gone."""
_GAPS = "select node.id as node, g.kind, g.missing from {gap} as g join {node} as node on node.n = g.source_n"
_UNREAD = f"""
select distinct l.id, l.source, l.edge, l.target, g.missing
from lost_step as l join gap_now as g
    on g.kind = l.edge and (g.node = l.source or g.node = l.target and starts_with(g.missing, l.source))
left join node as target on target.id = l.target
where (list_contains(l.conditions, g.missing) or (g.node, g.kind, g.missing) not in (
    select (node, kind, missing) from gap_before
))
and (
    (l.source not in ({", ".join(map(literal, OUTSIDE))}) and not starts_with(l.source, 'admin:'))
    or contains(g.missing, l.target)
    or coalesce(target.name, '') <> '' and contains(g.missing, target.name)
    or starts_with(g.missing, 'the list of ') and ends_with(g.missing, ' in ' || coalesce(target.scope, ''))
)
"""
"""Which of them could not be read. What was not read before, either, says nothing of a step that was seen then, and the
gaps of all who are outside, or of a whole account, are about a step only if they name where it leads."""
_KEPT = """
select u.id, list_sort(list(distinct u.missing)) as texts from unread_step as u group by u.id
having count(distinct (u.source, u.edge, u.target)) = (select count(*) from lost_step as l where l.id = u.id)
"""
"""Paths of which nothing was seen to be gone."""


def keep_unread(engine: Engine, previous: Path) -> None:
    """Add the paths of a snapshot that are not in ``attack_path``: what was not read again has not been fixed."""
    if _attach(engine, previous):
        engine.create("kept_path", f"select id, ['{NOT_READ_AGAIN}'] as texts from path_before")
        _add(engine, "texts")


def keep_unverified(engine: Engine, previous: Path) -> None:
    """Add those paths of a snapshot that are not found because a step of theirs was not read, and none is gone.

    They are unknown, with what was not read among their conditions, and stay until all of that was read.
    """
    if not _attach(engine, previous):
        return
    engine.create("lost_step", _LOST)
    _gaps(engine, previous)
    engine.create("unread_step", _UNREAD)
    engine.create("kept_path", _KEPT)
    _add(engine, "list_distinct(list_concat(conditions, texts))")
    for table in ("lost_step", "gap_now", "gap_before", "unread_step"):
        engine.execute(f"drop table {table}")


def _gaps(engine: Engine, previous: Path) -> None:
    """Create ``gap_now`` and ``gap_before``: what was not read of nodes, by their ID."""
    engine.create("gap_now", _GAPS.format(gap="edge_gap", node="node"))
    files = {"node_before": previous / "node.parquet", "edge_gap_before": previous / "edge_gap.parquet"}
    if not all(file.is_file() for file in files.values()):
        engine.create("gap_before", "from gap_now where false")
        return
    for name, file in files.items():
        engine.attach(name, file)
    engine.create("gap_before", _GAPS.format(gap="edge_gap_before", node="node_before"))
    for name in files:
        engine.execute(f"drop view {name}")


def _attach(engine: Engine, previous: Path) -> bool:
    """Make the paths of a snapshot readable; say whether it has some."""
    path, member = previous / "attack_path.parquet", previous / "attack_path_member.parquet"
    if not path.is_file() or not member.is_file():
        return False
    engine.attach("path_before", path, ATTACK_PATH)
    engine.attach("member_before", member, MEMBER)
    return True


def _add(engine: Engine, conditions: str) -> None:
    """Add the paths in ``kept_path`` that were not found, with their members."""
    engine.execute(
        f"insert into attack_path select {', '.join(ATTACK_PATH)} from (select path_before.* replace ("
        f"'unknown' as certainty, {conditions} as conditions) from path_before join kept_path using (id)) "
        "where id not in (select id from attack_path)"
    )
    engine.execute(
        f"insert into attack_path_member select {', '.join(MEMBER)} from member_before "
        "where path_id in (select id from attack_path) and path_id not in (select path_id from attack_path_member)"
    )
    engine.execute("drop table kept_path")
    engine.execute("drop view path_before")
    engine.execute("drop view member_before")
