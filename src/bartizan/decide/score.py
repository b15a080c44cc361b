"""The secure score: 100 less what the risks of workloads take, most of it the worst. docs/score.md has the formula."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from bartizan.decide.loss import BANDS, loss, total_loss
from bartizan.decide.order import compared
from bartizan.decide.overlay import prepare
from bartizan.decide.workload import WORKLOADS
from bartizan.state.nouns import Score
from bartizan.store.engine import Engine

Grouping = Literal["all", "scope", "type", "category"]
GROUPINGS: tuple[Grouping, ...] = ("all", "scope", "type", "category")
_NAMES = {"all": "'all'", "scope": "scope", "type": "resource_type", "category": "category"}
# Only a failing check can be mitigated: of an unknown one nobody knows what there was to mitigate.
_COUNTED = """
select rule_id, resource_type, scope, status as outcome, n from rule_result where status in ('pass', 'fail', 'unknown')
union all
select rule_id, resource_type, scope, if(category = 'mitigated' and was = 'fail', 'pass', 'exempt'), n from exempt_count
union all
select rule_id, resource_type, scope, unnest(['in_grace', 'fail']), unnest([n, -n]) from grace_count
"""
_OUTCOMES = ("pass", "fail", "unknown", "exempt", "in_grace")
_LOSING = "losing"
_REACHING = "reaching"
# What belongs to no workload counts once for its account or subscription.
_OF_RESOURCE = """
with counted as (
    select {names} f.resource_id, f.scope, {counts}
    from (
        select *, if(risk_level = 'not_evaluated', severity, risk_level) as level from {ranked}
        where status in ('fail', 'unknown') and severity <> 'info'
    ) as f
    {on_time} group by all
)
select f.*, coalesce(b.workload_id, f.scope) as unit
from counted as f left join belonging as b on b.resource_id = f.resource_id
"""
_WORST = """
with counted as (
    select {name} as name, {unit} as unit, {sums} from {counted} as f group by all
)
select name, {worst}, coalesce(weight, 1.0) as weight, count(*) as units
from counted left join ({reach}) as reach using (unit) group by all
"""
"""How many workloads lose the same: of 100,000 there are some hundred kinds, as only the worst level counts."""
_ON_TIME = """left join (select * from assignment where in_grace) as a using (rule_id, resource_type, resource_id)
    where a.rule_id is null"""
LOST = ("fail", "unknown")
BELONGING = "belonging"
_REACH = """
select
    {id},
    case
        when bool_or(state = 'unknown' or (state = 'yes' and factor <> 'data_access')) or count(*) < 4 then 1.0
        when bool_or(state = 'yes') then 0.8
        else 0.5
    end::double as weight
