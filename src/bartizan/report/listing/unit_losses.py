"""What each workload loses of the score, kept by numbers: a decision costs what it takes of them, not all findings."""

from bartizan.decide.loss import BANDS
from bartizan.decide.score import BELONGING, LOST, link_workloads, reach, worst_level
from bartizan.report.listing.exempt_places import EXEMPT
from bartizan.report.listing.finding_groups import GRACED
from bartizan.report.listing.finding_rows import CLASSES, ROWS, ensure_held
from bartizan.report.listing.word_type import word_type
from bartizan.store.engine import Row
from bartizan.store.snapshot_engine import SnapshotEngine

_UNIT_OF, _UNITS, _KINDS = "unit_of_resource", "unit_loss", "loss_kind"
_COUNTS = [f"{status}_{level}" for status in LOST for level in BANDS]
_LEVEL = "(risk_level = '{0}' or (risk_level = 'not_evaluated' and severity = '{0}'))"
_SUMS = ", ".join(f"sum({name})::integer as {name}" for name in _COUNTS)
_OF_RESOURCE = f"""
select enum_code(resource_id)::integer as code, enum_code(scope)::integer as scope, {
    ", ".join(
        f"count(*) filter (status = '{status}' and {_LEVEL.format(level)}) as {status}_{level}"
        for status in LOST
        for level in BANDS
    )
} from {ROWS} where severity <> 'info' group by all
"""
_NAMED = f"""
select r.code, r.scope, coalesce(b.workload_id, enum_range(null::{{scopes}})[r.scope + 1]::varchar) as name
from loss_of_resource as r join (select distinct code, id from {{held}}) as held using (code)
left join {BELONGING} as b on b.resource_id = held.id
"""
_NUMBERED = """
select (row_number() over () - 1)::uinteger as unit, name, coalesce(weight, 1.0) as weight
from (select distinct name from unit_named) left join ({reach}) as reach on reach.id = name
"""
_LOSSES = f"""
select unit, any_value(weight) as weight, {_SUMS}
from loss_of_resource join {_UNIT_OF} using (code, scope) join unit_numbered using (unit) group by unit
"""
_WORST = ", ".join(worst_level(status) for status in LOST)
_KIND = f"select {_WORST}, weight, count(*) as units from {{units}} group by all"
_BAND = "if(c.risk_level = 'not_evaluated', c.severity, c.risk_level)"
_GONE = f"""
select x.code, x.scope, {
    ", ".join(
        f"count(*) filter ({'' if status == 'fail' else 'not '}fails and {_BAND} = '{level}') as {status}_{level}"
        for status in LOST
        for level in BANDS
    )
} from ({{gone}}) as x join {{classes}} as c using (class) where c.severity <> 'info' group by all
"""
_EXEMPT = f"select code, scope, class, fails from {EXEMPT}"
_IN_GRACE = f"""
select enum_code(r.resource_id)::integer as code, enum_code(r.scope)::integer as scope, r.class, true as fails
from {{rows}} as r join {GRACED} as g on g.class = r.class and g.first_seen = r.first_seen
where r.status = 'fail' and r.rowid not in (select place from {EXEMPT})
"""
_CHANGED = f"""
with gone as (select unit, {_SUMS} from ({_GONE}) join {{unit_of}} using (code, scope) group by unit),
was as (select u.* from {{units}} as u semi join gone using (unit)),
stays as (select unit, weight, {", ".join(f"was.{name} - gone.{name} as {name}" for name in _COUNTS)}
    from was join gone using (unit))
select fail, fail_n, unknown, unknown_n, weight, sum(units)::bigint as units from (
    from {{kinds}}
    union all select * replace (-units as units) from ({_KIND.format(units="was")})
    union all {_KIND.format(units="stays")}
) group by all having sum(units) <> 0
"""


def ensure_losses(engine: SnapshotEngine) -> None:
    """Make sure that the losses of a snapshot whose list of findings was made are known as scanned, below a layer."""
    under = engine.below()
    held = ensure_held(under)
    link_workloads(under)
    with under.making:
        if _KINDS not in under.known:
            with under.sparing():
                _make(under, held)
            under.known[_KINDS] = {}


def kinds_of_losses(engine: SnapshotEngine) -> list[Row]:
    """Return how many workloads lose what, with the decisions of a layer."""
    ensure_losses(engine)
    names = {name: engine.scanned(table) for name, table in {
        "rows": ROWS, "classes": CLASSES, "unit_of": _UNIT_OF, "units": _UNITS, "kinds": _KINDS,
    }.items()}  # fmt: skip
    gone = f"{_EXEMPT} union all {_IN_GRACE}" if engine.rows(f"select 1 from {GRACED} limit 1") else _EXEMPT
    return engine.rows(_CHANGED.replace("{gone}", gone).format(**names))


def _make(engine: SnapshotEngine, held: str) -> None:
    engine.create("loss_of_resource", _OF_RESOURCE)
    engine.create("unit_named", _NAMED.format(held=held, scopes=word_type("findings", "scope")))
    engine.create("unit_numbered", _NUMBERED.format(reach=reach(engine)))
    engine.create(_UNIT_OF, "select code, scope, unit from unit_named join unit_numbered using (name)")
    engine.create(_UNITS, _LOSSES)
    engine.create(_KINDS, _KIND.format(units=_UNITS))
    for table in ("loss_of_resource", "unit_named", "unit_numbered"):
        engine.execute(f"drop table {table}")
    engine.compress()
