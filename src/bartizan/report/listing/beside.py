"""What lies beside the rows of a list, of which one may have several: the tags of resources, frameworks of rules.

Each is a relation of places in the list and values, null where they were not read, by which rows are filtered as they
are by columns.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bartizan.report.listing.decided_inventory import ensure_linked
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.matched import paths as on_paths
from bartizan.report.listing.matched import resources as of_resources
from bartizan.report.listing.matched import values as matched
from bartizan.report.listing.recommended.values import VALUES
from bartizan.report.listing.table import PLACE, columns, ensure_table
from bartizan.store.engine import Engine, literal
from bartizan.store.snapshot_engine import SnapshotEngine

_TAGS, _OWNERS, _MEMBERS = "tag_of_resource", "owner_of_resource", "member_of_path"
_TAGS_OF_FINDINGS = "tag_of_finding"
_CREATE_TAGS = """
with row as (select rowid as place, tags from list_inventory_rows where tags is null or tags <> '{}'),
entry as (
    select tags, unnest(map_entries(try_cast(try_cast(tags as json) as map(varchar, varchar)))) as entry
    from (select distinct tags from row)
)
select place, entry.key || '=' || entry.value as value from row left join entry using (tags)
where tags is null or entry is not null
"""
_KEY = "enum_code({type})::bigint << 32 | enum_code({id})::bigint"
"""The number of a resource that findings are about."""
_CREATE_TAGS_OF_FINDINGS = f"""
select l.kind::bigint << 32 | l.code::bigint as place, g.value::varchar as value
from {{linked}} as l join {_TAGS} as g on g.place = l.listed
"""
_CREATE_OWNERS = f"""
select v.{PLACE} as place, o.owner::varchar as value
from (select distinct resource_type, resource_id, owner from list_findings where owner <> '') as o
join list_inventory as v on v.type::varchar = o.resource_type::varchar and v.id = o.resource_id::varchar
"""
_CREATE_MEMBERS = f"""
select distinct v.{PLACE} as place, m.node_id::varchar as value
from list_attack_paths as v join attack_path_member as m on m.path_id = v.id
"""


@dataclass(frozen=True)
class Beside:
    """Values beside the rows of a list. ``relation`` makes it sure that they are there, and returns their name.

    A row ``t`` has those of the place that ``at`` gives: its own, or another one that it shares with other rows.
    Of values that are alike up to ``part`` one is enough, as of two values of a tag; of others all must be there.
    """

    relation: Callable[[Engine], str]
    part: str = ""
    at: str = f"t.{PLACE}"

    def condition(self, engine: Engine, values: Sequence[str]) -> str:
        """Return the condition that a row ``t`` has these values; an empty one stands for none at all."""
        groups: dict[str, list[str]] = {}
        for value in values:
            groups.setdefault(self.key(value), []).append(value)
        relation = self.relation(engine)
        held = " and ".join(f"({self._has(relation, each)})" for each in groups.values())
        return f"case when not ({self.unread(engine)}) then {held} end"

    def unread(self, engine: Engine) -> str:
        """Return the condition on a row ``t`` of which no value was read."""
        return f"{self.at} in (select place from {self.relation(engine)} where value is null)"

    def _has(self, relation: str, values: Sequence[str]) -> str:
        named = ", ".join(literal(each) for each in values if each)
        some = [f"{self.at} in (select place from {relation} where value in ({named}))"] if named else []
        none = [f"{self.at} not in (select place from {relation})"] if "" in values else []
        return " or ".join((*some, *none))

    def key(self, value: str) -> str:
        """Return what a value has in common with those of which one is enough."""
        return value.partition(self.part)[0] if self.part else ""

    def key_sql(self, column: str) -> str:
        """Return the same of a column."""
        return f"split_part({column}, {literal(self.part)}, 1)" if self.part else "''"


@dataclass(frozen=True)
class Derived:
    """A value that is made of a row's own columns: ``sql`` makes it of a row ``t``."""

    sql: Callable[[Engine], str]

    def condition(self, engine: Engine, values: Sequence[str]) -> str:
        """Return the condition that a row ``t`` has one of these values."""
        return f"({self.sql(engine)}) in ({', '.join(map(literal, values))})"

    def unread(self, engine: Engine) -> str:
        """Return the condition on a row ``t`` of which the value is not known."""
        return f"({self.sql(engine)}) is null"


