"""The inventory with the decisions of a layer, over the list of it as scanned: what they take is taken away."""

from bartizan.decide.risk import NONE
from bartizan.report.listing.decided_findings import BITS
from bartizan.report.listing.exempt_places import EXEMPT, kinds
from bartizan.report.listing.finding_rows import CLASSES, ROWS, ensure_held
from bartizan.report.listing.resource_rows import COUNTS, LEVELS, STANDING_ORDER, STANDINGS
from bartizan.store.engine import Row
from bartizan.store.snapshot_engine import SnapshotEngine

TOUCHED = "touched_resource"
INVENTORY, _ORDER, _PLACES = "list_inventory", "order_of_standings", "listed_resource"
_STEP = 1 << 32
"""Places between one standing and the next."""
_LISTED = f"""
select held.kind, held.code, v.n, v.place, v.standing, v.rowid as listed from {INVENTORY}_rows as v join (
    select kind, code, type, ('0x' || left(sha256(id), 16))::ubigint as number from {{held}}
) as held on held.number = ('0x' || v.key)::ubigint and held.type = v.type::varchar
"""
"""Which row of the inventory a resource is that has findings, by its numbers."""
_GONE = f"""
select kind, code, min(rank) filter (fails) as rank, (count(*) filter (not fails))::integer as not_evaluated,
    {", ".join(f"(count(*) filter (fails and severity = '{level}'))::integer as {level}" for level in LEVELS)}
from (select x.kind, x.code, x.rank, x.fails, c.severity from {EXEMPT} as x join {{classes}} as c using (class))
group by all
"""
_OF_TOUCHED = f"""
select g.kind, g.code, v.n as was, l.place, v.risk_level::varchar as before, s.rank,
    coalesce(s.rank = g.rank, false) as is_worst,
    {", ".join(f"v.{name} - g.{name} as {name}" for name in COUNTS)}
from ({{gone}}) as g join {{listed}} as l using (kind, code) join {{rows}} as v on v.n = l.n
join {{standings}} as s on s.standing = l.standing
"""
_LEFT = f"""
select t.kind, t.code, min(r.rank) as rank, arg_min(r.risk_level, r.rank)::varchar as risk_level
from {{rows}} as r join (select kind, code from touched where is_worst) as t
    on t.code = enum_code(r.resource_id)::integer and t.kind = enum_code(r.resource_type)::integer
cross join {BITS} where r.status = 'fail' and get_bit(exempt, r.rowid::integer) = 0 group by all
"""
"""What is worst of what is left, where what was is gone."""
_ORDERED = f"""
select *, dense_rank() over (order by {STANDING_ORDER}) as n from (
    select standing, rank, {", ".join(LEVELS)} from {{standings}}
    union all by name
    select t.kind, t.was, t.place, t.before, if(t.is_worst, l.rank, t.rank) as rank,
        if(t.is_worst, coalesce(l.risk_level, '{NONE}'), t.before) as risk_level,
        {", ".join(f"t.{name}" for name in COUNTS)}
    from touched as t left join ({{left}}) as l using (kind, code)
)
"""
_OF_LIST = f"""
create or replace view {INVENTORY} as
select v.* replace (
        if(t.was is null, v.risk_level::varchar, t.risk_level) as risk_level,
        {", ".join(f"if(t.was is null, v.{name}, t.{name}) as {name}" for name in COUNTS)},
        if(t.was is null, ordered[v.standing + 1] * {_STEP} + v.place, t.n) as n
    )
from {{below}} as v left join {TOUCHED} as t on t.was = v.n cross join {_ORDER}
"""


def lay_inventory(engine: SnapshotEngine) -> None:
    """Make the inventory in a layer where decisions were laid, and the list of findings was made."""
    if not engine.rows(f"select 1 from {EXEMPT} limit 1"):  # it is the one below: who owns what moves nothing
        return
    names = {"rows": engine.scanned(f"{INVENTORY}_rows"), "standings": engine.scanned(STANDINGS)}
    of_findings = {"rows": engine.scanned(ROWS), "classes": engine.scanned(CLASSES)}
    gone = _GONE.format(**of_findings)
    engine.create("touched", _OF_TOUCHED.replace("{gone}", gone).format(listed=ensure_linked(engine), **names))
    left = _LEFT.format(**of_findings)
    engine.create("ordered", _ORDERED.replace("{left}", left).format(**names))
    engine.create(_ORDER, "select list(n order by standing) as ordered from ordered where standing is not null")
    engine.create(
        TOUCHED,
        f"select * exclude (standing, rank, place, n), n * {_STEP} + place as n from ordered where standing is null",
    )
    for table in ("touched", "ordered"):
        engine.execute(f"drop table {table}")
    engine.execute(_OF_LIST.format(below=engine.scanned(INVENTORY)))


def moved_levels(engine: SnapshotEngine) -> list[Row]:
    """Return of how many resources (``n``) of a type decisions move the risk level, ``before`` as scanned and after."""
    if not engine.has(TOUCHED):
        return []
    return engine.rows(
        f"select {kinds(engine)}[kind + 1]::varchar as type, before, risk_level as after, count(*) as n from {TOUCHED} "
        "where before <> risk_level group by all"
    )


def ensure_linked(engine: SnapshotEngine) -> str:
    """Return the table that says which rows of the inventory have findings, below a layer: it is made once."""

    def make(under: SnapshotEngine) -> None:
        under.create(_PLACES, _LISTED.format(held=ensure_held(under)))
        under.compress()

    return engine.once_below(_PLACES, make)
