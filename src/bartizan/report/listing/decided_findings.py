"""Findings with the decisions of a layer, over the list of them as scanned, which no decision changes.

What is exempt is a bit for each row, and what governs a finding is looked up by its class. So a decision costs what it
is about, and a query pays for those columns alone that it reads.
"""

from bartizan.decide.governed import governed
from bartizan.decide.order import FINDING_ID, LISTED
from bartizan.decide.tag import tags
from bartizan.report.listing.finding_rows import CLASSES, ROWS, ensure_held
from bartizan.report.listing.word_type import word_type
from bartizan.store.snapshot_engine import SnapshotEngine

EXEMPT = "exempt_place"
"""Where what is exempt lies in the list, with the words of its resource."""
LATE = 1 << 40
"""How far down the exempt ones stand."""
_LIST = LISTED
BITS, _LOOKUP, _OWNERS, _WORD = "exempt_bits", "governed_class", "tagged_owner", "owner_word"
_IS_EXEMPT = "get_bit(exempt, v.place_in_table::integer) = 1"
_NUMBER = FINDING_ID.format(rule="rule_id", resource="resource_id")
_PLACES = f"""
select r.rowid as place, enum_code(r.resource_id)::integer as id, enum_code(r.resource_type)::integer as type
from {{rows}} as r join (select ('0x' || {_NUMBER})::ubigint as number, resource_type from exempted) as x
    on x.number = r.id and x.resource_type = r.resource_type
"""
_BITS = f"select coalesce(bitstring_agg(place, 0, {{last}}), bitstring('0', {{last}} + 1)) as exempt from {EXEMPT}"
_BY_CLASS = """
select list(g.id order by c.class) as rules, list(g.owner::{word} order by c.class) as owners,
    list(g.due_days order by c.class) as days, list(g.has_grace order by c.class) as graces,
    list(asked.n order by c.class) as asked
from {classes} as c left join ({governed}) as g using (class)
left join ({asked}) as asked on asked.owner_tag = g.owner_tag
"""
_ASKED = """
select owner_tag, row_number() over (order by owner_tag) - 1 as n
from (select distinct owner_tag from governance where owner_tag <> '')
"""
"""The tags that rules find owners by, numbered from 0."""
_WORDS = f"""
create type {_WORD} as enum (
    select distinct word from (
        select '' as word union all select owner from governance
        union all select value from {{tags}} as tag where lower(key) in (select lower(owner_tag) from governance)
    ) where word is not null order by 1
)
"""
_BY_RESOURCE = f"""
with twin as (select code from {{held}} group by code having count(*) > 1),
slot as (
    select kind, if(has_twin, row_number() over (partition by has_twin order by kind), 0) as n
    from (select kind, bool_or(code in (select code from twin)) as has_twin from {{held}} group by kind)
),
place as (
    select asked.n as asked, slots.n as slot, words.code
    from ({{asked}}) as asked, range((select max(n) + 1 from slot)) as slots(n),
        range((select max(code) + 1 from {{held}})) as words(code)
),
owner as (
    select asked.n as asked, slot.n as slot, held.code, any_value(tag.value) as value
    from {{held}} as held join slot using (kind) cross join ({{asked}}) as asked
    join {{tags}} as tag on tag.type = held.type and tag.id = held.id and tag.value <> ''
        and tag.key = if(starts_with(tag.type, 'azure_'), lower(asked.owner_tag), asked.owner_tag)
    group by all
)
select list(owner.value::{_WORD} order by place.asked, place.slot, place.code) as tagged,
    (select list(n order by kind) from slot) as slots, (select max(n) + 1 from slot) as width,
    (select max(code) + 1 from {{held}}) as words, (select count(*) from ({{asked}})) as tags
from place left join owner using (asked, slot, code)
"""
"""The owner by tag of each ID of a resource, by its word. Types that share an ID have a slot of their own each."""
_CODE = "enum_code(v.resource_id)::integer"
_TAGGED = f"tagged[(asked[v.class + 1] * width + slots[enum_code(v.resource_type)::integer + 1]) * words + {_CODE} + 1]"
_TAGGED_ONE = f"if(asked[v.class + 1] is null, null, tagged[{_CODE} + 1])"
"""The same where rules ask for one tag, and no two types share an ID."""
_OF_LIST = f"""
create or replace view {_LIST} as
select v.* replace (
        if({_IS_EXEMPT}, 'exempt'::{{status}}, v.status) as status, {{owner}} as owner, {{due}} as due,
        v.n + if({_IS_EXEMPT}, {LATE}, 0) as n
    ), {{more}}
from {{below}} as v cross join {BITS} {{joins}}
"""
_UNGOVERNED = "null::varchar as governance_id, false as has_grace"
_FAILS = f"v.status = 'fail' and not {_IS_EXEMPT}"
ASSIGNED = f"""
create or replace view assignment as
select rule_id::varchar as rule_id, resource_type::varchar as resource_type, resource_id::varchar as resource_id,
    scope::varchar as scope, governance_id, owner::varchar as owner, due,
    if(due < {{at}}, 'overdue', 'on_time') as state,
    has_grace and due >= {{at}} as in_grace
from {_LIST} where governance_id is not null
"""
"""Whose findings are, and when they are due, read from the list."""


def lay_findings(engine: SnapshotEngine) -> None:
    """Make the list of findings in a layer where decisions were laid."""
    rows, classes = engine.scanned(ROWS), engine.scanned(CLASSES)
    (counted,) = engine.rows(f"select greatest(count(*), 1) - 1 as last from {rows}")
    engine.create(EXEMPT, _PLACES.format(rows=rows))
    engine.create(BITS, _BITS.format(last=counted["last"]))
    how = {"owner": "v.owner", "due": "v.due", "more": _UNGOVERNED, "joins": ""}
    if engine.rows("select 1 from governance limit 1"):
        first = governed(classes, "c.class,")
        by_tag = bool(engine.rows("select 1 from governance where owner_tag <> '' limit 1"))
        engine.execute(_WORDS.format(tags=tags(engine, are_asked_for=by_tag)))
        engine.create(_LOOKUP, _BY_CLASS.format(classes=classes, governed=first, asked=_ASKED, word=_WORD))
        how = _governed(engine, by_tag=by_tag)
    status = engine.scanned(word_type("findings", "status"))
    engine.execute(_OF_LIST.format(below=engine.scanned(_LIST), status=status, **how))


def _governed(engine: SnapshotEngine, *, by_tag: bool) -> dict[str, str]:
    """Return how the list has what governs its rows."""
    owner, joins = "owners[v.class + 1]", f"cross join {_LOOKUP}"
    if by_tag:
        held = ensure_held(engine)
        engine.create(_OWNERS, _BY_RESOURCE.format(held=held, tags=tags(engine), asked=_ASKED))
        (one,) = engine.rows(f"select width = 1 and tags = 1 as is_so from {_OWNERS}")
        owner = f"coalesce({_TAGGED_ONE if one['is_so'] else _TAGGED}, {owner})"
        joins = f"{joins} cross join {_OWNERS}"
    return {
        "owner": f"if({_FAILS}, coalesce({owner}, ''::{_WORD}), ''::{_WORD})",
        "due": f"if({_FAILS}, v.first_seen + to_days(days[v.class + 1]), null)",
        "more": f"if({_FAILS}, rules[v.class + 1], null) as governance_id, "
        f"if({_FAILS}, coalesce(graces[v.class + 1], false), false) as has_grace",
        "joins": joins,
    }
