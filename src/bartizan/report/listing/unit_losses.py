"""What each workload loses of the score, kept by numbers: a decision costs what it takes of them, not all findings."""

from bartizan.decide.loss import BANDS
from bartizan.decide.score import LOST, links, reach, score_of, workloads, worst_level
from bartizan.report.listing.exempt_places import EXEMPT
from bartizan.report.listing.finding_groups import GRACED
from bartizan.report.listing.finding_rows import CLASSES, ROWS, ensure_held
from bartizan.report.listing.word_type import word_type
from bartizan.state.nouns import Score
from bartizan.store.snapshot_engine import SnapshotEngine

_UNIT_OF, _UNITS, _KINDS, _SIZE = "unit_of_resource", "unit_loss", "loss_kind", "workload_count"
_COUNTS = [f"{status}_{level}" for status in LOST for level in BANDS]
_LEVEL = "(risk_level = '{0}' or (risk_level = 'not_evaluated' and severity = '{0}'))"
_SUMS = ", ".join(f"sum({name})::integer as {name}" for name in _COUNTS)
_NUMBER = "('0x' || left(sha256({}), 16))::ubigint"
"""What stands for an ID: to join and to group by long texts takes ten times the memory."""
_OWN = f"select distinct {_NUMBER.format('id')} as unit, scope from ({{workloads}})"
_LINKS = f"""
select unit as resource, unit from unit_own union
select resource, unit from (
    select {_NUMBER.format("resource_id")} as resource, {_NUMBER.format("workload_id")} as unit from ({{links}})
) semi join unit_own using (unit)
"""
_RESOURCES = f"""
select distinct enum_code(resource_id)::integer as code, enum_code(scope)::integer as scope from {ROWS}
"""
_OF_RESOURCES = f"""
select r.code, r.scope, coalesce(l.unit, {_NUMBER.format("enum_range(null::{scopes})[r.scope + 1]::varchar")}) as unit
from unit_resource as r
join (select distinct code, {_NUMBER.format("id")} as number from {{held}}) as held using (code)
left join unit_link as l on l.resource = held.number
"""
_COUNTED = f"""
select unit, {
    ", ".join(
        f"(count(*) filter (r.status = '{status}' and {_LEVEL.format(level)}))::integer as {status}_{level}"
        for status in LOST
        for level in BANDS
    )
} from {ROWS} as r join {_UNIT_OF} as u
    on u.code = enum_code(r.resource_id)::integer and u.scope = enum_code(r.scope)::integer
where r.severity <> 'info' group by unit
"""
_LOSSES = "select c.*, coalesce(weight, 1.0) as weight from unit_counted as c left join ({reach}) as reach using (unit)"
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

    def make(under: SnapshotEngine) -> None:
        held = ensure_held(under)
        with under.sparing():
            _make(under, held)

    engine.once_below(_KINDS, make)


def decided_score(engine: SnapshotEngine) -> Score:
    """Return the score of everything with the decisions of a layer."""
    ensure_losses(engine)
    tables = {"rows": ROWS, "classes": CLASSES, "unit_of": _UNIT_OF, "units": _UNITS, "kinds": _KINDS}
    names = {name: engine.scanned(table) for name, table in tables.items()}
    gone = f"{_EXEMPT} union all {_IN_GRACE}" if engine.rows(f"select 1 from {GRACED} limit 1") else _EXEMPT
    kinds = engine.rows(_CHANGED.replace("{gone}", gone).format(**names))
    (size,) = engine.rows(f"select n from {engine.scanned(_SIZE)}")
    return score_of(engine, kinds, size["n"])


def _make(engine: SnapshotEngine, held: str) -> None:
    engine.create("unit_own", _OWN.format(workloads=workloads(engine)))
    engine.create(_SIZE, "select count(*) as n from unit_own")
    engine.create("unit_link", _LINKS.format(links=links(engine)))
    engine.create("unit_resource", _RESOURCES)
    engine.compress()
    engine.create(_UNIT_OF, _OF_RESOURCES.format(held=held, scopes=word_type("findings", "scope")))
    engine.compress()
    engine.create("unit_counted", _COUNTED)
    engine.compress()
    engine.create(_UNITS, _LOSSES.format(reach=reach(engine, _NUMBER.format("resource_id"))))
    engine.create(_KINDS, _KIND.format(units=_UNITS))
    for table in ("unit_own", "unit_link", "unit_resource", "unit_counted"):
        engine.execute(f"drop table {table}")
    engine.compress()
