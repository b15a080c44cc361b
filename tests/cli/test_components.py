"""The components of a plan that can be off for a scope: what a scan leaves out for them, and what comes back."""

import json
from pathlib import Path
from typing import Any

import pytest

from bartizan_demo.process import Estate
from tests.cli.process import run

SCAN = ("scan", "--connector", "prod", "--connector", "shop", "--quota-share", "off")


@pytest.fixture(scope="module")
def home(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a connector of each cloud; nothing is scanned yet."""
    folder = tmp_path_factory.mktemp("home")
    account, role = estate.accounts[0], estate.role_arns[0].partition(":role/")[2]
    entry = ("--role-name", role, "--endpoint-url", estate.aws)
    assert run("connect", "aws", "prod", "--account", account, *entry, home=folder).returncode == 0
    entry = ("--subscription", estate.subscriptions[0], "--arm-url", estate.arm)
    assert run("connect", "azure", "shop", *entry, home=folder).returncode == 0
    return folder


def rows(home: Path, *arguments: str) -> list[dict[str, Any]]:
    done = run(*arguments, "--format", "json", home=home)
    assert done.returncode == 0, done.stderr
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer


def scan(home: Path, estate: Estate, *more: str) -> None:
    done = run(*SCAN, *more, home=home, **estate.environ)
    assert done.returncode in (0, 3), done.stderr


def on_identities(home: Path, scope: str) -> set[str]:
    """Return the rules of all findings that stand on what identities may do in a scope."""
    findings = [*rows(home, "findings"), *rows(home, "findings", "--status", "unknown")]
    known = ("escalat", "admin", "reads_all_data", "passes_any_role", "logs_not_written", "broad_data_role")
    return {
        row["rule_id"] for row in findings if row["scope"] == scope and any(each in row["rule_id"] for each in known)
    }


def test_components_that_are_off_leave_no_trace_but_in_coverage(home: Path, estate: Estate) -> None:
    account, subscription = estate.accounts[0], estate.subscriptions[0]
    for name in ("prod", "shop"):
        assert run("plans", "set", name, "--off", "permission_analysis", home=home).returncode == 0
    (shop,) = [row for row in rows(home, "plans") if row["connector"] == "shop"]
    assert shop["azure_packages"] is False  # opted in to
    scan(home, estate)
    coverage = rows(home, "coverage")
    off = {(row["resource_type"], row["status"]) for row in coverage if row["reason"] == "component_off"}
    assert off == {
        (kind, "off") for kind in ("aws_account", "azure_subscription", "azure_web_app", "azure_function_app")
    }
    assert not [row for row in coverage if row["scope"] == subscription and row["status"] == "assessed"]
    assert [row for row in coverage if row["scope"] == account and row["status"] == "assessed"]
    assert not on_identities(home, account) | on_identities(home, subscription)
    assert not [row for row in rows(home, "identities") if row["scope"] in (account, subscription)]
    assert not [row for row in rows(home, "attack-paths") if row["target_kind"] == "administrator"]
    steps = [step["source"] for row in rows(home, "attack-paths") for step in row["steps"]]
    assert not [id_ for id_ in steps if ":role/" in id_ and account in id_]
    of_trust = {row["rule_id"] for row in rows(home, "findings") if row["scope"] == account}
    assert "aws.iam.function_role_shared" in of_trust  # configuration, which is always on


def test_both_come_back_with_the_next_scan(home: Path, estate: Estate) -> None:
    for name, component in (
        ("prod", "permission_analysis"),
        ("shop", "permission_analysis"),
        ("shop", "azure-packages"),
    ):
        assert run("plans", "set", name, "--on", component, home=home).returncode == 0
    scan(home, estate, "--since-last")
    coverage = rows(home, "coverage")
    assert not [row for row in coverage if row["reason"] == "component_off"]
    assert [row for row in coverage if row["scope"] == estate.subscriptions[0] and row["status"] == "assessed"]
    assert "aws.iam.function_role_admin" in on_identities(home, estate.accounts[0])
    assert {row["scope"] for row in rows(home, "identities")} >= {estate.accounts[0], estate.subscriptions[0]}
    assert "administrator" in {row["target_kind"] for row in rows(home, "attack-paths")}
