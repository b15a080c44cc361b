"""The inventory with the decisions of a layer, over the list of it as scanned: what they touch is counted anew."""

from bartizan.decide.risk import NONE
from bartizan.report.listing.decided_findings import BITS, EXEMPT
from bartizan.report.listing.finding_rows import ROWS, ensure_held
from bartizan.report.listing.resource_rows import COUNTS, LEVELS, STANDING_ORDER, STANDINGS
from bartizan.report.views.inventory import WORST
from bartizan.store.snapshot_engine import SnapshotEngine

_LIST, _TOUCHED, _ORDER = "list_inventory", "touched_resource", "order_of_standings"
_STEP = 1 << 32
"""Places between one standing and the next."""
_OF_TOUCHED = f"""
select v.n as was, v.place, f.rank, coalesce(f.risk_level::varchar, '{NONE}') as risk_level,
    {", ".join(f"coalesce(f.{name}, 0) as {name}" for name in COUNTS)}
from (select distinct type as kind, id as code from {EXEMPT}) as t join {{held}} as held using (kind, code)
join {{below}} as v on v.id = held.id and v.type = held.type
left join ({{worst}}) as f on f.type = t.kind and f.id = t.code
"""
_FINDINGS = f"""
select r.rowid as place, t.type as resource_type, t.id as resource_id, r.rank, r.risk_level, r.severity, r.status
from {{rows}} as r join (select distinct id, type from {EXEMPT}) as t
    on t.id = enum_code(r.resource_id)::integer and t.type = enum_code(r.resource_type)::integer
"""
"""Of a resource the numbers of its words, as to group by texts takes long where a decision touches many."""
_LEFT = f"(select * from finding_of_touched cross join {BITS} where get_bit(exempt, place::integer) = 0)"
_ORDERED = f"""
with standing as (
    select standing, rank, {", ".join(LEVELS)} from {{standings}}
    union all by name select distinct rank, {", ".join(LEVELS)} from touched_anew
),
ordered as (select *, dense_rank() over (order by {STANDING_ORDER}) as n from standing)
"""
_OF_LIST = f"""
create or replace view {_LIST} as
select v.* replace (
        if(t.was is null, v.risk_level::varchar, t.risk_level) as risk_level,
        {", ".join(f"if(t.was is null, v.{name}, t.{name}) as {name}" for name in COUNTS)},
        if(t.was is null, ordered[v.standing + 1] * {_STEP} + v.place, t.n) as n
    )
from {{below}} as v left join {_TOUCHED} as t on t.was = v.n cross join {_ORDER}
"""


def lay_inventory(engine: SnapshotEngine) -> None:
    """Make the inventory in a layer where decisions were laid, and the list of findings was made."""
    below, standings = engine.scanned(_LIST), engine.scanned(STANDINGS)
    # Apart from what is exempt: the engine would look at the bit of each finding before it looks for these few.
    engine.create("finding_of_touched", _FINDINGS.format(rows=engine.scanned(ROWS)))
    worst = WORST.format(ranked=_LEFT)
    engine.create("touched_anew", _OF_TOUCHED.format(held=ensure_held(engine), below=below, worst=worst))
    engine.execute("drop table finding_of_touched")
    ordered = _ORDERED.format(standings=standings)
    engine.create(
        _ORDER, f"{ordered} select list(n order by standing) as ordered from ordered where standing is not null"
    )
    same = " and ".join(f"t.{name} is not distinct from o.{name}" for name in ("rank", *LEVELS))
    engine.create(
        _TOUCHED,
        f"{ordered} select t.* exclude (rank, place), o.n * {_STEP} + t.place as n "
        f"from touched_anew as t join (select * from ordered where standing is null) as o on {same}",
    )
    engine.execute(_OF_LIST.format(below=below))
