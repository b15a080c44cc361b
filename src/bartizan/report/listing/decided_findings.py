"""Findings with the decisions of a layer, over the list of them as scanned, which no decision changes.

What is exempt is a bit for each row, and what governs a finding is looked up by its class. So a decision costs what it
is about, and a query pays for those columns alone that it reads.
"""

from bartizan.decide.governed import governed
from bartizan.decide.order import FINDING_ID, LISTED
from bartizan.decide.tag import tags
from bartizan.report.listing.finding_rows import CLASSES, ROWS
from bartizan.report.listing.word_type import word_type
from bartizan.store.snapshot_engine import SnapshotEngine

EXEMPT = "exempt_place"
"""Where what is exempt lies in the list, with the words of its resource."""
LATE = 1 << 40
"""How far down the exempt ones stand."""
_LIST = LISTED
BITS, _LOOKUP, _OWNERS = "exempt_bits", "governed_class", "tagged_owner"
_IS_EXEMPT = "get_bit(exempt, v.place_in_table::integer) = 1"
_NUMBER = FINDING_ID.format(rule="rule_id", resource="resource_id")
_PLACES = f"""
select r.rowid as place, enum_code(r.resource_id)::integer as id, enum_code(r.resource_type)::integer as type
from {{rows}} as r join (select ('0x' || {_NUMBER})::ubigint as number, resource_type from exempted) as x
    on x.number = r.id and x.resource_type = r.resource_type
"""
_BITS = f"select coalesce(bitstring_agg(place, 0, {{last}}), bitstring('0', {{last}} + 1)) as exempt from {EXEMPT}"
_BY_CLASS = """
select list(g.id order by c.class) as rules, list(g.owner order by c.class) as owners,
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
_BY_RESOURCE = """
with held as (select distinct resource_type, resource_id from {rows}),
kinds as (select unnest(enum_range(null::{type})) as name),
slot as (
    select kinds.name, if(twin.name is null, 0, row_number() over (partition by twin.name is null order by kinds.name))
        as n
    from kinds left join (
        select distinct resource_type::varchar as name from held
        where resource_id in (select resource_id from held group by all having count(*) > 1)
    ) as twin on twin.name = kinds.name
),
place as (
    select asked.n as asked, code, slots.n as slot
    from ({asked}) as asked, range((select len(enum_range(null::{id})))) as word(code),
        range((select max(n) + 1 from slot)) as slots(n)
),
owner as (
    select asked.n as asked, slot.n as slot, enum_code(held.resource_id) as code, any_value(tag.value) as value
    from held join slot on slot.name = held.resource_type::varchar cross join ({asked}) as asked
    join {tags} as tag on tag.type = held.resource_type::varchar and tag.id = held.resource_id::varchar
        and tag.key = if(starts_with(tag.type, 'azure_'), lower(asked.owner_tag), asked.owner_tag)
    group by all
)
select list(owner.value order by place.asked, place.slot, place.code) as tagged,
    (select list(n order by enum_code(name::{type})) from slot) as slots,
    (select max(n) + 1 from slot) as width, (select len(enum_range(null::{id}))) as words
from place left join owner using (asked, slot, code)
"""
"""The owner by tag of each ID of a resource, by its word. Types that share an ID have a slot of their own each."""
_TAGGED = (
    "tagged[(asked[v.class + 1] * width + slots[enum_code(v.resource_type)::integer + 1]) * words "
    "+ enum_code(v.resource_id)::bigint + 1]"
)
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
    scope::varchar as scope, governance_id, owner, due, if(due < {{at}}, 'overdue', 'on_time') as state,
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
        engine.create(_LOOKUP, _BY_CLASS.format(classes=classes, governed=first, asked=_ASKED))
        how = _governed(engine)
    status = engine.scanned(word_type("findings", "status"))
    engine.execute(_OF_LIST.format(below=engine.scanned(_LIST), status=status, **how))


def _governed(engine: SnapshotEngine) -> dict[str, str]:
    """Return how the list has what governs its rows."""
    owner, joins = "owners[v.class + 1]", f"cross join {_LOOKUP}"
    if engine.rows("select 1 from governance where owner_tag <> '' limit 1"):
        types = {name: engine.scanned(word_type("findings", f"resource_{name}")) for name in ("type", "id")}
        engine.create(
            _OWNERS,
            _BY_RESOURCE.format(rows=engine.scanned(ROWS), tags=tags(engine), asked=_ASKED, **types),
        )
        owner, joins = f"coalesce(nullif({_TAGGED}, ''), {owner})", f"{joins} cross join {_OWNERS}"
    return {
        "owner": f"if({_FAILS}, coalesce({owner}, ''), '')",
        "due": f"if({_FAILS}, v.first_seen + to_days(days[v.class + 1]), null)",
        "more": f"if({_FAILS}, rules[v.class + 1], null) as governance_id, "
        f"if({_FAILS}, coalesce(graces[v.class + 1], false), false) as has_grace",
        "joins": joins,
    }
