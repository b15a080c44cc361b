"""Findings with the decisions of a layer, over the list of them as scanned, which no decision changes.

What is exempt is a bit for each row, and what governs a finding is looked up by its class. So a decision costs what it
is about, and a query pays for those columns alone that it reads.
"""

from collections.abc import Sequence

from bartizan.decide.governed import governed
from bartizan.decide.order import LISTED
from bartizan.report.listing.exempt_places import EXEMPT, ensure_placed
from bartizan.report.listing.finding_rows import CLASSES, ROWS
from bartizan.report.listing.tagged_owners import ensure_slots, ensure_tagged, tagged_name
from bartizan.report.listing.word_type import word_type
from bartizan.store.snapshot_engine import SnapshotEngine

LATE = 1 << 40
"""How far down the exempt ones stand."""
_LIST = LISTED
BITS, LOOKUP, OWNERS, WORD = "exempt_bits", "governed_class", "tagged_owner", "owner_word"
_IS_EXEMPT = "get_bit(exempt, v.place_in_table::integer) = 1"
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
create type {WORD} as enum (
    select distinct word from (select '' as word union all select owner from governance {{tagged}}) order by 1
)
"""
_BY_RESOURCE = """
select {tagged} as tagged, slots, width, words, {n} as tags from {slots} {joins}
"""
"""The owner by tag of each resource, of one tag after the other."""
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
    rows = engine.scanned(ROWS)
    (counted,) = engine.rows(f"select greatest(count(*), 1) - 1 as last from {rows}")
    ensure_placed(engine)
    engine.create(BITS, _BITS.format(last=counted["last"]))
    how = {"owner": "v.owner", "due": "v.due", "more": _UNGOVERNED, "joins": ""}
    if engine.rows("select 1 from governance limit 1"):
        how = _governed(engine)
    status = engine.scanned(word_type("findings", "status"))
    engine.execute(_OF_LIST.format(below=engine.scanned(_LIST), status=status, **how))


def _governed(engine: SnapshotEngine) -> dict[str, str]:
    """Make what governs the rows of the list by their classes, and return how the list has it."""
    asked = [row["owner_tag"] for row in engine.rows(f"select owner_tag from ({_ASKED}) order by n")]
    tagged = [ensure_tagged(engine, tag) for tag in asked]
    types = [engine.scanned(f"{tagged_name(tag)}_word") for tag in asked]
    words = [f"union all select unnest(enum_range(null::{type_}))::varchar" for type_ in types]
    engine.execute(_WORDS.format(tagged=" ".join(words)))
    classes = engine.scanned(CLASSES)
    first = governed(classes, "c.class,")
    engine.create(LOOKUP, _BY_CLASS.format(classes=classes, governed=first, asked=_ASKED, word=WORD))
    owner, joins = "owners[v.class + 1]", f"cross join {LOOKUP}"
    if tagged:
        owner = f"coalesce({_by_tag(engine, tagged)}, {owner})"
        joins = f"{joins} cross join {OWNERS}"
    return {
        "owner": f"if({_FAILS}, coalesce({owner}, ''::{WORD}), ''::{WORD})",
        "due": f"if({_FAILS}, v.first_seen + to_days(days[v.class + 1]), null)",
        "more": f"if({_FAILS}, rules[v.class + 1], null) as governance_id, "
        f"if({_FAILS}, coalesce(graces[v.class + 1], false), false) as has_grace",
        "joins": joins,
    }


def _by_tag(engine: SnapshotEngine, tagged: Sequence[str]) -> str:
    """Make the owners by the tags that rules ask for, and return how a row of the list finds its own."""
    lists = ", ".join(f"t{n}.tagged::{WORD}[]" for n in range(len(tagged)))
    joins = " ".join(f"cross join {table} as t{n}" for n, table in enumerate(tagged))
    slots = ensure_slots(engine)
    engine.create(OWNERS, _BY_RESOURCE.format(tagged=f"flatten([{lists}])", n=len(tagged), slots=slots, joins=joins))
    (one,) = engine.rows(f"select width = 1 and tags = 1 as is_so from {OWNERS}")
    return _TAGGED_ONE if one["is_so"] else _TAGGED
