"""Who owns what fails of each rule. By tag most rules have several owners, as a part of the list shows already."""

from bartizan.decide.order import LISTED
from bartizan.report.listing.decided_findings import OWNERS, WORD
from bartizan.report.listing.finding_groups import ensure_groups, grouped
from bartizan.report.listing.finding_rows import CLASSES
from bartizan.store.engine import literal
from bartizan.store.snapshot_engine import SnapshotEngine

_OWNED, _SEEN = "owner_of_rule", "owner_seen"
_MOST_RULES, _PIECE = 32, 512
"""Of how many rules a piece of the list is looked at first, and how many rows each has."""
_PLACES = f"""
select c.rule_id, arg_max(g.place, g.n) as place from {{groups}} as g join {{classes}} as c using (class)
where g.status = 'fail' group by all order by sum(g.n) desc limit {_MOST_RULES}
"""
"""Where the list has many findings of a rule."""
_LEAST_AND_MOST = f"""
select rule_id::varchar as rule_id, min(enum_code(owner)) as least, max(enum_code(owner)) as most
from {LISTED} where status = 'fail' and {{which}} group by all
"""
_OF_RULES = f"""
select rule_id, 'fail' as status, unnest(list_distinct([least, most])) as code,
    enum_range(null::{WORD})[code + 1]::varchar as owner, due
from {_SEEN} join (select rule_id, min(due) as due from {{groups}} where status = 'fail' group by all) using (rule_id)
"""


def owned(engine: SnapshotEngine) -> str:
    """Return a relation that says of each rule who owns what fails of it, two where there are more, and by when."""
    if not engine.has(OWNERS):
        return grouped(engine)
    return engine.once(_OWNED, _find)


def _find(engine: SnapshotEngine) -> None:
    groups = grouped(engine)
    engine.create(_SEEN, f"from ({_LEAST_AND_MOST.format(which=_some(engine))}) where least <> most")
    left = engine.rows(
        f"select distinct rule_id from {groups} where status = 'fail' except select rule_id from {_SEEN}"
    )
    if left:
        which = f"rule_id in ({', '.join(literal(row['rule_id']) for row in left)})"
        engine.execute(f"insert into {_SEEN} {_LEAST_AND_MOST.format(which=which)}")
    engine.create(_OWNED, _OF_RULES.format(groups=groups))


def _some(engine: SnapshotEngine) -> str:
    """Return the condition that a row is in one of the pieces: the list has most of what is alike in one place."""
    places = engine.rows(_PLACES.format(groups=ensure_groups(engine), classes=engine.scanned(CLASSES)))
    pieces = (f"place_in_table between {row['place']} and {row['place'] + _PIECE - 1}" for row in places)
    return f"({' or '.join(pieces) or 'false'})"
