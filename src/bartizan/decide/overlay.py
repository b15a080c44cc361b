"""What people decided, laid over the findings of a snapshot as it is opened: nothing is scanned again.

The overlay lives in the reader's memory only. It replaces ``finding`` and ``rule_result`` by views of the same columns
and adds ``exempted`` (which finding by which exemption) and ``assignment`` (whose it is and when it is due).
"""

import datetime
from collections.abc import Iterable, Sequence

from bartizan.decide.governed import ASSIGNMENT, GOVERNANCE, assign, keep_rules
from bartizan.decide.tag import tags
from bartizan.state.nouns import Exemption, GovernanceRule
from bartizan.store import SnapshotEngine
from bartizan.store.engine import Engine, quoted

KEY = "rule_id, resource_type, resource_id"
_EXEMPTED = (
    "rule_id varchar, resource_type varchar, resource_id varchar, scope varchar, was varchar, "
    "exemption_id varchar, category varchar, until timestamp"
)
_COUNT = "rule_id varchar, resource_type varchar, scope varchar, was varchar, category varchar, n bigint"
_IN_GRACE = "rule_id varchar, resource_type varchar, scope varchar, n bigint"
_TABLES = {
    "exempted": _EXEMPTED,
    "exempt_count": _COUNT,
    "assignment": ASSIGNMENT,
    "grace_count": _IN_GRACE,
    "governance": GOVERNANCE,
}
_ONE = "rule <> '' and resource <> '' and scope = '' and type = '' and not regexp_matches(rule, '[*?\\[]')"
"""An exemption of one finding. Thousands of these are found at once, as they are joined by what they name."""
_EXEMPTION = dict.fromkeys(("id", "category", "rule", "resource", "scope", "tag_key", "tag_value"), "varchar")
_TARGETS = """
select *, '' as type from exemption where tag_key = ''
union all
select e.* replace (tag.id as resource), tag.type from exemption as e join {tags} as tag
    on tag.key = if(starts_with(tag.type, 'azure_'), lower(e.tag_key), e.tag_key) and tag.value = e.tag_value
where e.tag_key <> '' and (e.resource = '' or e.resource = tag.id)
"""
"""Exemptions that go by tag name resources then."""
_COUNTED = "select rule_id, resource_type, scope, was, category, count(*) as n from exempted group by all"
_ROWS_OF = {
    _ONE: """
        select {found} from finding as f join (select * from exemption_target where {these}) as e
            on e.rule = f.rule_id and e.resource = f.resource_id""",
    f"resource <> '' and not ({_ONE})": """
        select {found} from finding as f join (select * from exemption_target where {these}) as e
            on e.resource = f.resource_id and (e.type = '' or e.type = f.resource_type)
            and (e.rule = '' or f.rule_id glob e.rule) and (e.scope = '' or e.scope = f.scope)""",
    "resource = ''": """
        select {found} from finding as f join (
            select target.*, named.rule_id from exemption_target as target
            join (select distinct rule_id from finding) as named
                on target.rule = '' or named.rule_id glob target.rule
            where {these}
        ) as e on e.rule_id = f.rule_id and (e.scope = '' or e.scope = f.scope)""",
}
"""Targets by what they name, and what they hold for: a row of findings is compared where there are any."""


def prepare(engine: Engine) -> None:
    """Make sure that ``exempted``, ``assignment`` and ``governance`` are there, empty where nothing was laid over."""
    with engine.making("decisions"):
        for table, columns in _TABLES.items():
            if not engine.has(table):
                engine.execute(f"create table {table} ({columns})")


def is_decided(engine: Engine) -> bool:
    """Whether any decision holds for a finding, or may."""
    prepare(engine)
    return bool(engine.rows("(select 1 from exempt_count limit 1) union all (select 1 from governance limit 1)"))


def lay_over(
    engine: Engine,
    exempting: Iterable[Exemption],
    governing: Sequence[GovernanceRule],
    at: datetime.datetime,
) -> None:
    """Apply the exemptions that are active at a time, then assign what still fails by the governance rules."""
    if mark_exempt(engine, exempting, at):
        hide(engine)
    if governing:
        keep_rules(engine, governing)
        assign(engine, at)


def mark_exempt(engine: Engine, exempting: Iterable[Exemption], at: datetime.datetime) -> bool:
    """Create ``exempted``: the findings that exemptions which are active at a time hold for; say whether any is."""
    is_any = keep_exemptions(engine, exempting, at)
    engine.execute(f"create or replace table exempted ({_EXEMPTED})")
    prepare(engine)
    if is_any:
        _exempt(engine)
    engine.create("exempt_count", _COUNTED)
    return is_any


