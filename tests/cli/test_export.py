"""`bartizan export` with the filters of `findings`, on a scan of the demo estate."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.process import run


@pytest.fixture
def home(scanned: Path) -> Path:
    return scanned


def exported(home: Path, format_: str, *filters: str) -> tuple[str, str]:
    done = run("export", "--format", format_, "--output", "-", *filters, home=home)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def listed(home: Path, *filters: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run("findings", "--format", "json", *filters, home=home).stdout)
    return rows


def test_each_filter_is_that_of_findings(home: Path) -> None:
    rows = listed(home)
    rule, resource = rows[0]["rule_id"], rows[-1]["resource_id"]
    for filters in (["--status", "pass", "--severity", "high"], ["--rule", rule], ["--resource", resource]):
        expected = listed(home, *filters)
        found = list(csv.DictReader(io.StringIO(exported(home, "csv", *filters)[0])))
        assert [row["resource_id"] for row in found] == [row["resource_id"] for row in expected], filters


def test_sarif_and_security_hub_say_what_they_leave_out(home: Path) -> None:
    rows = listed(home)
    alerts = [row for row in rows if row["status"] in ("fail", "exempt")]
    text, notes = exported(home, "sarif")
    assert len(json.loads(text)["runs"][0]["results"]) == len(alerts)
    assert ("left out: " in notes) == (len(alerts) < len(rows))
    text, notes = exported(home, "asff")
    sent = [each for request in json.loads(text) for each in request["Findings"]]
    of_azure = [row for row in rows if not row["resource_type"].startswith("aws_")]
    assert len(sent) + len(of_azure) == len(rows)
    assert f"left out: {len(of_azure):,} findings are of no AWS account" in notes
    assert len(json.loads(exported(home, "security-hub")[0])) == len(sent)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "cyclonedx", "--severity", "high"], "cyclonedx holds packages, not findings"),
        (["--format", "sarif", "--status", "pass"], "--status pass is for csv, ocsf, asff, security-hub"),
        (["--format", "html", "--status", "pass"], "--status pass is for csv, ocsf, asff, security-hub"),
        (["--format", "csv", "--rule", "aws.lambda.nothing"], "unknown rule 'aws.lambda.nothing'"),
        (["--format", "csv", "--resource", "nothing"], "unknown resource 'nothing'"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(home: Path, arguments: list[str], message: str) -> None:
    done = run("export", *arguments, "--output", "-", home=home)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize("format_", ["cyclonedx", "spdx"])
def test_one_workload_has_a_bill_of_its_own(home: Path, format_: str) -> None:
    done = run("packages", "--format", "json", home=home)
    packages = [row for row in json.loads(done.stdout) if row["resource_name"] == "data-search-index"]
    done = run("export", "--format", format_, "--resource", packages[0]["resource_id"], "--output", "-", home=home)
    assert done.returncode == 0, done.stderr
    bill = json.loads(done.stdout)
    if format_ == "cyclonedx":
        assert [each["ref"] for each in bill["dependencies"]] == [packages[0]["resource_id"]]
    kept = {row["purl"] for row in packages}
    assert {purl for purl in kept if purl in done.stdout} == kept
    assert kept
    (parts,) = (bill[name] for name in ("components", "packages") if name in bill)
    assert len(parts) == len(kept) + 1
