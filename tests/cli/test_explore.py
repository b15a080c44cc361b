"""`bartizan explore` and `bartizan sql` as people type them, on a scan of the demo estate."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.process import run

QUERY = "find aws_iam_role where is_admin"
PATHS = "find aws_lambda_function where is exposed and runs_as (aws_iam_role)"


@pytest.fixture(scope="module")
def home(scanned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the scanned home, to save queries in."""
    return shutil.copytree(scanned, tmp_path_factory.mktemp("home") / "home")


def told(home: Path, *arguments: str) -> Any:
    done = run(*arguments, home=home)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refused(home: Path, *arguments: str) -> str:
    done = run(*arguments, home=home)
    assert done.returncode == 2, done.stdout
    assert not done.stdout
    return done.stderr


def test_a_query_is_saved_asked_and_forgotten(home: Path) -> None:
    rows = told(home, "explore", QUERY, "--save", "mine", "--author", "team-shop")
    assert rows
    assert [(row["name"], row["text"], row["author"]) for row in told(home, "explore", "--saved")] == [
        ("mine", QUERY, "team-shop")
    ]
    assert told(home, "explore", "mine") == rows
    assert [row["name"] for row in told(home, "explore", "--forget", "mine")] == ["mine"]
    assert told(home, "explore", "--saved") == []
    assert "no query 'mine'" in refused(home, "explore", "mine")
    assert "no saved query 'mine'" in refused(home, "explore", "--forget", "mine")


def test_names_that_are_taken_or_none_are_refused(home: Path) -> None:
    assert "a template has this name" in refused(home, "explore", QUERY, "--save", "administrators")
    assert "small letters" in refused(home, "explore", QUERY, "--save", "../mine")


def test_files_say_what_the_text_says(home: Path, tmp_path: Path) -> None:
    rows = told(home, "explore", PATHS)
    files = {
        "a.txt": PATHS,
        "a.json": json.dumps(told(home, "explore", PATHS, "--tree")),
        "a.yaml": f"title: Mine\ntext: {PATHS}\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert told(home, "explore", str(tmp_path / name)) == rows, name
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    assert "cannot be read as a query" in refused(home, "explore", str(tmp_path / "b.json"))
    assert "no such file" in refused(home, "explore", str(tmp_path / "c.yaml"))


def test_the_graph_holds_the_rows_and_what_they_lead_to(home: Path) -> None:
    found, rows = told(home, "explore", PATHS, "--graph"), told(home, "explore", PATHS)
    nodes = {node["id"] for node in found["nodes"]}
    assert nodes >= {row["id"] for row in rows}
    assert found["edges"]
    assert all(edge["kind"] == "runs_as" and {edge["source"], edge["target"]} <= nodes for edge in found["edges"])


def test_what_is_asked_of_the_tables_can_be_asked_by_hand(home: Path) -> None:
    sql = run("explore", PATHS, "--sql", home=home).stdout
    assert [row["id"] for row in told(home, "sql", sql)] == [row["id"] for row in told(home, "explore", PATHS)]


def test_counts_narrow_to_the_rows(home: Path) -> None:
    lines, rows = told(home, "explore", PATHS, "--counts"), told(home, "explore", PATHS)
    assert [line["line"] for line in lines][:2] == ["find aws_lambda_function", "is exposed"]
    left = [line["yes"] + line["unknown"] for line in lines]
    assert left == sorted(left, reverse=True)
    assert left[-1] == len(rows)
    assert all(miss["fails"] for miss in told(home, "explore", PATHS, "--near-misses"))


def test_a_query_becomes_a_rule(home: Path) -> None:
    done = run("explore", QUERY, "--rule", "acme.iam.admin", home=home)
    assert done.stdout.startswith("# acme/iam/admin.yaml below")
    assert "fails: is_admin" in done.stdout
    assert "beyond one row" in refused(home, "explore", PATHS, "--rule", "acme.iam.admin")


def test_templates_and_the_schema_are_told(home: Path) -> None:
    templates = told(home, "explore", "--templates")
    assert len(templates) >= 30
    assert told(home, "explore", "--template", "administrators") == told(home, "explore", "administrators")
    assert told(home, "explore", "--schema")["title"] == "Query"
    assert "did you mean 'administrators'" in refused(home, "explore", "--template", "administrator")


def test_one_thing_at_a_time(home: Path) -> None:
    assert "name one query" in refused(home, "explore")
    assert "name one query" in refused(home, "explore", QUERY, "--template", "administrators")
    assert "at a time" in refused(home, "explore", QUERY, "--sql", "--tree")


@pytest.mark.parametrize(
    "select", ["select * from read_csv('/etc/passwd')", "drop table inventory", "select 1; select 2", "install httpfs"]
)
def test_sql_reads_nothing_else(home: Path, select: str) -> None:
    done = run("sql", select, home=home)
    assert done.returncode != 0
    assert "root:" not in done.stdout + done.stderr


def test_the_open_graph_has_all_nodes(home: Path) -> None:
    graph = told(home, "export", "--format", "opengraph", "--output", "-")["graph"]
    (counted,) = told(home, "sql", "select count(*) as n from node")
    assert len(graph["nodes"]) == counted["n"]
