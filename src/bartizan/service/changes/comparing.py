"""What changed from one snapshot to another: findings and attack paths that came, went, or could not be read again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bartizan.base.home import DIRECTORY
from bartizan.contract import Page
from bartizan.contract.changes import SnapshotChange, SnapshotFigures
from bartizan.decide.risk import LEVELS
from bartizan.decide.workload import WORKLOADS
from bartizan.model import UsageError
from bartizan.pipeline.differences.compare import create_differences
from bartizan.pipeline.differences.keep import made_alike
from bartizan.service.published import open_published
from bartizan.state import Manifest, State
from bartizan.store import snapshot_store
from bartizan.store.engine import Engine, literal

_MOST = 10_000
"""Snapshots that the one before another is looked for among."""
_ORDER = ("new", "worse", "unverified", "better", "changed", "fixed", "removed")
_LEVEL = f"coalesce(list_position([{', '.join(map(literal, LEVELS))}], {{column}}), {len(LEVELS) + 1})"
_LATER, _EARLIER = _LEVEL.format(column="b.risk_level"), _LEVEL.format(column="a.risk_level")
_FINDINGS = f"""
select 'finding' as kind, coalesce(b.id, a.id) as id, coalesce(b.rule_id, a.rule_id) as rule_id, rule.title,
    coalesce(b.resource_id, a.resource_id) as resource_id, coalesce(b.resource_type, a.resource_type) as type,
    coalesce(b.scope, a.scope) as scope,
    case
        when b.status = 'fail' and a.status is distinct from 'fail' then 'new'
        when b.status = 'fail' and {_LATER} < {_EARLIER} then 'worse'
        when b.status = 'fail' and {_LATER} > {_EARLIER} then 'better'
        when a.status = 'fail' and b.status = 'unknown' then 'unverified'
        when a.status = 'fail' and b.id is null and there.id is null then 'removed'
        when a.status = 'fail' and b.id is null then 'fixed'
    end as change,
    coalesce(a.risk_level, '') as before, coalesce(b.risk_level, '') as after
from finding as b
full join earlier_finding as a on a.rule_id = b.rule_id and a.resource_id = b.resource_id
    and a.resource_type = b.resource_type
left join rule on rule.id = coalesce(b.rule_id, a.rule_id)
left join resource as there on there.id = a.resource_id and there.type = a.resource_type
"""
_PATHS = f"""
select 'attack_path' as kind, coalesce(b.id, a.id) as id, '' as rule_id, coalesce(b.title, a.title) as title,
    coalesce(b.entry_id, a.entry_id) as resource_id, '' as type, '' as scope,
    case
        when a.id is null then 'new'
        when b.id is null then 'fixed'
        when {_LATER} < {_EARLIER} then 'worse'
        when b.certainty = 'unknown' and a.certainty <> 'unknown' then 'unverified'
        when {_LATER} > {_EARLIER} then 'better'
    end as change,
    coalesce(a.risk_level, '') as before, coalesce(b.risk_level, '') as after
from attack_path as b full join earlier_attack_path as a on a.id = b.id
"""

_RESOURCES = """
select if(kind = 'gone', 'resource', kind) as kind, resource_id as id, '' as rule_id, subject as title, resource_id,
    resource_type as type, scope,
    case
        when kind = 'gone' or after = '' then 'removed'
        when after is null then 'unverified'
        when before = '' and kind <> 'configuration' then 'new'
        else 'changed'
    end as change,
    if(kind = 'gone', '', before) as before, after