from risk_factor
where factor in ('privileged_identity', 'sensitive_data', 'lateral_movement', 'data_access') group by all
"""
"""How much counts by what is within reach: all of it, unless it is known that nothing is, or named data only."""
_NO_REACH = "select {id}, null::double as weight from (select null::varchar as resource_id) where false"


def scores(engine: Engine, grouping: Grouping = "all") -> list[Score]:
    """Return the score of every group, by name; ``all`` gives exactly one."""
    _prepare(engine)
    with _counted(engine, [grouping]) as counted:
        return _scores(engine, grouping, counted)


def every_score(engine: Engine) -> list[Score]:
    """Return the scores of all groupings, that of all first: what is kept of a day."""
    _prepare(engine)
    with _counted(engine, GROUPINGS) as counted:
        return [score for grouping in GROUPINGS for score in _scores(engine, grouping, counted)]


def score_of(engine: Engine, kinds: Iterable[Mapping[str, Any]], size: int) -> Score:
    """Return the score of ``size`` workloads where it is known how many lose what: rows as ``_WORST`` has them."""
    prepare(engine)
    losses = [loss for row in kinds for loss in _losses_of(row)]
    return _score("all", "all", _counts(engine, "all")["all"], losses, size)


@contextmanager
def _counted(engine: Engine, groupings: Sequence[Grouping]) -> Iterator[str]:
    """Give the name of a table that counts what resources lose by; findings of several groupings are read once.

    How much counts by what is within reach is in a table then, too.
    """
    names = sorted({_NAMES[each] for each in groupings if each != "all"} - {"scope"})
    counts = ", ".join(map(_level_counts, LOST))
    on_time = _ON_TIME if engine.rows("select 1 from assignment where in_grace limit 1") else ""
    select = _OF_RESOURCE.format(
        names="".join(f"f.{each}, " for each in names), counts=counts, on_time=on_time, ranked=compared(engine)
    )
    engine.create(_LOSING, select, own=True)
    engine.create(_REACHING, reach(engine), own=True)
    yield _LOSING
    for name in (_LOSING, _REACHING):
        engine.execute(f"drop table {name}")


def _scores(engine: Engine, grouping: Grouping, counted: str) -> list[Score]:
    counts = _counts(engine, grouping)
    sizes, losses = _sizes(engine, grouping), _losses(engine, grouping, counted)
    return [
        _score(grouping, name, counted, losses.get(name, ()), sizes.get(name, sizes.get("", 1)))
        for name, counted in sorted(counts.items())
    ]


def _prepare(engine: Engine) -> None:
    prepare(engine)
    link_workloads(engine)


def link_workloads(engine: Engine) -> None:
    """Create ``belonging`` (resource, workload) and ``workload``; snapshots of older releases link only workloads."""
    engine.below().once(BELONGING, _link)


def _link(engine: Engine) -> None:
    engine.create("workload", f"select distinct id, scope from ({workloads(engine)})")
    linked = f"select l.* from ({links(engine)}) as l join workload on workload.id = workload_id"
    engine.create(BELONGING, f"select id as resource_id, id as workload_id from workload union {linked}")
    engine.compress()


def workloads(engine: Engine) -> str:
    """Return the SELECT of the IDs and scopes of workloads."""
    parts = [f"select id, scope from {table}" for table in WORKLOADS if engine.has(table)]
    return " union all ".join(parts) or "select null::varchar as id, null::varchar as scope where false"


def links(engine: Engine) -> str:
    """Return the SELECT of which resource belongs to which workload; snapshots of older releases have none."""
    none = "select null::varchar as resource_id, null::varchar as workload_id where false"
    return "select resource_id, workload_id from workload_link" if engine.has("workload_link") else none


def _counts(engine: Engine, grouping: Grouping) -> dict[str, Counter[str]]:
    """Return how many checks of each group came out how."""
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    if grouping == "all":
        groups["all"] = Counter()
    for row in engine.rows(
        f"select {_NAMES[grouping]} as name, outcome, sum(n)::bigint as n "
        f"from ({_COUNTED}) join rule on rule.id = rule_id group by all"
    ):
        groups[row["name"]][row["outcome"]] += row["n"]
    return groups


def _sizes(engine: Engine, grouping: Grouping) -> dict[str, int]:
    """Return how many workloads there are in each group, or resources of each type; '' is every other group."""
    if grouping == "scope":
        rows = engine.rows("select scope as name, count(*) as n from workload group by all")
    elif grouping == "type":
        rows = engine.rows("select type as name, count(*) as n from resource group by all")
    else:
        rows = engine.rows("select '' as name, count(*) as n from workload")
    return {row["name"]: row["n"] for row in rows}


def _losses(engine: Engine, grouping: Grouping, counted: str) -> dict[str, list[float]]:
    """Return the losses of each group, one for each workload, or of a type's group each resource, that has any."""
    name = f"f.{_NAMES[grouping]}" if grouping != "all" else "'all'"
    unit = "coalesce(f.resource_id, f.scope)" if grouping == "type" else "f.unit"
    query = _WORST.format(
        name=name,
        unit=unit,
        counted=counted,
        sums=", ".join(f"sum({each}_{level})::integer as {each}_{level}" for each in LOST for level in BANDS),
        worst=", ".join(map(worst_level, LOST)),
        reach=f"from {_REACHING}",
    )
    losses: dict[str, list[float]] = {}
    for row in engine.rows(query):
        losses.setdefault(row["name"], []).extend(_losses_of(row))
    return losses


def _losses_of(row: Mapping[str, Any]) -> list[float]:
    failing, unknown = ({row[status]: row[f"{status}_n"]} if row[status] else {} for status in LOST)
    return [loss(failing, unknown) * row["weight"]] * row["units"]


def reach(engine: Engine, unit: str = "resource_id") -> str:
    """Return the SELECT of how much counts of workloads, where it is not all; ``unit`` says how they are called."""
    return (_REACH if engine.has("risk_factor") else _NO_REACH).replace("{id}", f"{unit} as unit")


def _level_counts(status: str) -> str:
    return ", ".join(
        f"count(*) filter (status = '{status}' and level = '{level}')::integer as {status}_{level}" for level in BANDS
    )


def worst_level(status: str) -> str:
    """Return the columns of the worst level that a workload has findings of, and how many of these it has."""
    levels = " ".join(f"when {status}_{level} > 0 then '{level}'" for level in BANDS)
    counts = " ".join(f"when {status}_{level} > 0 then {status}_{level}" for level in BANDS)
    return f"case {levels} end as {status}, case {counts} end as {status}_n"


def _score(grouping: str, name: str, counts: Mapping[str, int], losses: Iterable[float], size: int) -> Score:
    is_evaluated = counts.get("pass", 0) + counts.get("fail", 0) > 0
    value = round(100 * (1 - total_loss(losses, size)), 1) if is_evaluated else None
    return Score(grouping, name, value, *(counts.get(outcome, 0) for outcome in _OUTCOMES))
