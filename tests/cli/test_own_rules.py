"""`rules make` and `rules remove`: a rule is tried, kept for the next scan, listed and removed."""

import json
from pathlib import Path

import pytest

from tests.cli.process import run
from tests.service.estate import arn, published

RULE = "own.exposed_functions"
QUERY = "find aws_lambda_function where exposure = internet"
WORDS = (
    *("--title", "Function that anybody may call", "--severity", "high", "--category", "network_exposure"),
    *("--rationale", "Anybody on the internet can call it, at your cost."),
    *("--remediation", "Ask for a signature, or take the URL away."),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    exposures = {"checkout": "internet", "report": "none", "secret": None}
    functions = [{"id": arn(name), "name": name, "exposure": exposure} for name, exposure in exposures.items()]
    return published(tmp_path, functions)


def listed(home: Path) -> dict[str, str]:
    rules = json.loads(run("rules", "list", "--format", "json", home=home).stdout)
    return {each["rule_id"]: each["severity"] for each in rules}


def test_a_rule_is_tried_kept_and_removed(home: Path) -> None:
    tried = run("rules", "make", RULE, QUERY, *WORDS, "--check", home=home)
    assert tried.returncode == 0, tried.stderr
    assert tried.stdout.startswith("title: Function that anybody may call\n")
    assert f"{RULE}: 1 failing, 1 unknown, 1 healthy" in tried.stderr
    assert RULE not in listed(home)
    made = run("rules", "make", RULE, QUERY, *WORDS, home=home)
    assert made.returncode == 0, made.stderr
    assert made.stdout == ""
    assert f"{RULE} is kept" in made.stderr
    assert listed(home)[RULE] == "high"
    removed = run("rules", "remove", RULE, home=home)
    assert removed.returncode == 0, removed.stderr
    assert RULE not in listed(home)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((RULE, QUERY), "title: 8 to 160 characters"),
        (("mine.exposed", QUERY, *WORDS), "the ID of a rule that is made of a query is own.NAME"),
        ((RULE, f"{QUERY} and exposure is unknown", *WORDS), "this cannot be a rule"),
        ((RULE, QUERY, *WORDS[:4], "--category", "worst", *WORDS[6:]), "category"),
        ((RULE, "exposed", *WORDS), "no query 'exposed'"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_and_nothing_kept(home: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("rules", "make", *arguments, home=home)
    assert done.returncode == 2
    assert said in done.stderr
    assert not [each for each in listed(home) if each.startswith("own.")]


def test_a_rule_that_is_not_there_is_not_removed(home: Path) -> None:
    done = run("rules", "remove", RULE, home=home)
    assert done.returncode == 2
    assert "see `bartizan rules list`" in done.stderr
