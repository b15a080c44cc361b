"""What is said of words that are nearly right: the nearest one, where to look, and the place in a query."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.process import run
from tests.cli.screens.home import published_home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published_home(tmp_path_factory.mktemp("home"))


def refused(home: Path, *arguments: str) -> list[str]:
    done: subprocess.CompletedProcess[str] = run(*arguments, home=home)
    assert (done.returncode, done.stdout) == (2, "")
    return [line for line in done.stderr.splitlines() if not line.startswith(("Usage: ", "Try ")) and line]


@pytest.mark.parametrize(
    ("arguments", "end"),
    [
        (["findings", "--severity", "hgih"], "'medium', 'low', 'info' (did you mean 'high'?)"),
        (["recommendations", "--format", "jsno"], "'jsonl', 'csv' (did you mean 'json'?)"),
        (["connectors", "--format", "jsno"], "'jsonl', 'csv' (did you mean 'json'?)"),
        (["package", "scan", "x.zip", "--fail-on", "critcal"], "'low', 'info' (did you mean 'critical'?)"),
        (["score", "--by", "nothing"], "'all', 'scope', 'type', 'category'"),
        (["findings", "--limit", "x"], "Invalid value for '--limit': Input should be a valid integer"),
        (["findings", "--snapshot", "nope"], "; see `bartizan snapshots list`"),
        (["connect", "aws", "x", "--account", "12"], "'12' is not the ID of an account"),
        (["rules", "new", "aws.lambda.x", "--table", "nope"], "unknown table 'nope'; see `bartizan explore types`"),
        (["history", "nope"], "unknown resource 'nope'; see `bartizan inventory --all`"),
        (["package", "scan", ""], "name a file, a folder or an https address; . is the folder that you are in"),
    ],
)
def test_a_slip_is_answered_with_what_is_near(home: Path, arguments: list[str], end: str) -> None:
    (line,) = refused(home, *arguments)
    assert line.endswith(end)
    assert "Value error" not in line


def test_a_query_is_pointed_at(home: Path) -> None:
    first, query, mark = refused(home, "explore", "find lambda where x = 1")
    assert first.startswith("bartizan: unknown type 'lambda' (did you mean 'aws_lambda_")
    assert query[mark.index("^") :].startswith("lambda")
    quotes = refused(home, "explore", "find aws_lambda_function where runtime = 'x'")
    assert quotes[0] == 'bartizan: unexpected "\'"; a text stands in double quotes'


def test_arguments_show_no_types(home: Path) -> None:
    for command in ("explore", "sql", "history", "attack-paths"):
        assert "<" not in run(command, "--help", home=home).stdout.partition("Options:")[0]


def test_a_missing_snapshot_of_an_empty_home_says_what_to_run(tmp_path: Path) -> None:
    (line,) = refused(tmp_path, "findings", "--snapshot", "nope")
    assert "bartizan demo" in line


def test_a_component_that_is_nearly_one(tmp_path: Path) -> None:
    assert run("connect", "aws", "prod", "--account", "111122223333", home=tmp_path).returncode == 0
    (line,) = refused(tmp_path, "plans", "set", "prod", "--off", "serverless-protectoin")
    assert "did you mean 'serverless_protection'?" in line
