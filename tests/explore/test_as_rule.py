"""A query becomes a rule that says of each row what the query says; what a rule cannot say is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.assess import Rule, tried
from bartizan.assess.load import load_rule, rule_of_text
from bartizan.assess.rule import RuleError
from bartizan.explore.ask import ask
from bartizan.explore.parse import parse
from bartizan.explore.rules.as_rule import RuleWords, as_rule
from bartizan.explore.words import QueryError
from bartizan.store import Engine
from tests.explore.fixture import FUNCTION, small_estate


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with small_estate() as engine:
        yield engine


@pytest.mark.parametrize(
    "where",
    [
        "exposure = internet",
        "exposure != internet and not authentication = none",
        "runtime_days_left < 90 or runtime_days_left >= 400",
        "not (runtime_days_left < 90 and exposure = internet)",
        "exposure in [internet]",
        "authentication not in [none, vpc]",
        "names has one",
        "name ~ b*",
        'name ~ "?mage"',
        'name != "it\'s" and exposure = internet',
        "runtime_days_left > -1.5e-7 and exposure != private",
        "names ()",
        "no names ()",
        "at least 2 names ()",
        "exactly 1 names ()",
        "is exposed",
        "not is exposed",
    ],
)
def test_the_rule_says_what_the_query_says(engine: Engine, tmp_path: Path, where: str) -> None:
    query = parse(f"find {FUNCTION} where {where}")
    file = tmp_path / "acme" / "mine.yaml"
    file.parent.mkdir()
    file.write_text(as_rule(engine, query.query), encoding="utf-8")
    rule = load_rule(file, tmp_path, {FUNCTION: engine.columns(FUNCTION)})
    verdicts = engine.rows(f"select id, ({rule.fails}) as fails from {FUNCTION}")
    expected = {row["id"]: row["match"] for row in ask(engine, query).rows}
    told = {row["id"]: "yes" if row["fails"] else "unknown" for row in verdicts if row["fails"] is not False}
    assert told == expected
    assert rule.id == "acme.mine"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (f"find {FUNCTION}", "a table and a condition"),
        ("find internet where name = internet", "a table and a condition"),
        (f"find {FUNCTION} where runs_as (aws_iam_role)", "beyond one row"),
        (f"find {FUNCTION} where names (value = one)", "beyond one row"),
        (f"find {FUNCTION} where vulnerability (kev)", "beyond one row"),
        (f"find {FUNCTION} where exposure is unknown", "unknown by itself"),
        (f"find {FUNCTION} where last_modified < 90d ago", "no clock"),
        (f"find {FUNCTION} where risk_level = high", "no column"),
        (f"find {FUNCTION} where tags.owner = team-shop", "no column"),
        (f"find {FUNCTION} where name ~ 100%", "unexpected"),
        (f'find {FUNCTION} where name ~ "100%"', "a pattern of a rule"),
        (f"find {FUNCTION} where all names ()", "`all`"),
        (f"find {FUNCTION} where is expsed", "unknown insight"),
        ("find aws_nothing where name = a", "unknown type"),
    ],
)
def test_what_a_rule_cannot_say_is_refused(engine: Engine, query: str, why: str) -> None:
    with pytest.raises(QueryError, match=why):
        as_rule(engine, parse(query).query)


@pytest.mark.parametrize(
    "where",
    [
        "name = nobody",
        "runtime_days_left < -5000",
        "name ~ zz* and exposure = internet",
        "names has nothing-has-this",
        "is exposed and name = nobody",
        "name != nobody",
        "exposure = internet or not exposure = internet",
    ],
)
def test_what_no_row_is_is_made_up(engine: Engine, where: str) -> None:
    rule = rule_of_text_or_lacking(engine, where)
    if where.startswith("exposure"):
        assert rule == "pass"
    else:
        assert isinstance(rule, Rule)
        assert [trial for trial in tried(rule, {FUNCTION: engine.columns(FUNCTION)}) if not trial.holds] == []


def rule_of_text_or_lacking(engine: Engine, where: str) -> Rule | str:
    """Return the rule of a query, or the verdict of which it lacks an example."""
    text = as_rule(engine, parse(f"find {FUNCTION} where {where}").query)
    lacking = [line.split(" is a ")[1].split(":")[0] for line in text.splitlines() if line.startswith("# No row")]
    return lacking[0] if lacking else rule_of_text(text, "own.mine", {FUNCTION: engine.columns(FUNCTION)})


def test_a_rule_that_no_example_can_fail_says_what_it_lacks(engine: Engine) -> None:
    text = as_rule(engine, parse(f"find {FUNCTION} where name = nobody and name = somebody").query)
    assert text.startswith("# No row was found that is a fail: add such an example")
    with pytest.raises(RuleError, match="'fail'"):
        rule_of_text(text, "own.mine", {FUNCTION: engine.columns(FUNCTION)})


def test_words_stand_in_the_rule(engine: Engine) -> None:
    words = RuleWords('It says: "no" #1', "high", "secrets", "Because somebody reads it all.", "- change it\n- {soon}")
    text = as_rule(engine, parse(f"find {FUNCTION} where exposure = internet").query, words)
    rule = rule_of_text(text, "own.mine", {FUNCTION: engine.columns(FUNCTION)})
    assert (rule.title, rule.severity, rule.category) == (words.title, "high", "secrets")
    assert (rule.rationale, rule.remediation.text) == (words.rationale, words.remediation)
