"""Whose findings are by the governance rules: decided for each class of findings that no rule tells apart."""

import datetime
from collections.abc import Sequence

from bartizan.decide.order import ranked
from bartizan.decide.tag import tags
from bartizan.state.nouns import GovernanceRule
from bartizan.store.engine import Engine

CLASS = ("rule_id", "severity", "risk_level", "scope")
"""Findings that are the same in these are governed by the same rule."""
ASSIGNMENT = (
    "rule_id varchar, resource_type varchar, resource_id varchar, scope varchar, "
    "governance_id varchar, owner varchar, due timestamp, state varchar, in_grace boolean"
)
_RULE = dict.fromkeys(("id", "severity", "risk_level", "category", "scope", "rule", "owner", "owner_tag"), "varchar")
_COLUMNS = {"position": "int", **_RULE, "due_days": "int", "has_grace": "boolean"}
GOVERNANCE = ", ".join(f"{name} {type_}" for name, type_ in _COLUMNS.items())
_FIRST = f"""
select distinct on ({", ".join(f"c.{name}" for name in CLASS)}) {{more}} {", ".join(f"c.{name}" for name in CLASS)},
    g.id, g.owner, g.owner_tag, g.due_days, g.has_grace
from {{classes}} as c join governance as g
    on severity_order(c.severity) <= severity_order(g.severity) and (g.category = '' or g.category = c.category)
    and (g.risk_level = '' or g.risk_level = c.risk_level) and (g.scope = '' or g.scope = c.scope)
    and (g.rule = '' or c.rule_id glob g.rule)
order by g.position
"""
_TAGGED = (
    "tag.type = f.resource_type and tag.id = f.resource_id and g.owner_tag <> '' "
    "and tag.key = if(starts_with(f.resource_type, 'azure_'), lower(g.owner_tag), g.owner_tag)"
)


def keep_rules(engine: Engine, rules: Sequence[GovernanceRule]) -> None:
    """Create ``governance``: the rules in force in the order in which they are tried."""
    engine.create_empty("governance", _COLUMNS)
    engine.insert(
        "governance",
        [(n, *(getattr(rule, name) for name in _RULE), rule.due_days, rule.has_grace) for n, rule in enumerate(rules)],
    )


def governed(classes: str, more: str = "") -> str:
    """Return the SELECT of the rule that governs each class of a relation; a class that none does is not in it.

    ``more`` are columns of the relation, each with a comma after it.
    """
    return _FIRST.format(classes=classes, more=more)


def assign(engine: Engine, at: datetime.datetime) -> None:
    """Fill ``assignment`` by the rules that were kept, with what is overdue at a time."""
    found = ranked(engine)
    engine.create("governed", governed(f"(select distinct {', '.join(CLASS)}, category from {found})"))
    by_tag = bool(engine.rows("select 1 from governance where owner_tag <> '' limit 1"))
    same = " and ".join(f"g.{name} is not distinct from f.{name}" for name in CLASS)
    engine.execute(
        f"""
        create or replace table assignment as
        select f.rule_id, f.resource_type, f.resource_id, f.scope, g.id as governance_id,
            if(tag.value <> '', tag.value, g.owner) as owner, f.first_seen + to_days(g.due_days) as due,
            if(due < $1, 'overdue', 'on_time') as state, g.has_grace and due >= $1 as in_grace
        from {found} as f join governed as g on {same} left join {tags(engine, are_asked_for=by_tag)} as tag
            on {_TAGGED}
        where f.status = 'fail'""",
        [at],
    )
    engine.create(
        "grace_count",
        "select rule_id, resource_type, scope, count(*) as n from assignment where in_grace group by all",
    )
