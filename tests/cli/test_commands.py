"""The command line as people and scripts meet it: a real process, real emulators, exit codes and JSON."""

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bartizan_demo.process import Estate
from tests.cli.process import run
from tests.conftest import Emulators

INVENTORY_KEYS = {
    "id", "type", "name", "provider", "scope", "region", "kind", "runtime", "state", "exposure", "authentication",
    "identity_ids", "tags", "risk_level", "findings", "vulnerabilities", "attack_paths", "observed_at",
    "first_seen", "last_seen",
}  # fmt: skip
FINDING_KEYS = {
    "rule_id", "title", "severity", "risk_level", "category", "status", "resource_id", "resource_type",
    "resource_name", "scope", "evidence", "missing", "remediation", "first_seen", "last_seen",
}  # fmt: skip
RECOMMENDATION_KEYS = {
    "rule_id", "title", "severity", "risk_level", "risk_factors", "category", "unhealthy", "healthy",
    "not_applicable", "unknown", "exempt", "attack_paths", "owner", "due",
}  # fmt: skip
PATH_KEYS = {
    "id", "scenario", "title", "risk_level", "risk", "certainty", "conditions", "entries", "targets", "entry_id",
    "target_id", "target_kind", "steps", "risk_factors", "mitre", "breaks",
}  # fmt: skip
SCAN_KEYS = {
    "snapshot_id", "started_at", "finished_at", "status", "resources", "findings", "vulnerabilities",
    "attack_paths", "calls", "bytes_read", "coverage",
}  # fmt: skip


def scan_arguments(estate: Estate) -> list[str]:
    roles = [part for arn in estate.role_arns for part in ("--role-arn", arn)]
    subscriptions = [part for s in estate.subscriptions for part in ("--subscription", s)]
    aws = ["--aws", "--endpoint-url", estate.aws, *roles]
    return ["scan", *aws, "--azure", "--arm-url", estate.arm, *subscriptions, "--quota-share", "off"]


