"""The secure score: its formula as documented, and what counts as what."""

import datetime
import re
from pathlib import Path

from bartizan.decide.loss import BANDS, loss, total_loss
from bartizan.decide.overlay import lay_over
from bartizan.decide.score import scores
from bartizan.model import ExemptionCategory, Severity
from bartizan.state import State
from bartizan.state.nouns import Exemption, GovernanceRule, Score
from bartizan.state.score import keep_scores, score_history
from bartizan.store import Engine

PAGE = Path(__file__).parents[2] / "docs" / "score.md"
AT = datetime.datetime(2026, 6, 1)
SEEN = datetime.datetime(2026, 5, 1)


def estate(*verdicts: tuple[str, str, int]) -> Engine:
    """An engine with checks given as (severity, status, how many), each severity a rule, each check a resource."""
    engine = Engine()
    finding = "rule_id varchar, status varchar, resource_id varchar, resource_type varchar, scope varchar"
    engine.execute(f"create table finding ({finding}, first_seen timestamp)")
    engine.execute(
        "create table rule_result (rule_id varchar, resource_type varchar, scope varchar, status varchar, n bigint)"
    )
    engine.execute("create table rule (id varchar, severity varchar, category varchar)")
    engine.execute("create table resource (id varchar, type varchar)")
    engine.insert("rule", [(f"r.{severity}", severity, "secrets") for severity in Severity])
    for severity, status, n in verdicts:
        engine.insert("rule_result", [(f"r.{severity}", "t", "s", status, n)])
        if status in ("fail", "unknown"):
            rows = [(f"r.{severity}", status, f"{severity}-{status}-{i}", "t", "s", SEEN) for i in range(n)]
            engine.insert("finding", rows)
    return engine


def exemption(category: ExemptionCategory, **conditions: str) -> Exemption:
    return Exemption(category, "why", "who", SEEN, **conditions)  # type: ignore[arg-type]


def counts(score: Score) -> tuple[float | None, int, int, int, int, int]:
    return score.score, score.healthy, score.unhealthy, score.unknown, score.exempt, score.in_grace


def test_the_documented_example() -> None:
    page = PAGE.read_text(encoding="utf-8")
    bands = re.findall(r"^\| (\w+) \| (0\.\d\d) \| (\d\.\d\d) \|$", page, re.MULTILINE)
    assert {level: (float(least), float(most)) for level, least, most in bands} == BANDS
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([\d.]+) \| ([\d.]+) \|$", page, re.MULTILINE)
    assert len(rows) == 3
    losses = []
    for _, findings, weight, told in rows:
        levels = {level: int(n) for n, level in re.findall(r"(\d+) (critical|high|medium|low)", findings)}
        losses.append(loss(levels, {}) * float(weight))
        assert round(losses[-1], 3) == float(told)
    told_score = re.search(r"\*\*([\d.]+)\*\*", page)
    assert told_score
    assert round(100 * (1 - total_loss(losses, 4)), 1) == float(told_score[1])


def test_unknown_is_never_healthy() -> None:
    checks = ("high", "pass", 1), ("high", "fail", 1)
    with estate(*checks) as before, estate(*checks, ("critical", "unknown", 5)) as engine:
        score, known = scores(engine)[0], scores(before)[0]
        assert counts(score)[1:] == (1, 1, 5, 0, 0)
        assert score.unknown_share == 0.714
        assert score.score is not None
        assert known.score is not None
        assert score.score <= known.score


def test_nothing_evaluated_has_no_score() -> None:
    with estate() as engine:
        assert scores(engine) == [Score("all", "all", None, 0, 0, 0, 0, 0)]
        assert scores(engine, "scope") == []
    with estate(("high", "unknown", 2), ("low", "not_applicable", 2)) as engine:
        assert scores(engine, "scope") == [Score("scope", "s", None, 0, 0, 2, 0, 0)]


def test_mitigated_counts_healthy_and_accepted_is_left_out() -> None:
    checks = (("high", "pass", 2), ("high", "fail", 2), ("low", "unknown", 1))
    with estate(*checks) as engine:
        before = scores(engine)[0].score or 0
        lay_over(engine, [exemption(ExemptionCategory.MITIGATED, resource="high-fail-0")], [], AT)
        assert counts(scores(engine)[0])[1:] == (3, 1, 1, 0, 0)
        assert (scores(engine)[0].score or 0) > before
    with estate(*checks) as engine:
        lay_over(engine, [exemption(ExemptionCategory.RISK_ACCEPTED, resource="high-fail-0")], [], AT)
        assert counts(scores(engine)[0])[1:] == (2, 1, 1, 1, 0)


def test_a_mitigated_unknown_is_left_out() -> None:
    with estate(("high", "pass", 1), ("low", "unknown", 2)) as engine:
        lay_over(engine, [exemption(ExemptionCategory.MITIGATED, rule="r.low", scope="s")], [], AT)
        assert counts(scores(engine)[0]) == (100.0, 1, 0, 0, 2, 0)


def test_grace_holds_until_the_due_day() -> None:
    rule = GovernanceRule(30, "who", SEEN, owner="ops", has_grace=True)
    due = SEEN + datetime.timedelta(days=30)
    with estate(("high", "pass", 1), ("high", "fail", 1)) as engine:
        lay_over(engine, [], [rule], due)
        assert counts(scores(engine)[0]) == (100.0, 1, 0, 0, 0, 1)
    with estate(("high", "pass", 1), ("high", "fail", 1)) as engine:
        lay_over(engine, [], [rule], due + datetime.timedelta(seconds=1))
        assert counts(scores(engine)[0]) == (45.0, 1, 1, 0, 0, 0)


def test_without_grace_a_due_day_changes_no_score() -> None:
    with estate(("high", "pass", 1), ("high", "fail", 1)) as engine:
        lay_over(engine, [], [GovernanceRule(30, "who", SEEN, owner="ops")], SEEN)
        assert counts(scores(engine)[0]) == (45.0, 1, 1, 0, 0, 0)


def test_the_last_scan_of_a_day_stands(tmp_path: Path) -> None:
    state = State(tmp_path)
    first, second = Score("all", "all", 10.0, 1, 9, 0, 0, 0), Score("all", "all", None, 0, 0, 3, 0, 0)
    gone = Score("scope", "left", 10.0, 1, 9, 0, 0, 0)
    with state.transaction() as session:
        keep_scores(session, "default", AT.date(), "one", [first, gone])
        keep_scores(session, "default", AT.date(), "two", [second])
        keep_scores(session, "elsewhere", AT.date(), "three", [first])
        keep_scores(session, "default", SEEN.date(), "zero", [first])
    told = [(day.day, day.snapshot_id, day.score) for day in score_history(state, "default", "all")]
    assert told == [(SEEN.date(), "zero", first), (AT.date(), "two", second)]
    assert score_history(state, "default", "scope") == []


def test_a_thousand_losing_workloads_and_more_have_a_score() -> None:
    assert total_loss([1.0] * 5000, 5000) == 1.0
    assert 0 < total_loss([0.5] * 5000, 100_000) < 0.5
