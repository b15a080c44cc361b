"""Findings that are alike, counted once of a snapshot: what decisions change of sums is added to them and taken away.

A million findings are some thousand groups, as few differ in more than their resource.
"""

import datetime

from bartizan.decide.order import LISTED
from bartizan.decide.overlay import is_decided
from bartizan.report.listing.decided_findings import LOOKUP
from bartizan.report.listing.exempt_places import EXEMPT, ensure_placed, kinds
from bartizan.report.listing.finding_rows import CLASSES, ROWS
from bartizan.report.listing.word_type import word_type
from bartizan.store.engine import literal
from bartizan.store.snapshot_engine import SnapshotEngine

GROUPS = "finding_group"
GRACED = "graced_group"
"""The classes and first days of findings that do not count until they are due, with how many of each kind there are."""
_DECIDED = "decided_group"
_KEY = "class, kind, status, rank, factors, first_seen"
_SCANNED = f"""
select class, enum_code(resource_type)::integer as kind, status::varchar as status, rank,
    enum_code(risk_factors)::integer as factors, first_seen, count(*) as n,
    min(rowid) as place
from {ROWS} group by all
"""
_LEFT = f"""
select {_KEY}, sum(n)::bigint as n from (
    select {_KEY}, n from {{groups}} union all
    select class, kind, status, rank, factors, first_seen, -1 from {EXEMPT}
) group by all having sum(n) > 0
"""
_ALL = f"select {_KEY}, n from {{groups}}"
_SHOWN = """
select g.*, c.rule_id, c.severity, c.risk_level, c.scope, enum_range(null::{factors})[g.factors + 1]::varchar
    as risk_factors_word, {governed}
from ({left}) as g join {classes} as c using (class) {lookup}
"""
_UNGOVERNED = "'' as owner, null::timestamp as due, false as is_governed, false as has_grace"
_GOVERNED = """
if(status = 'fail', coalesce(owners[class + 1]::varchar, ''), '') as owner,
if(status = 'fail', first_seen + to_days(days[class + 1]), null) as due,
status = 'fail' and rules[class + 1] is not null as is_governed,
status = 'fail' and coalesce(graces[class + 1], false) as has_grace
"""
_GRACED = f"select class, kind, first_seen, sum(n)::bigint as n from {_DECIDED} where {{which}} group by all"
_GRACE_COUNT = f"""
select c.rule_id, {{kinds}}[g.kind + 1]::varchar as resource_type, c.scope, sum(g.n)::bigint as n
from {GRACED} as g join {{classes}} as c using (class)
group by all
"""
_OF_LIST = f"""(
select rule_id, severity, risk_level, scope, status, rank, first_seen, risk_factors_word, owner, due, 1 as n
from {LISTED})"""


def ensure_groups(engine: SnapshotEngine) -> str:
    """Return the table of the groups as scanned, below a layer where the list of findings was made: it is made once."""
    return engine.once_below(GROUPS, lambda under: under.create(GROUPS, _SCANNED))


def grouped(engine: SnapshotEngine) -> str:
    """Return a relation of the findings of the list, which was made: of a layer, ``n`` that are alike in a row.

    What is exempt is not in it then, and owners are those that rules name, without those that tags do.
    """
    if engine.below() is engine and is_decided(engine):
        return _OF_LIST
    return engine.once(_DECIDED, _decide)


def grace(engine: SnapshotEngine, at: datetime.datetime, *, is_any: bool) -> None:
    """Count in a layer what does not count yet at a time, where ``is_any`` rule grants that."""
    if not is_any:
        engine.create_empty(GRACED, {"class": "uinteger", "kind": "integer", "first_seen": "timestamp", "n": "bigint"})
        return
    grouped(engine)
    engine.create(GRACED, _GRACED.format(which=f"has_grace and due >= {literal(at)}::timestamp"))
    engine.create("grace_count", _GRACE_COUNT.format(classes=engine.scanned(CLASSES), kinds=kinds(engine)))


def _decide(engine: SnapshotEngine) -> None:
    is_laid = engine.below() is not engine
    if is_laid:
        ensure_placed(engine)
    factors = word_type("findings", "risk_factors")
    is_governed = engine.has(LOOKUP)
    engine.create(
        _DECIDED,
        _SHOWN.format(
            left=(_LEFT if is_laid else _ALL).format(groups=ensure_groups(engine)),
            classes=engine.scanned(CLASSES) or CLASSES,
            factors=engine.scanned(factors) or factors,
            governed=_GOVERNED if is_governed else _UNGOVERNED,
            lookup=f"cross join {LOOKUP}" if is_governed else "",
        ),
    )
