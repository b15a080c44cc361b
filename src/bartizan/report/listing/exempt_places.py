"""What is exempt of the list of findings: where it lies, with the numbers of its words, so that no text is compared."""

from bartizan.decide.order import FINDING_ID
from bartizan.decide.overlay import targets_by_kind
from bartizan.report.listing.finding_rows import CLASSES, ROWS, ensure_held
from bartizan.report.listing.word_type import word_type
from bartizan.store.snapshot_engine import SnapshotEngine

EXEMPT = "exempt_place"
"""Each finding that is exempt: its ``place`` and ``class``, its resource by ``kind`` and ``code``, if it ``fails``."""
_NUMBERS = (
    "r.rowid as place, r.class, r.rank, r.first_seen, r.status::varchar as status, r.status = 'fail' as fails, "
    "enum_code(r.resource_type)::integer as kind, enum_code(r.resource_id)::integer as code, "
    "enum_code(r.scope)::integer as scope, enum_code(r.risk_factors)::integer as factors"
)
_NONE = f"select {_NUMBERS}, 0 as position from {{rows}} as r where false"
_FINDING = FINDING_ID.format(rule="rule", resource="resource")
_HELD = "join {held} as held on held.id = e.resource and (e.type = '' or e.type = held.type)"
_HOLDS = "(e.rule = '' or c.rule_id glob e.rule) and (e.scope = '' or e.scope = c.scope)"
_ROWS_OF = (
    f"""
select {_NUMBERS}, e.position from {{rows}} as r
join (select ('0x' || {_FINDING})::ubigint as number, position from exemption_target where {{these}}) as e
    on e.number = r.id""",
    f"""
select {_NUMBERS}, e.position from {{rows}} as r
join (select e.*, held.kind, held.code from (select * from exemption_target where {{these}}) as e {_HELD}) as e
    on e.code = enum_code(r.resource_id)::integer and e.kind = enum_code(r.resource_type)::integer
join {{classes}} as c on c.class = r.class and {_HOLDS}""",
    f"""
select {_NUMBERS}, e.position from {{rows}} as r
join (
    select c.class, min(e.position) as position from (select * from exemption_target where {{these}}) as e
    join {{classes}} as c on {_HOLDS} group by all
) as e on e.class = r.class""",
)
"""By what exemptions name, as ``targets_by_kind`` has it."""
_EXEMPTED = f"""
create or replace view exempted as
select c.rule_id, held.type as resource_type, held.id as resource_id, c.scope, if(x.fails, 'fail', 'unknown') as was,
    e.id as exemption_id, e.category, e.until
from {EXEMPT} as x join {{classes}} as c using (class) join {{held}} as held using (kind, code)
join exemption as e using (position)
"""
_COUNT = f"""
select c.rule_id, {{kinds}}[x.kind + 1]::varchar as resource_type, c.scope,
    if(x.fails, 'fail', 'unknown') as was, e.category, sum(x.n)::bigint as n
from (select class, kind, fails, position, count(*) as n from {EXEMPT} group by all) as x
join {{classes}} as c using (class) join exemption as e using (position)
group by all
"""


def ensure_placed(engine: SnapshotEngine) -> None:
    """Find in a layer what its exemptions hold for, unless that was done."""
    if engine.has(EXEMPT):
        return
    names = {"rows": engine.scanned(ROWS), "classes": engine.scanned(CLASSES)}
    found = []
    if engine.has("exemption_target"):
        names["held"] = ensure_held(engine)
        kinds = zip(targets_by_kind(engine), _ROWS_OF, strict=True)
        found = [select.format(these=these, **names) for these, select in kinds if these]
    rows = f"select * from ({' union all '.join(found) or _NONE.format(**names)}) where status in ('fail', 'unknown')"
    is_one = len(found) == 1 and engine.rows("select count(*) = 1 as is_so from exemption")[0]["is_so"]
    engine.create(EXEMPT, rows if is_one else f"select distinct on (place) * from ({rows}) order by position")


def show_exempt(engine: SnapshotEngine) -> None:
    """Make ``exempted`` and ``exempt_count`` of what was found."""
    names = {"classes": engine.scanned(CLASSES), "held": ensure_held(engine)}
    engine.execute(_EXEMPTED.format(**names))
    engine.create("exempt_count", _COUNT.format(kinds=kinds(engine), **names))


def kinds(engine: SnapshotEngine) -> str:
    """Return the list of the types of resources that the numbers of kinds stand for, below a layer."""
    return f"enum_range(null::{engine.scanned(word_type('findings', 'resource_type'))})"
