"""Owners by tag, as a list for each tag that says by the number of a resource whose it is: made once of a snapshot."""

import hashlib

from bartizan.decide.tag import tags
from bartizan.report.listing.finding_rows import ensure_held
from bartizan.store.engine import literal
from bartizan.store.snapshot_engine import SnapshotEngine

_SLOTS = "resource_slot"
_OF_KINDS = """
with twin as (select code from {held} group by code having count(*) > 1),
slot as (
    select kind, if(has_twin, row_number() over (partition by has_twin order by kind), 0) as n
    from (select kind, bool_or(code in (select code from twin)) as has_twin from {held} group by kind)
)
select (select list(n order by kind) from slot) as slots, (select max(n) + 1 from slot) as width,
    (select max(code) + 1 from {held}) as words
"""
"""Types that share an ID have a slot of their own each."""
_FOUND = """
from {held} as held join {tags} as tag on tag.type = held.type and tag.id = held.id and tag.value <> ''
    and tag.key = if(starts_with(tag.type, 'azure_'), lower({key}), {key})
"""
_TAGGED = f"""
with place as (
    select slot.n as slot, word.n as code
    from {_SLOTS}, unnest(range(width)) as slot(n), unnest(range(words)) as word(n)
),
owner as (
    select slots[held.kind + 1] as slot, held.code, any_value(tag.value) as value {_FOUND}
    cross join {_SLOTS} group by all
)
select list(owner.value::{{word}} order by place.slot, place.code) as tagged
from place left join owner using (slot, code)
"""


def tagged_name(tag: str) -> str:
    """Return how the table of a tag's owners is called below a layer, and the type of their words with ``_word``."""
    return f"tagged_{hashlib.sha256(tag.encode()).hexdigest()[:16]}"


def ensure_tagged(engine: SnapshotEngine, tag: str) -> str:
    """Make sure that the owners by a tag are there below a layer, and return the table's name there."""
    name = tagged_name(tag)

    def make(under: SnapshotEngine) -> None:
        _make(under, name, held=ensure_held(under), tags=tags(under), key=literal(tag))

    return engine.once_below(name, make)


def ensure_slots(engine: SnapshotEngine) -> str:
    """Make sure that it is known below a layer where in a list of owners a resource is, and return the table's name."""
    return engine.once_below(_SLOTS, lambda under: under.create(_SLOTS, _OF_KINDS.format(held=ensure_held(under))))


def _make(engine: SnapshotEngine, name: str, **of: str) -> None:
    ensure_slots(engine)
    found = _FOUND.format(**of)
    engine.execute(f"create type {name}_word as enum (select distinct tag.value {found} order by 1)")
    engine.create(name, _TAGGED.format(word=f"{name}_word", **of))