def _tags(engine: Engine) -> str:
    """Return the tags of resources, as ``key=value``: no decision changes them, so they are made below a layer."""
    under = engine.below()
    ensure_table(under, LISTS["inventory"])
    _ensure(under, _TAGS, _CREATE_TAGS)
    return _TAGS


def _tags_of_findings(engine: Engine) -> str:
    """Return the tags of the resources that findings are about, by these: a resource may have many findings."""
    under = engine.below()
    for each in ("findings", "inventory"):
        ensure_table(under, LISTS[each])
    _tags(under)
    assert isinstance(under, SnapshotEngine)  # noqa: S101 - lists are read of snapshots alone
    _ensure(under, _TAGS_OF_FINDINGS, _CREATE_TAGS_OF_FINDINGS.format(linked=ensure_linked(under)))
    return _TAGS_OF_FINDINGS


def _owners(engine: Engine) -> str:
    """Return who owns what fails on resources, as governance rules say."""
    for each in ("findings", "inventory"):
        ensure_table(engine, LISTS[each])
    _ensure(engine, _OWNERS, _CREATE_OWNERS)
    return _OWNERS


def _members(engine: Engine) -> str:
    """Return what is on each attack path, from its way in to its target: no decision changes that."""
    under = engine.below()
    ensure_table(under, LISTS["attack_paths"])
    empty = "select 0::bigint as place, ''::varchar as value where false"
    _ensure(under, _MEMBERS, _CREATE_MEMBERS if under.has("attack_path_member") else empty)
    return _MEMBERS


def _recommended(engine: Engine, value: str) -> str:
    """Return what recommendations have of a value: their list follows decisions, and so does this."""
    ensure_table(engine, LISTS["recommendations"])
    name = f"{value}_of_recommendation"
    _ensure(engine, name, VALUES[value].format(place=PLACE))
    return name


def _matched(engine: Engine, value: str) -> str:
    """Return what matches of advisories have of a value; what no decision changes is made below a layer."""
    is_decided = value in matched.OF_DECISIONS
    under = engine if is_decided else engine.below()
    for each in ("vulnerabilities", "findings") if is_decided else ("vulnerabilities",):
        ensure_table(under, LISTS[each])
    name = f"{value}_of_match"
    _ensure(under, name, matched.VALUES[value].format(place=PLACE))
    return name


def _of_paths(engine: Engine, value: str) -> str:
    """Return what attack paths have of a value: no decision changes it."""
    under = engine.below()
    has_paths = "breaks" in columns(under, LISTS["attack_paths"])
    name = f"{value}_of_path"
    _ensure(under, name, on_paths.VALUES[value].format(place=PLACE) if has_paths else on_paths.NONE)
    return name


def _ensure(engine: Engine, name: str, select: str) -> None:
    def make(under: Engine) -> None:
        under.create(name, select)
        # As numbers they are counted in a third of the time.
        words = f"select distinct value from {name} where value is not null order by 1"
        under.execute(f"create type {name}_word as enum ({words})")
        under.create(name, f"select place, value::{name}_word as value from {name} order by place")
        under.compress()

    engine.once(name, make)


BESIDE: Mapping[str, Mapping[str, Beside]] = {
    "inventory": {
        "tag": Beside(_tags, "="),
        "owner": Beside(_owners),
    },
    "findings": {"tag": Beside(_tags_of_findings, "=", _KEY.format(type="t.resource_type", id="t.resource_id"))},
    "healthy_checks": {"tag": Beside(_tags, "=", "t.listed")},
    "recommendations": {name: Beside(partial(_recommended, value=name)) for name in VALUES},
    "attack_paths": {
        "through": Beside(_members),
        **{name: Beside(partial(_of_paths, value=name)) for name in on_paths.VALUES},
    },
    "vulnerabilities": {name: Beside(partial(_matched, value=name)) for name in matched.VALUES},
}
"""By list, and by the name that filters and facets call it."""


DERIVED = {"inventory": {name: Derived(sql) for name, sql in of_resources.VALUES.items()}}
"""The same of what is made of a row's own columns."""


def derived(listing: str) -> Mapping[str, Derived]:
    """Return what is made of the columns of a list's rows."""
    return DERIVED.get(listing, {})


def found_by(listing: str) -> Mapping[str, Beside | Derived]:
    """Return all by which the rows of a list are found besides their columns."""
    return {**beside(listing), **derived(listing)}


def beside(listing: str) -> Mapping[str, Beside]:
    """Return what lies beside the rows of a list."""
    return BESIDE.get(listing, {})
