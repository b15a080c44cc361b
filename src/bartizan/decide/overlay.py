"""What people decided, laid over the findings of a snapshot as it is opened: nothing is scanned again.

The overlay lives in the reader's memory only. It replaces ``finding`` and ``rule_result`` by views of the same columns
and adds ``exempted`` (which finding by which exemption) and ``assignment`` (whose it is and when it is due).
"""

import datetime
from collections.abc import Iterable, Sequence

from bartizan.decide.order import ranked
from bartizan.decide.tag import create_tags
from bartizan.state.nouns import Exemption, GovernanceRule
from bartizan.store.engine import Engine

_KEY = "rule_id, resource_type, resource_id"
_TABLES = {
    "exempted": "rule_id varchar, resource_type varchar, resource_id varchar, scope varchar, was varchar, "
    "exemption_id varchar, category varchar, until timestamp",
    "assignment": "rule_id varchar, resource_type varchar, resource_id varchar, scope varchar, "
    "governance_id varchar, owner varchar, due timestamp, state varchar, in_grace boolean",
}
_ONE = "rule <> '' and resource <> '' and scope = '' and tag_key = '' and not regexp_matches(rule, '[*?\\[]')"
"""An exemption of one finding. Thousands of these are found at once, as they are joined by what they name."""
_TEXT = "varchar"
_EXEMPTION = dict.fromkeys(("id", "category", "rule", "resource", "scope", "tag_key", "tag_value"), _TEXT)
_GOVERNANCE = dict.fromkeys(("id", "severity", "risk_level", "category", "scope", "rule", "owner", "owner_tag"), _TEXT)
_TAG_KEY = "tag.key = case when starts_with(f.resource_type, 'azure_') then lower({0}) else {0} end"
_TAG_OF = "tag.type = f.resource_type and tag.id = f.resource_id"


def prepare(engine: Engine) -> None:
    """Make sure that ``exempted`` and ``assignment`` are there, empty where nothing was laid over."""
    for table, columns in _TABLES.items():
        engine.execute(f"create table if not exists {table} ({columns})")


def lay_over(
    engine: Engine,
    exempting: Iterable[Exemption],
    governing: Sequence[GovernanceRule],
    at: datetime.datetime,
) -> None:
    """Apply the exemptions that are active at a time, then assign what still fails by the governance rules."""
    if any(rule.owner_tag for rule in governing):
        create_tags(engine)
    if mark_exempt(engine, exempting, at):
        _hide(engine)
    if governing:
        _assign(engine, governing, at)


def mark_exempt(engine: Engine, exempting: Iterable[Exemption], at: datetime.datetime) -> bool:
    """Create ``exempted``: the findings that exemptions which are active at a time hold for; say whether any is."""
    active = [exemption for exemption in exempting if exemption.state(at) == "active"]
    prepare(engine)
    if any(exemption.tag for exemption in active) and not engine.has("tag"):
        create_tags(engine)
    engine.execute("create table if not exists tag (type varchar, id varchar, key varchar, value varchar)")
    if active:
        _exempt(engine, active)
    return bool(active)


def unmark(engine: Engine) -> None:
    """Take back ``mark_exempt``."""
    for table in (*_TABLES, "exemption", "tag"):
        engine.execute(f"drop table if exists {table}")


def _exempt(engine: Engine, active: Sequence[Exemption]) -> None:
    engine.create_empty("exemption", {"position": "int", **_EXEMPTION, "until": "timestamp"})
    engine.insert("exemption", [_exemption_row(n, exemption) for n, exemption in enumerate(active)])
    columns = ", ".join(f"f.{name}" for name in (*_KEY.split(", "), "scope", "status"))
    # Where several match, the one that claims less stands: an accepted risk before a mitigation, then the older.
    engine.execute(f"""
        insert into exempted
        select distinct on ({_KEY}) {_KEY}, scope, status, exemption_id, exempted_as, until
        from (
            select {columns}, e.id as exemption_id, e.category as exempted_as, e.position, e.until
            from finding as f join (select * from exemption where {_ONE}) as e
                on e.rule = f.rule_id and e.resource = f.resource_id
            union all
            select {columns}, e.id, e.category, e.position, e.until
            from finding as f join (select * from exemption where not ({_ONE})) as e
                on (e.rule = '' or f.rule_id glob e.rule) and (e.resource = '' or e.resource = f.resource_id)
                and (e.scope = '' or e.scope = f.scope)
                and (e.tag_key = '' or exists (
                    select 1 from tag where {_TAG_OF} and {_TAG_KEY.format("e.tag_key")} and tag.value = e.tag_value))
        ) where status in ('fail', 'unknown') order by exempted_as desc, position""")


def _hide(engine: Engine) -> None:
    _put_aside(engine, "finding")
    engine.execute(f"""
        create view finding as
        select f.* replace (case when x.exemption_id is null then f.status else 'exempt' end as status)
        from finding_scanned as f left join exempted as x
            on {" and ".join(f"x.{column} = f.{column}" for column in _KEY.split(", "))}""")
    _put_aside(engine, "rule_result")
    engine.execute("""
        create view rule_result as
        select r.* replace (r.n - coalesce(x.n, 0) as n) from rule_result_scanned as r left join
            (select rule_id, resource_type, scope, was, count(*) as n from exempted group by all) as x
            on x.rule_id = r.rule_id and x.resource_type = r.resource_type and x.scope = r.scope and x.was = r.status
        union all by name
        select rule_id, resource_type, scope, 'exempt' as status, count(*) as n from exempted group by all""")


def _exemption_row(position: int, exemption: Exemption) -> tuple[object, ...]:
    key, _, value = exemption.tag.partition("=")
    conditions = (exemption.rule, exemption.resource, exemption.scope, key, value)
    return position, exemption.id, str(exemption.category), *conditions, exemption.until


def _put_aside(engine: Engine, name: str) -> None:
    """Rename a table or view so that a view of the same name can stand before it."""
    engine.columns(name)  # opens it, where it was not read yet
    type_ = engine.rows("select table_type from information_schema.tables where table_name = ?", [name])
    kind = "view" if type_[0]["table_type"] == "VIEW" else "table"
    engine.execute(f"alter {kind} {name} rename to {name}_scanned")


def _assign(engine: Engine, rules: Sequence[GovernanceRule], at: datetime.datetime) -> None:
    engine.create_empty("governance", {"position": "int", **_GOVERNANCE, "due_days": "int", "has_grace": "boolean"})
    engine.insert(
        "governance",
        [
            (n, *(getattr(rule, name) for name in _GOVERNANCE), rule.due_days, rule.has_grace)
            for n, rule in enumerate(rules)
        ],
    )
    engine.execute(
        f"""
        insert into assignment
        select distinct on ({_KEY}) {_KEY}, f.scope, g.id,
            case when tag.value <> '' then tag.value else g.owner end,
            f.first_seen + to_days(g.due_days) as due,
            case when due < $1 then 'overdue' else 'on_time' end,
            g.has_grace and due >= $1
        from {ranked(engine)} as f join governance as g
            on severity_order(f.severity) <= severity_order(g.severity) and (g.category = '' or g.category = f.category)
            and (g.risk_level = '' or g.risk_level = f.risk_level) and (g.scope = '' or g.scope = f.scope)
            and (g.rule = '' or f.rule_id glob g.rule)
        left join tag on {_TAG_OF} and g.owner_tag <> '' and {_TAG_KEY.format("g.owner_tag")}
        where f.status = 'fail' order by g.position""",
        [at],
    )
