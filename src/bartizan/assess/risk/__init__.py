"""Risk: a rule's severity weighed with what is known of the resource; one level and one sentence per finding.

Each ``<factor>.sql`` says of resources by themselves whether the factor holds (null: could not be read), ``link.sql``
which resource takes it from which. The formula is in docs/risk.md; ``raised`` and ``lowered`` below are all of it.
"""

from collections.abc import Mapping
from pathlib import Path

from bartizan.model import Severity
from bartizan.store.engine import Engine, literal

RISK_COLUMNS = {"risk_level": "varchar", "risk_factors": "varchar[]", "risk_reason": "varchar"}
EXPOSED = "internet_exposure"
REACHING = ("privileged_identity", "sensitive_data", "lateral_movement")
PROVEN = ("known_exploited_vulnerability", "attack_path")
FACTORS = (EXPOSED, *REACHING, *PROVEN)
WAITING = {
    "known_exploited_vulnerability": "known exploited vulnerabilities (until packages are read)",
    "attack_path": "attack paths (until they are computed)",
}
"""Factors that nothing evaluates yet, and why not."""

_FOLDER = Path(__file__).parent
_ROUNDS = 2
"""How far a factor is taken: from a role to its function to the queue that feeds it."""


def weigh(engine: Engine, severities: Mapping[str, str]) -> None:
    """Create ``risk_factor`` from the tables, then ``rate`` the findings; severities are by rule ID.

    ``risk_factor`` has one row per resource and factor with its state: yes, no or unknown. A factor that has no row for
    a resource says nothing of it.
    """
    _create_factors(engine)
    rate(engine, severities)


def rate(engine: Engine, severities: Mapping[str, str]) -> None:
    """Add the columns of ``RISK_COLUMNS`` to ``finding`` by the ``risk_factor`` that is there."""
    engine.create_empty("severity", {"rule_id": "varchar", "severity": "varchar", "points": "integer"})
    points = {severity: max(1, 4 - Severity(severity).rank) for severity in Severity}
    engine.insert("severity", [(id_, severity, points[Severity(severity)]) for id_, severity in severities.items()])
    engine.create("finding", _FINDING)
    engine.execute("drop table severity")


def _create_factors(engine: Engine) -> None:
    evaluated = [name for name in FACTORS if name not in WAITING]
    selects = (
        f"select distinct resource_id, {literal(name)} as factor, kind, holds, why from ({_sql(name)})"
        for name in evaluated
    )
    engine.create("risk_fact", " union all ".join(selects))
    engine.create("risk_link", f"select distinct kind, source, target from ({_sql('link')}) where source <> target")
    for _ in range(_ROUNDS):
        engine.create(
            "risk_fact",
            "from risk_fact union select target, factor, fact.kind, holds, why from risk_fact as fact "
            "join risk_link as link on link.source = fact.resource_id and link.kind = fact.kind",
        )
    engine.create("risk_factor", _STATES)
    engine.execute("drop table risk_fact")
    engine.execute("drop table risk_link")


def _sql(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


_STATES = """
select
    resource_id,
    factor,
    case when bool_or(holds) then 'yes' when bool_or(holds is null) then 'unknown' else 'no' end as state,
    coalesce(min(why) filter (where holds), min(why) filter (where holds is null), '') as why
from risk_fact group by all order by all
"""

_ORDER = f"[{', '.join(literal(name) for name in FACTORS)}]"
_SAID = " and ".join(WAITING.values())
_FINDING = f"""
with known as (
    select
        resource_id,
        list(factor order by list_position({_ORDER}, factor)) filter (where state = 'yes') as held,
        list(why order by list_position({_ORDER}, factor)) filter (where state = 'yes') as whys,
        list(replace(factor, '_', ' ') order by factor) filter (where state = 'unknown') as unknown,
        list(factor) filter (where state = 'no') as absent
    from risk_factor where resource_id in (select resource_id from finding) group by all
),
weighed as (
    select
        finding.*,
        severity,
        points,
        coalesce(held, []) as held,
        coalesce(whys, []) as whys,
        coalesce(unknown, []) as unknown,
        list_has_any(coalesce(held, []), [{", ".join(map(literal, PROVEN))}])
            or (list_contains(coalesce(held, []), '{EXPOSED}')
                and list_has_any(coalesce(held, []), [{", ".join(map(literal, REACHING))}])) as raised,
        list_has_all(coalesce(absent, []), [{", ".join(map(literal, (EXPOSED, *REACHING)))}]) as lowered
    from finding join severity using (rule_id) left join known using (resource_id)
)
select
    * exclude (severity, points, held, whys, unknown, raised, lowered),
    ['low', 'medium', 'high', 'critical'][least(4, greatest(1, points + raised::integer - lowered::integer))]
        as risk_level,
    held as risk_factors,
    upper(severity[1]) || severity[2:] || ' severity' || case
        when raised then ', one step up: '
        when lowered then ', one step down: nothing exposes it and nothing sensitive is within its reach'
        when len(whys) > 0 then ', kept: '
        else ', kept: no risk factor is known to hold'
    end || case when raised or not lowered then array_to_string(whys, ', ') else '' end
    || case when len(unknown) > 0 then '; not known: ' || array_to_string(unknown, ', ') else '' end
    || '; not evaluated: {_SAID}.' as risk_reason
from weighed
"""
