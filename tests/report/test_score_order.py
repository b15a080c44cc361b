"""The score orders estates as a person would, and never rewards a new finding or punishes a fix."""

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bartizan.assess.evaluate import FINDING_COLUMNS
from bartizan.assess.risk import BEHIND, EXPOSED, PROVEN, rate
from bartizan.decide.loss import BANDS, loss, total_loss
from bartizan.decide.score import scores
from bartizan.state.nouns import Score
from bartizan.store import Engine

RULES = {
    "public_url": ("critical", "access_control"),
    "open_route": ("high", "access_control"),
    "exploited": ("critical", "runtime_and_dependency"),
    "deprecated": ("medium", "runtime_and_dependency"),
    "tag": ("low", "logging_and_monitoring"),
    "limit": ("low", "resilience"),
}
Factors = Mapping[str, str]
NOTHING: Factors = dict.fromkeys((EXPOSED, *BEHIND, PROVEN[0]), "no")
CUSTOMERS: Factors = {**NOTHING, EXPOSED: "yes", "sensitive_data": "yes", "data_access": "yes"}
INTERNAL: Factors = {**NOTHING, "data_access": "yes"}


@dataclass(frozen=True)
class Function:
    """A function with the factors that hold of it, the rules that it fails and those that could not be decided."""

    factors: Factors
    fails: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def scored(*functions: Function) -> Score:
    """Return the score of an estate of functions: each passes the rules that it neither fails nor leaves unknown."""
    with Engine(threads=1) as engine:
        engine.execute("create table rule (id varchar, severity varchar, category varchar)")
        engine.insert("rule", [(id_, *what) for id_, what in RULES.items()])
        made = f"select 'f' || n as id, 'a' as scope from range({len(functions)}) as r (n)"
        engine.create("aws_lambda_function", made)
        counts = dict.fromkeys(("rule_id", "resource_type", "scope", "status"), "varchar")
        engine.create_empty("rule_result", {**counts, "n": "bigint"})
        engine.create_empty("finding", FINDING_COLUMNS)
        engine.create_empty("risk_factor", dict.fromkeys(("resource_id", "factor", "state", "why"), "varchar"))
        for n, function in enumerate(functions):
            of = dict.fromkeys(function.fails, "fail") | dict.fromkeys(function.unknown, "unknown")
            results = [(rule, "aws_lambda_function", "a", of.get(rule, "pass"), 1) for rule in RULES]
            engine.insert("rule_result", results)
            engine.insert("risk_factor", [(f"f{n}", *state, "so") for state in function.factors.items()])
            found: list[tuple[object, ...]] = [
                (rule, status, RULES[rule][0], f"f{n}", "aws_lambda_function", "f", "a", "r", "{}", [])
                for rule, status in of.items()
            ]
            engine.insert("finding", found)
        rate(engine, {id_: category for id_, (_, category) in RULES.items()})
        return scores(engine)[0]


def number(*functions: Function) -> float:
    score = scored(*functions).score
    assert score is not None
    return score


OPEN_WAYS = (
    Function(CUSTOMERS, ("public_url", "tag")),
    Function({**CUSTOMERS, PROVEN[0]: "yes"}, ("open_route", "exploited")),
    *[Function(INTERNAL, ("tag",))] * 4,
)
TOY = (Function({**NOTHING, EXPOSED: "yes"}, ("public_url", "deprecated", "tag", "limit")),)
WELL_KEPT = (Function(CUSTOMERS), *[Function(INTERNAL)] * 8, Function(INTERNAL, ("tag",)))
MANY_LOW = (*[Function(CUSTOMERS, ("tag", "limit"))] * 3, *[Function(INTERNAL, ("tag", "limit"))] * 12)
ONE_IN_A_HUNDRED = (Function(CUSTOMERS, ("public_url",)), *[Function(INTERNAL)] * 99)
UNREAD = tuple([Function({}, (), tuple(RULES))] * 5)
HALF_READ = tuple([Function(dict.fromkeys(NOTHING, "unknown"), (), ("public_url", "open_route"))] * 5)


def test_estates_are_ordered_as_a_person_would() -> None:
    order = [number(*e) for e in (WELL_KEPT, MANY_LOW, TOY, ONE_IN_A_HUNDRED, OPEN_WAYS)]
    assert order == sorted(order, reverse=True), order
    assert len(set(order)) == len(order)
    assert number(*WELL_KEPT) > 90
    assert number(*OPEN_WAYS) < 40


def test_what_is_unread_has_no_score_and_what_is_half_read_a_lower_one() -> None:
    unread = scored(*UNREAD)
    assert (unread.score, unread.unknown_share) == (None, 1.0)
    half = scored(*HALF_READ)
    assert half.unknown_share == 0.333
    assert half.score is not None
    assert number(*OPEN_WAYS) < half.score < number(*MANY_LOW)


def test_half_of_many_criticals_closed_is_better() -> None:
    open_, closed = Function(CUSTOMERS, ("public_url",)), Function(CUSTOMERS)
    worse = [number(*[open_] * n, *[closed] * (20 - n)) for n in (1, 5, 10, 20)]
    assert worse == sorted(worse, reverse=True)
    assert len(set(worse)) == 4


LEVELS = st.dictionaries(st.sampled_from(list(BANDS)), st.integers(1, 6))
WORKLOADS = st.lists(st.tuples(LEVELS, LEVELS, st.sampled_from((0.5, 0.8, 1.0))), max_size=12)


def points(workloads: list[tuple[dict[str, int], dict[str, int], float]], size: int) -> float:
    return 100 * (1 - total_loss([loss(fails, unknown) * weight for fails, unknown, weight in workloads], size))


@given(WORKLOADS, st.integers(0, 14), st.data())
def test_a_new_finding_never_raises_the_score_and_a_fix_never_lowers_it(
    workloads: list[tuple[dict[str, int], dict[str, int], float]], size: int, data: st.DataObject
) -> None:
    """On a workload with findings or without any, or on what belongs to none; read before or unknown."""
    place = data.draw(st.integers(0, len(workloads)))
    fails, unknown, weight = workloads[place] if place < len(workloads) else ({}, {}, 1.0)
    level = data.draw(st.sampled_from(list(BANDS)))
    after = {**fails, level: fails.get(level, 0) + 1}
    was_unknown = data.draw(st.booleans()) and level in unknown
    left = {**unknown, level: unknown[level] - 1} if was_unknown else unknown
    worse = [*workloads[:place], (after, left, weight), *workloads[place + 1 :]]
    assert points(worse, size) <= points(workloads, size) + 1e-9
    assert 0 <= points(worse, size) <= 100


@given(WORKLOADS, st.integers(0, 14), st.integers(0, 11))
def test_to_reach_less_never_lowers_the_score(
    workloads: list[tuple[dict[str, int], dict[str, int], float]], size: int, place: int
) -> None:
    less = [(f, u, w / 2 if n == place else w) for n, (f, u, w) in enumerate(workloads)]
    assert points(less, size) >= points(workloads, size) - 1e-9
