"""Risk: a rule's severity adjusted for what is known about the resource; one level and one sentence per finding.

Each ``<factor>.sql`` says of resources by themselves whether the factor holds (null: could not be read), ``link.sql``
which resource takes it from which. The formula is in docs/risk.md; ``BEARS`` and ``steps`` below are all of it.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from bartizan.model import Severity
from bartizan.store.engine import Engine, literal
from bartizan.store.stacked import bottom, stack

RISK_COLUMNS = {"risk_level": "varchar", "risk_factors": "varchar[]", "risk_reason": "varchar"}
EXPOSED = "internet_exposure"
REACHING = ("privileged_identity", "sensitive_data", "lateral_movement")
NAMED_DATA = "data_access"
PROVEN = ("known_exploited_vulnerability", "attack_path")
FACTORS = (EXPOSED, *REACHING, NAMED_DATA, *PROVEN)
BEHIND = (*REACHING, NAMED_DATA)
"""What may be behind a resource: known to be none of these, an intruder gains little."""

ENTRY = ("access_control", "network_exposure")
"""Categories of rules about who gets in: with nothing behind, there is nothing to get."""

BEARS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((*ENTRY, "identity_and_permissions", "runtime_and_dependency", "secrets"), FACTORS),
    "code_integrity": (*BEHIND, "attack_path"),
    **dict.fromkeys(("encryption", "logging_and_monitoring", "resilience"), ()),
}
"""The factors that bear on each category of rules; no other factor raises it or is listed with it."""

_FOLDER = Path(__file__).parent
_ROUNDS = 2
"""How far a factor is taken: from a role to its function to the queue that feeds it."""


def weigh(engine: Engine, categories: Mapping[str, str]) -> None:
    """Create ``risk_factor`` and ``workload_link``, then ``rate`` the findings; categories are by rule ID.

    ``risk_factor`` has one row per resource and factor with its state: yes, no or unknown. A factor that has no row for
    a resource says nothing of it. ``workload_link`` says which workloads a resource belongs to.
    """
    _create_factors(engine)
    engine.create("workload_link", f"select * from ({_sql('workload')}) where workload_id is not null")
    rate(engine, categories)


def rate(engine: Engine, categories: Mapping[str, str]) -> None:
    """Add the columns of ``RISK_COLUMNS`` to ``finding`` by the ``risk_factor`` that is there."""
    columns = {"rule_id": "varchar", "sort": "integer", "is_entry": "boolean", "bears": "varchar[]"}
    engine.create_empty("rule_category", columns)
    sorts = {category: (category in ENTRY, BEARS[category]) for category in categories.values()}
    known = sorted(set(sorts.values()))
    of_rule = ((id_, sorts[category]) for id_, category in categories.items())
    engine.insert("rule_category", [(id_, known.index(of), of[0], list(of[1])) for id_, of in of_rule])
    engine.create("risk_borne", _BORNE.replace("{finding}", bottom(engine, "finding")))
    stack(engine, "finding", lambda below: _FINDING.format(below=below))


def _create_factors(engine: Engine) -> None:
    selects = (
        f"select distinct resource_id, {literal(name)} as factor, kind, holds, why from ({_sql(name)})"
        for name in FACTORS
    )
    facts = [f"risk_fact_{n}" for n in range(_ROUNDS + 1)]
    engine.create(facts[0], " union all ".join(selects))
    engine.create("risk_link", f"select distinct kind, source, target from ({_sql('link')}) where source <> target")
    for known, taken in pairwise(facts):
        # What was known a round ago was taken then.
        engine.create(
            taken,
            f"select distinct target as resource_id, factor, fact.kind, holds, why from {known} as fact "
            "join risk_link as link on link.source = fact.resource_id and link.kind = fact.kind",
        )
    engine.create("risk_factor", _STATES.format(facts=" union all ".join(f"(from {name})" for name in facts)))
    for name in (*facts, "risk_link"):
        engine.execute(f"drop table {name}")


def _sql(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


_STATES = """
select
    resource_id,
    factor,
    case when bool_or(holds) then 'yes' when bool_or(holds is null) then 'unknown' else 'no' end as state,
    coalesce(min(why) filter (where holds), min(why) filter (where holds is null), '') as why
from ({facts}) group by all order by all
"""


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(literal(name) for name in names)}]::varchar[]"


def _of_factor(name: str) -> str:
    return f"any_value({{'state': state, 'why': why}}) filter (factor = {literal(name)}) as {name}"


def _fact(name: str) -> str:
    return f"{{'factor': {literal(name)}, 'state': {name}.state, 'why': {name}.why}}"


_KEPT = ", kept: no risk factor is known to bear on it"
_NOTHING = f"list_has_all(absent, {_list(BEHIND)})"
_BORNE = f"""
with known as (
    select resource_id, {", ".join(map(_of_factor, FACTORS))} from risk_factor group by all
),
asked as (
    select distinct resource_id, sort from {{finding}} join rule_category using (rule_id)
),
borne as (
    select
        resource_id,
        sort,
        is_entry,
        list_filter(
            [{", ".join(map(_fact, FACTORS))}], lambda f: f.state is not null and list_contains(bears, f.factor)
        ) as facts,
        list_filter([{", ".join(f"if({name}.state = 'no', {literal(name)}, null)" for name in FACTORS)}],
            lambda name: name is not null) as absent
    from asked join (select distinct sort, is_entry, bears from rule_category) using (sort)
    join known using (resource_id)
),
explained as (
    select
        *,
        list_transform(list_filter(facts, lambda f: f.state = 'yes'), lambda f: f.factor) as held,
        list_transform(list_filter(facts, lambda f: f.state = 'yes'), lambda f: f.why) as whys,
        list_transform(list_filter(facts, lambda f: f.state = 'unknown'), lambda f: replace(f.factor, '_', ' '))
            as unknown
    from borne
),
weighed as (
    select
        *,
        case
            when list_has_any(held, {_list(PROVEN)}) then 1
            when list_contains(held, '{EXPOSED}') and list_has_any(held, {_list(REACHING)}) then 1
            when {_NOTHING} and is_entry then -2
            when {_NOTHING} or list_has_all(absent, {_list((EXPOSED, *REACHING))}) then -1
            else 0
        end as steps
    from explained
)
select
    resource_id,
    sort,
    steps,
    held,
    case
        when steps = 1 then ', one step up: ' || array_to_string(whys, ', ')
        when steps < 0 then if(steps = -2, ', two steps', ', one step') || ' down: ' || case
            when {_NOTHING} then 'nothing sensitive is within its reach'
            else 'nothing exposes it, and it reaches only what its permissions name'
        end
        when len(whys) > 0 then ', kept: ' || array_to_string(whys, ', ')
        else {literal(_KEPT)}
    end
    || case when len(unknown) > 0 then '; not known: ' || array_to_string(unknown, ', ') else '' end
    || '.' as reason
from weighed
"""
"""What bears on a resource's findings of each sort of category, which is the same of most of them."""
_FINDING = f"""
select
    f.*,
    ['low', 'medium', 'high', 'critical'][
        least(4, greatest(1, 5 - list_position({_list(Severity)}, f.severity) + coalesce(steps, 0)))
    ] as risk_level,
    coalesce(held, []) as risk_factors,
    upper(f.severity[1]) || f.severity[2:] || ' severity' || coalesce(reason, {literal(f"{_KEPT}.")}) as risk_reason
from {{below}} as f join rule_category as c using (rule_id) left join risk_borne as b
    on b.resource_id = f.resource_id and b.sort = c.sort
"""