from difference
union all select 'resource', r.id, '', '', r.id, r.type, i.scope, 'new', '', ''
from resource as r anti join earlier_resource as old using (id, type)
join (select id, type, any_value(scope) as scope from inventory group by all) as i using (id, type)
"""


def snapshots(home: Path, *, directory: str = DIRECTORY, limit: int = 100) -> list[SnapshotFigures]:
    """Return the snapshots of a directory, newest first."""
    from bartizan.state.snapshots import snapshots

    return [figures_of(each) for each in snapshots(State(home), directory, limit)]


def changes(home: Path, before: str, after: str = "", *, directory: str = DIRECTORY) -> Page[SnapshotChange]:
    """Return what changed from one snapshot to another, the latest by default; what is new and worst comes first.

    ``previous`` names the one before ``after``. Configuration and permissions are compared where both snapshots made
    them in the same way: of another release's tables it is not known what changed and what is only made in another way.

    Raises:
        UsageError: one of them is not there.
    """
    with _compared(home, before, after, directory) as (engine, earlier, later):
        create_differences(engine, earlier, made_alike(engine, earlier, later))
        rows = engine.rows(_sql(engine))
    return Page([SnapshotChange.model_validate(row) for row in rows], len(rows))


def change_counts(home: Path, before: str, after: str = "", *, directory: str = DIRECTORY) -> Mapping[str, int]:
    """Return what became of how many findings and attack paths, 0 where nothing did.

    Raises:
        UsageError: one of the snapshots is not there.
    """
    with _compared(home, before, after, directory) as (engine, _, _):
        rows = engine.rows(f"select change, count(*) as n from ({_both(engine)}) where change is not null group by all")
    return dict.fromkeys(_ORDER, 0) | {row["change"]: row["n"] for row in rows}


@contextmanager
def _compared(home: Path, before: str, after: str, directory: str) -> Iterator[tuple[Engine, Path, Path]]:
    """Open a snapshot with the tables of an earlier one beside its own; yield also their folders, the earlier first."""
    later = _named(home, after, directory)
    earlier = _before(home, later, directory) if before == "previous" else _named(home, before, directory)
    with open_published(home, later.id, directory=directory) as published:
        engine = published.engine
        engine.open("finding", "rule", "resource", "inventory", "attack_path")
        held = [snapshot_store(home, directory).files(each.id) for each in (earlier, later)]
        _attach(engine, held[0].path)
        yield engine, held[0].path, held[1].path


def _both(engine: Engine) -> str:
    has_paths = {"attack_path", "earlier_attack_path"} <= set(engine.tables())
    return " union all by name ".join([_FINDINGS, *([_PATHS] if has_paths else [])])


def _sql(engine: Engine) -> str:
    position = f"list_position([{', '.join(map(literal, _ORDER))}], change)"
    has_resources = engine.has("earlier_resource") and engine.has("difference")
    every = f"{_both(engine)} union all by name {_RESOURCES}" if has_resources else _both(engine)
    return (
        "select kind, change, c.id, rule_id, coalesce(c.title, rule_id) as title, resource_id, "
        "coalesce(i.name, resource_id) as resource_name, c.scope, before, after "
        f"from ({every}) as c "
        "left join (select id, any_value(name) as name from inventory group by id) as i on i.id = resource_id "
        "where change is not null "
        f"order by {position}, {_LEVEL.format(column='coalesce(nullif(after, chr(0)), before)')}, kind, title, c.id"
    )


def _attach(engine: Engine, folder: Path) -> None:
    """Make the earlier snapshot's tables readable beside the later one's."""
    for table in ("finding", "attack_path", "resource"):
        file = folder / f"{table}.parquet"
        if file.is_file():
            engine.attach(f"earlier_{table}", file)


def _named(home: Path, name: str, directory: str) -> Manifest:
    found = State(home).snapshot(directory, name or None)
    if found is None:
        what = f"no snapshot {name!r}" if name else "nothing has been scanned yet"
        raise UsageError(f"{what}; see `bartizan snapshots list`")
    return found


def _before(home: Path, later: Manifest, directory: str) -> Manifest:
    from bartizan.state.snapshots import snapshots

    # By their order and not by their times: clocks are set back.
    known = snapshots(State(home), directory, _MOST)
    place = next((n for n, each in enumerate(known) if each.id == later.id), len(known))
    earlier = known[place + 1 :]
    if not earlier:
        raise UsageError(f"there is no snapshot before {later.id}: scan again to see what changes")
    return earlier[0]


def figures_of(manifest: Manifest) -> SnapshotFigures:
    """Return what a snapshot's scan printed in figures."""
    summary = manifest.summary
    resources = summary.get("resources") or {}
    return SnapshotFigures(
        id=manifest.id,
        status=manifest.status,
        started_at=manifest.started_at,
        published_at=manifest.published_at,
        workloads=sum(resources.get(name, 0) for name in WORKLOADS),
        failing=sum((summary.get("findings") or {}).values()),
        unknown=summary.get("unknown") or 0,
        attack_paths=summary.get("attack_paths"),
        score=summary.get("score"),
        calls=sum((summary.get("calls") or {}).values()),
    )