@pytest.fixture(scope="module")
def home(scanned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the scanned home, which tests here scan into again."""
    return shutil.copytree(scanned, tmp_path_factory.mktemp("home") / "home")


def rows(home: Path, *arguments: str) -> list[dict[str, Any]]:
    done = run(*arguments, "--format", "json", home=home)
    assert done.returncode == 0, done.stderr
    # Packages were read and no advisories were ever synced: every command that stands on them says so, and no more.
    assert not done.stderr or re.fullmatch(r"no advisories are here: [^\n]+\n", done.stderr)
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer


def test_scan_prints_one_object(home: Path) -> None:
    result = json.loads((home / "scan.json").read_text(encoding="utf-8"))
    assert set(result) >= SCAN_KEYS
    assert result["status"] == "partial"  # one scope of the company withholds a permission
    assert result["calls"]["lambda:ListFunctions"] >= 2
    assert {"scope", "kind", "outcome", "detail"} == set(result["coverage"][0])
    assert any(row["outcome"] == "denied" and "grant" in row["detail"] for row in result["coverage"])


def test_inventory(home: Path) -> None:
    everything = rows(home, "inventory")
    assert set(everything[0]) >= INVENTORY_KEYS
    functions = rows(home, "inventory", "--type", "aws_lambda_function")
    assert functions
    assert {row["type"] for row in functions} == {"aws_lambda_function"}
    assert all(row["exposure"] in ("internet", "restricted", "private", "unknown") for row in functions)
    one = rows(home, "inventory", "--scope", functions[0]["scope"])
    assert {row["scope"] for row in one} == {functions[0]["scope"]}


def test_findings(home: Path) -> None:
    found = rows(home, "findings")
    assert set(found[0]) >= FINDING_KEYS
    assert {row["status"] for row in found} == {"fail", "unknown"}
    assert all(row["missing"] for row in found if row["status"] == "unknown")
    critical = rows(home, "findings", "--severity", "critical", "--status", "fail")
    assert {row["severity"] for row in critical} == {"critical"}
    one = found[0]
    assert one in rows(home, "findings", "--rule", one["rule_id"], "--resource", one["resource_id"])
    assert not any("{name}" in row["remediation"].get("cli", "") for row in found)


def test_healthy_rows_on_demand(home: Path) -> None:
    passing = rows(home, "findings", "--status", "pass")
    assert {row["status"] for row in passing} == {"pass"}
    counted = {row["rule_id"]: row["healthy"] for row in rows(home, "recommendations")}
    for rule_id, healthy in counted.items():
        assert sum(row["rule_id"] == rule_id for row in passing) == healthy


def test_recommendations(home: Path) -> None:
    found = rows(home, "recommendations")
    assert set(found[0]) >= RECOMMENDATION_KEYS
    assert found[0]["risk_level"] == "critical"


LEVELS = ("critical", "high", "medium", "low", "none")


def test_every_list_goes_by_risk(home: Path) -> None:
    failing = rows(home, "findings", "--status", "fail")
    for listed in (failing, rows(home, "inventory"), [r for r in rows(home, "recommendations") if r["unhealthy"]]):
        levels = [LEVELS.index(row["risk_level"]) for row in listed]
        assert levels == sorted(levels)
    at_stake = ("attack_path", "internet_exposure")
    critical = [f["risk_factors"] for f in failing if f["risk_level"] == "critical"]
    stakes = [[factor not in factors for factor in at_stake] for factors in critical]
    assert stakes == sorted(stakes), "of one level, what is on an attack path comes first, then what is exposed"
    order = list(dict.fromkeys(row["rule_id"] for row in failing))
    assert [row["rule_id"] for row in rows(home, "recommendations") if row["unhealthy"]] == order
    done = run("export", "--format", "sarif", "--output", str(home / "out.sarif"), home=home)
    assert done.returncode == 0, done.stderr
    (log,) = json.loads((home / "out.sarif").read_text(encoding="utf-8"))["runs"]
    told = [result["ruleId"] for result in log["results"] if result["kind"] == "fail"]
    assert told == [row["rule_id"] for row in failing]


def test_attack_paths_are_counted_everywhere(home: Path) -> None:
    paths = rows(home, "attack-paths")
    assert set(paths[0]) >= PATH_KEYS
    assert [path["risk"] for path in paths] == sorted((path["risk"] for path in paths), reverse=True)
    assert json.loads((home / "scan.json").read_text(encoding="utf-8"))["attack_paths"] == len(paths)
    counted = {row["id"]: row["attack_paths"] for row in rows(home, "inventory")}
    assert counted[paths[0]["entry_id"]] >= 1
    fixes = {row["rule_id"]: row["attack_paths"] for row in rows(home, "recommendations")}
    breaks = Counter(rule for path in paths for rule in path["breaks"])
    assert {rule: n for rule, n in fixes.items() if n} == {rule: breaks[rule] for rule in fixes if breaks[rule]}
    points = rows(home, "choke-points", "--kind", "rule")
    assert {row["node_id"]: row["paths"] for row in points} == breaks
    assert set(points[0]) >= {"node_id", "paths", "targets", "fix"}
    left = rows(home, "what-if", "--rule", points[0]["node_id"])
    assert sum(row["outcome"] == "gone" for row in left) == points[0]["paths"]
    assert rows(home, "attack-paths", paths[0]["id"]) == paths[:1]


def test_unknown_names_of_paths_are_usage_errors(home: Path) -> None:
    for asked in (
        ["attack-paths", "--scenario", "no"],
        ["attack-paths", "zz"],
        ["what-if"],
        ["what-if", "--rule", "x"],
    ):
        done = run(*asked, home=home)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr


def test_severity_asks_for_that_and_worse(home: Path) -> None:
    found = rows(home, "findings", "--severity", "high", "--status", "fail")
    assert {row["severity"] for row in found} == {"critical", "high"}


def test_csv(home: Path) -> None:
    done = run("inventory", "--format", "csv", home=home)
    parsed = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(parsed) == len(rows(home, "inventory"))


def test_table(home: Path) -> None:
    done = run("recommendations", "--format", "table", home=home, COLUMNS="200")
    assert "FIX THIS" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scan"], "say what to scan"),
        (["scan", "--aws", "--quota-share", "2"], "--quota-share"),
        (["inventory", "--type", "aws_lambda"], "unknown type"),
        (["findings", "--snapshot", "none"], "no snapshot 'none'"),
        (["rules", "show", "aws.lambda.nothing"], "unknown rule"),
        (["rules", "new", "Bad ID"], "path of words"),
    ],
)
def test_wrong_usage_says_what_to_do(home: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, home=home)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_scanned_yet(tmp_path: Path) -> None:
    done = run("inventory", home=tmp_path / "none")
    assert done.returncode == 2
    assert "bartizan demo" in done.stderr


def test_fail_on(estate: Estate, tmp_path: Path) -> None:
    done = run(*scan_arguments(estate), "--fail-on", "high", home=tmp_path, **estate.environ)
    assert done.returncode == 1


def test_rules(tmp_path: Path) -> None:
    listed = rows(tmp_path, "rules", "list")
    assert len(listed) >= 24
    assert run("rules", "test", home=tmp_path).returncode == 0
    assert run("rules", "new", "aws.lambda.mine", "--rules", str(tmp_path), home=tmp_path).returncode == 0
    done = run("rules", "test", str(tmp_path / "aws" / "lambda" / "mine.yaml"), home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "3 passed, 0 failed" in done.stderr


def test_print_policy(tmp_path: Path) -> None:
    policy = json.loads(run("connect", "aws", "--print-policy", home=tmp_path).stdout)
    actions = policy["Statement"][0]["Action"]
    assert "lambda:GetPolicy" in actions
    assert not [a for a in actions if any(verb in a for verb in ("Put", "Create", "Delete", "Update", "*"))]
    role = json.loads(run("connect", "azure", "--print-policy", home=tmp_path).stdout)
    assert all(action.endswith("/read") or action == "*/read" for action in role["Actions"])


@pytest.mark.slow
async def test_a_killed_scan_leaves_the_last_one(emulators: Emulators, home: Path) -> None:
    """SIGKILL at any point: the published snapshot stays, and the next scan sweeps up and works."""
    before = rows(home, "inventory")
    await emulators.quota(latency_ms=200)
    for seconds in (1.0, 3.0, 5.0):
        killed = started(emulators, home)
        time.sleep(seconds)
        killed.kill()
        killed.wait()
        assert rows(home, "inventory") == before
    await emulators.reset()
    assert run(*scan_arguments(emulators.estate), home=home).returncode in (0, 3)
    assert not list((home / "snapshots" / "default").glob(".draft-*"))


def started(emulators: Emulators, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from bartizan.cli import main; main()", *scan_arguments(emulators.estate)],
        env={**os.environ, "BARTIZAN_HOME": str(home)},
        stderr=subprocess.PIPE,
        text=True,
    )


async def test_a_second_scan_at_the_same_time_is_refused(emulators: Emulators, tmp_path: Path) -> None:
    await emulators.quota(latency_ms=300)
    first = started(emulators, tmp_path)
    while not (tmp_path / "scan.lock").exists() or not (tmp_path / "scan.lock").read_text(encoding="utf-8"):
        time.sleep(0.1)
    second = run(*scan_arguments(emulators.estate), home=tmp_path)
    first.kill()
    first.wait()
    assert second.returncode == 2
    assert f"another scan (process {first.pid})" in second.stderr


@pytest.mark.slow
async def test_a_stopped_scan_publishes_nothing(emulators: Emulators, tmp_path: Path) -> None:
    await emulators.quota(latency_ms=300)
    stopped = started(emulators, tmp_path)
    while not list(tmp_path.glob("snapshots/default/.draft-*")):
        time.sleep(0.1)
    stopped.send_signal(signal.SIGTERM)
    _, errors = stopped.communicate(timeout=20)
    assert stopped.returncode == 4
    assert "nothing was published" in errors
    assert list(tmp_path.glob("snapshots/default/*")) == []
    await emulators.reset()
    assert run(*scan_arguments(emulators.estate), home=tmp_path).returncode in (0, 3)
