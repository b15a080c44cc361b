"""Whatever goes wrong: one line that says what to do, the contract's exit code, and never a traceback."""

import json
import re
import shutil
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.catalog.test_archive import zipped
from tests.cli.process import run
from tests.cli.screens.home import published_home

READS = (
    *("inventory", "findings", "recommendations", "vulnerabilities", "packages", "coverage", "score", "compliance"),
    "identities",
)


def bartizan(*arguments: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    done = run(*arguments, home=home, **environ)
    assert "Traceback" not in done.stderr
    return done


def said(done: subprocess.CompletedProcess[str], code: int) -> str:
    assert done.returncode == code, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("bartizan: ")
    assert "sqlalche.me" not in line
    return line


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published_home(tmp_path_factory.mktemp("scanned"))


@pytest.fixture
def home(scanned: Path, tmp_path: Path) -> Path:
    # Without the log of the process that wrote it, from which SQLite would restore what a test breaks.
    with closing(sqlite3.connect(scanned / "state.db")) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return shutil.copytree(scanned, tmp_path / "home", ignore=shutil.ignore_patterns("state.db-*"))


@pytest.mark.parametrize("command", [["inventory"], ["scan", "--aws"], ["advisories", "sync"], ["exempt", "list"]])
def test_a_home_that_is_a_file(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    line = said(bartizan(*command, home=tmp_path / "file"), 2)
    assert "is a file, not a folder" in line
    assert "--home" in line


@pytest.mark.parametrize("command", [["scan", "--aws"], ["demo"], ["advisories", "sync"]])
def test_a_home_that_cannot_be_made(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    line = said(bartizan(*command, home=tmp_path / "file" / "below"), 2)
    assert "cannot be created" in line
    assert "--home" in line


def test_nothing_in_a_home_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "bartizan demo" in said(bartizan("inventory", home=tmp_path / "file" / "below"), 2)


@pytest.mark.parametrize("content", [b"no database at all, but a text that is long enough", b"\x00" * 4096])
@pytest.mark.parametrize("command", [["inventory"], ["score", "--history"], ["exempt", "list"]])
def test_state_that_is_damaged(home: Path, content: bytes, command: list[str]) -> None:
    (home / "state.db").write_bytes(content)
    line = said(bartizan(*command, home=home), 4)
    assert "state.db" in line
    assert "damaged" in line
    assert "scan again" in line


@pytest.mark.parametrize("command", [["inventory"], ["score", "--history"], ["govern", "audit"]])
def test_state_of_a_newer_release(home: Path, command: list[str]) -> None:
    with closing(sqlite3.connect(home / "state.db")) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    assert "newer release" in said(bartizan(*command, home=home), 2)


def test_a_database_of_another_program(home: Path) -> None:
    (home / "state.db").unlink()
    with closing(sqlite3.connect(home / "state.db")) as connection, connection:
        connection.execute("create table alembic_version (version_num text)")
        connection.execute("insert into alembic_version values ('0002')")
    assert said(bartizan("inventory", home=home), 4)


def test_what_was_not_foreseen_leaves_a_file_to_attach(home: Path) -> None:
    """A summary that is no JSON: nothing says what to do about that, so the report has to."""
    with closing(sqlite3.connect(home / "state.db")) as connection, connection:
        connection.execute("update snapshot set summary = '{'")
    token = "ghp_" + "0a1B" * 9
    done = bartizan("findings", "--resource", "a-secret-name", home=home, SOME_TOKEN=token, SOME_WORD="zebra-crossing")
    line = said(done, 4)
    assert "should not have happened" in line
    file = Path(re.search(r"; (\S+) says more", line)[1])  # type: ignore[index]
    assert file.parent == home / "reports"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "command: findings --resource" in text
    for hidden in ("a-secret-name", token, "zebra-crossing", str(home)):
        assert hidden not in text


def test_a_report_where_the_home_takes_none(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "state.db")) as connection, connection:
        connection.execute("update snapshot set published_at = 'yesterday'")
    (home / "reports").write_text("a file", encoding="utf-8")
    (tmp_path / "tmp").mkdir()
    said(bartizan("findings", home=home, TMPDIR=str(tmp_path / "tmp")), 4)
    assert len(list((tmp_path / "tmp").glob("crash-*.txt"))) == 1


def test_a_table_that_is_damaged(home: Path) -> None:
    for file in home.glob("snapshots/default/*/*.parquet"):
        file.write_bytes(b"PAR1 no more PAR1")
    for command in READS:
        assert bartizan(command, home=home).returncode == 4


def test_a_package_that_is_not_there(tmp_path: Path) -> None:
    done = bartizan("package", "scan", str(tmp_path / "none.zip"), home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.zip: there is no such file or folder" in done.stderr


def test_one_package_is_one_package(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a-1.0.dist-info/METADATA": b"Name: a\nVersion: 1.0\n"}))
    done = bartizan("package", "scan", str(tmp_path / "a.zip"), "--format", "table", home=tmp_path / "home")
    assert done.stdout.startswith("  1 package · ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["inventry"], "did you mean 'inventory'"),
        (["findings", "--columns", "rule"], "did you mean 'rule_id'"),
        (["findings", "--sort", "severty"], "did you mean 'severity'"),
        (["recommendations", "--sort", "severty"], "did you mean 'severity'"),
        (["findings", "--limit", "-1"], "--limit"),
        (["findings", "--severity", "bad"], "--severity"),
        (["inventory", "--type", "aws_lambda_functoin"], "did you mean 'aws_lambda_function'"),
        (["compliance", "--framework", "nist-800-5"], "did you mean 'nist-800-53'"),
        (["scan", "--aws", "--format", "csv"], "choose table or json"),
        (["scan", "--aws", "--region", "eu-wset-1"], "did you mean 'eu-west-1'"),
        (["scan", "--aws", "--region", "us-gov-east-9"], "'us-gov-east-9'"),
    ],
)
def test_a_slip_is_refused_with_what_was_meant(scanned: Path, arguments: list[str], message: str) -> None:
    done = bartizan(*arguments, home=scanned)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_what_no_name_is_near_to_gets_no_suggestion(scanned: Path) -> None:
    done = bartizan("inventory", "--type", "zzz", home=scanned)
    assert done.returncode == 2
    assert "did you mean" not in done.stderr


def test_json_lines(scanned: Path) -> None:
    done = bartizan("inventory", "--format", "jsonl", "--columns", "name,type", home=scanned)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows == [{"name": "orders", "type": "aws_lambda_function"}, {"name": "bucket", "type": "aws_s3_bucket"}]


def test_the_table_keeps_to_workloads_and_json_does_not(scanned: Path) -> None:
    done = bartizan("inventory", "--format", "table", home=scanned)
    assert "orders" in done.stdout
    assert "bucket" not in done.stdout
    assert "1 workload in 1 scope · 1 other resource: --all" in done.stdout
    assert "bucket" in bartizan("inventory", "--format", "table", "--all", home=scanned).stdout
    assert "bucket" in bartizan("inventory", "--format", "json", home=scanned).stdout


def test_limit_and_sort(scanned: Path) -> None:
    done = bartizan("inventory", "--sort", "name", "--limit", "1", "--format", "json", home=scanned)
    assert [row["name"] for row in json.loads(done.stdout)] == ["bucket"]
    done = bartizan("inventory", "--sort", "-name", "--limit", "1", "--format", "json", home=scanned)
    assert [row["name"] for row in json.loads(done.stdout)] == ["orders"]


def test_a_piped_table_is_as_wide_as_columns_says(scanned: Path) -> None:
    lines = bartizan("inventory", "--all", "--format", "table", home=scanned, COLUMNS="60").stdout.splitlines()
    assert max(map(len, lines)) <= 60
    assert "\x1b" not in "".join(lines)


def test_quiet_says_nothing_on_stderr(scanned: Path) -> None:
    assert bartizan("inventory", "--quiet", home=scanned).stderr == ""


def test_help_lists_every_option_in_whole_words(tmp_path: Path) -> None:
    text = bartizan("scan", "--help", home=tmp_path, COLUMNS="80").stdout
    for heading in ("What to scan:", "AWS:", "Azure:", "How to scan:", "Result:", "Output:"):
        assert heading in text
    assert max(map(len, text.splitlines())) <= 80
    assert re.search(r"--role-arn ARN +Role to assume", text)


def test_completion(tmp_path: Path) -> None:
    done = bartizan(home=tmp_path, _BARTIZAN_COMPLETE="complete_bash", COMP_WORDS="bartizan rec", COMP_CWORD="1")
    assert done.stdout.split() == ["recommendations"]


def test_the_shipped_rules_are_listed_from_their_index_as_they_are() -> None:
    from bartizan.base.settings import Settings
    from bartizan.service.rules.rule_list import chosen_rules, listed_rules

    for profile in ("default", "strict", "reference"):
        settings = Settings().with_profile(profile)
        assert listed_rules((), settings) == chosen_rules((), settings)