def keep_exemptions(engine: Engine, exempting: Iterable[Exemption], at: datetime.datetime) -> bool:
    """Create ``exemption`` and ``exemption_target``, of those that are active at a time; say whether any is.

    Their ``position`` says which one stands where several hold for a finding: the one that claims less, an accepted
    risk before a mitigation, then the older.
    """
    active = [exemption for exemption in exempting if exemption.state(at) == "active"]
    if active:
        active.sort(key=lambda each: str(each.category), reverse=True)
        engine.create_empty("exemption", {"position": "int", **_EXEMPTION, "until": "timestamp"})
        engine.insert("exemption", [_exemption_row(n, exemption) for n, exemption in enumerate(active)])
        by_tag = any(exemption.tag for exemption in active)
        engine.create("exemption_target", _TARGETS.format(tags=tags(engine, are_asked_for=by_tag)))
    return bool(active)


def targets_by_kind(engine: Engine) -> list[str]:
    """Return the conditions on rows of ``exemption_target`` that some of them fulfil: each kind is joined its own way.

    They are, in this order, those of one finding, of other findings of a resource, and of no resource by name.
    """
    (asked,) = engine.rows(f"select {', '.join(f'bool_or({these})' for these in _ROWS_OF)} from exemption_target")
    return [these if is_asked else "" for these, is_asked in zip(_ROWS_OF, asked.values(), strict=True)]


def unmark(engine: Engine) -> None:
    """Take back ``mark_exempt``."""
    for table in (*_TABLES, "exemption", "exemption_target", "tag"):
        engine.execute(f"drop table if exists {table}")


def _exempt(engine: Engine) -> None:
    columns = ", ".join(f"f.{name}" for name in (*KEY.split(", "), "scope", "status"))
    found = f"{columns}, e.id as exemption_id, e.category as exempted_as, e.position, e.until"
    asked = [these for these in targets_by_kind(engine) if these]
    if not asked:  # it goes by a tag that no resource has
        return
    rows = " union all ".join(_ROWS_OF[these].format(these=these, found=found) for these in asked)
    engine.execute(f"""
        insert into exempted
        select distinct on ({KEY}) {KEY}, scope, status, exemption_id, exempted_as, until
        from ({rows}) where status in ('fail', 'unknown') order by position""")


def hide(engine: Engine) -> None:
    """Put relations in the place of ``finding`` and ``rule_result`` that say what is exempt."""
    finding = _put_aside(engine, "finding")
    engine.execute(f"""
        create view finding as
        select f.* replace (case when x.exemption_id is null then f.status else 'exempt' end as status)
        from {finding} as f left join exempted as x
            on {" and ".join(f"x.{column} = f.{column}" for column in KEY.split(", "))}""")
    result = _put_aside(engine, "rule_result")
    is_kept = isinstance(engine, SnapshotEngine) and engine.scanned("rule_result")  # read again and again
    engine.execute(f"""
        create {"table" if is_kept else "view"} rule_result as
        select r.* replace (r.n - coalesce(x.n, 0) as n) from {result} as r left join
            (select rule_id, resource_type, scope, was, sum(n)::bigint as n from exempt_count group by all) as x
            on x.rule_id = r.rule_id and x.resource_type = r.resource_type and x.scope = r.scope and x.was = r.status
        union all by name
        select rule_id, resource_type, scope, 'exempt' as status, sum(n)::bigint as n from exempt_count group by all""")


def _exemption_row(position: int, exemption: Exemption) -> tuple[object, ...]:
    key, _, value = exemption.tag.partition("=")
    conditions = (exemption.rule, exemption.resource, exemption.scope, key, value)
    return position, exemption.id, str(exemption.category), *conditions, exemption.until


def _put_aside(engine: Engine, name: str) -> str:
    """Make room for a view of a table's name, and return how the table is named then."""
    engine.columns(name)  # opens it, where it was not read yet
    if isinstance(engine, SnapshotEngine) and (below := engine.scanned(name)):
        return below
    type_ = engine.rows("select table_type from information_schema.tables where table_name = ?", [name])
    kind = "view" if type_[0]["table_type"] == "VIEW" else "table"
    engine.execute(f"alter {kind} {name} rename to {name}_scanned")
    return quoted(f"{name}_scanned")
