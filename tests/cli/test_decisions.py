"""Exemptions, governance and the score at the command line, on a home that the demo estate was scanned into."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bartizan.cli import app
from bartizan.model import UsageError
from bartizan.state import State
from bartizan.state.exemption import exemptions
from bartizan.state.governance import governance_rules
from bartizan_demo.process import Estate
from tests.cli.process import run
from tests.cli.test_commands import rows, scan_arguments


@pytest.fixture
def home(scanned: Path, tmp_path: Path) -> Path:
    """A copy of the scanned home, so that each test decides for itself."""
    return shutil.copytree(scanned, tmp_path / "home")


def failing(home: Path, **wanted: str) -> dict[str, Any]:
    """The first failing finding with these values."""
    found = rows(home, "findings", "--status", "fail")
    return next(row for row in found if all(row[key] == value for key, value in wanted.items()))


def recommendation(home: Path, rule_id: str) -> dict[str, Any]:
    return next(row for row in rows(home, "recommendations") if row["rule_id"] == rule_id)


def exempt(home: Path, *conditions: str, category: str = "mitigated") -> dict[str, Any]:
    (row,) = rows(home, "exempt", "add", *conditions, "--category", category, "--justification", "a gateway checks it")
    return row


def test_an_exemption_holds_at_once_and_its_removal_undoes_it(home: Path) -> None:
    finding = failing(home, severity="high")
    before, score = recommendation(home, finding["rule_id"]), rows(home, "score")
    added = exempt(home, "--rule", finding["rule_id"], "--resource", finding["resource_id"], "--author", "team-orders")
    assert (added["state"], added["findings"], added["author"]) == ("active", 1, "team-orders")

    (now,) = rows(home, "findings", "--rule", finding["rule_id"], "--resource", finding["resource_id"])
    assert now["status"] == "exempt"
    assert now["exemption"] == {"id": added["id"], "category": "mitigated", "until": None}
    after = recommendation(home, finding["rule_id"])
    assert (after["unhealthy"], after["exempt"]) == (before["unhealthy"] - 1, 1)
    assert after["healthy"] == before["healthy"]
    (better,) = rows(home, "score")
    assert (better["healthy"], better["unhealthy"]) == (score[0]["healthy"] + 1, score[0]["unhealthy"] - 1)
    assert better["score"] >= score[0]["score"]  # one of many checks: it may not show in one decimal

    assert rows(home, "exempt", "remove", added["id"])[0]["state"] == "removed"
    assert recommendation(home, finding["rule_id"]) == before
    assert rows(home, "score") == score
    assert rows(home, "exempt", "list") == []
    assert [row["id"] for row in rows(home, "exempt", "list", "--all")] == [added["id"]]
    assert [row["action"] for row in rows(home, "govern", "audit")] == ["exemption.remove", "exemption.add"]


def test_an_accepted_risk_is_shown_apart(home: Path) -> None:
    finding = failing(home)
    (before,) = rows(home, "score")
    held = exempt(home, "--scope", finding["scope"], category="risk_accepted")["findings"]
    (after,) = rows(home, "score")
    assert (after["healthy"], after["exempt"]) == (before["healthy"], held)
    assert after["unhealthy"] + after["unknown"] + held == before["unhealthy"] + before["unknown"]
    assert len(rows(home, "findings", "--status", "exempt")) == held


def test_healthy_rows_stay_healthy(home: Path) -> None:
    before = rows(home, "findings", "--status", "pass")
    exempt(home, "--rule", "aws.lambda.*", "--everywhere")
    assert rows(home, "findings", "--status", "pass") == before


def test_the_next_scan_knows_what_is_exempt(estate: Estate, home: Path) -> None:
    first = json.loads((home / "scan.json").read_text(encoding="utf-8"))
    assert first["findings"]["critical"]
    assert 0 < first["score"] < 100
    for family in ("aws", "azure", "package"):
        exempt(home, "--rule", f"{family}.*", "--everywhere", "--days", "90")
    done = run(*scan_arguments(estate), "--fail-on", "info", home=home, **estate.environ)
    result = json.loads(done.stdout)
    assert done.returncode in (0, 3)
    assert (result["findings"], result["unknown"], result["score"]) == ({}, 0, 100.0)
    (today,) = rows(home, "score", "--history")[-1:]
    assert (today["snapshot_id"], today["score"]) == (result["snapshot_id"], 100.0)


def test_a_scan_keeps_the_score_of_its_day(home: Path) -> None:
    told = json.loads((home / "scan.json").read_text(encoding="utf-8"))
    for by in ("all", "scope", "type", "category"):
        kept = rows(home, "score", "--history", "--by", by)
        assert {row.pop("snapshot_id") for row in kept} == {told["snapshot_id"]}
        assert {row.pop("day") for row in kept} == {told["started_at"][:10]}
        assert kept == rows(home, "score", "--by", by)
    assert rows(home, "score")[0]["score"] == told["score"]


def test_owners_and_due_dates(home: Path) -> None:
    assert {row["owner"] for row in rows(home, "recommendations")} == {""}
    (rule,) = rows(home, "govern", "add", "--due", "7", "--severity", "high", "--owner-tag", "owner", "--owner", "ops")
    rows(home, "govern", "add", "--due", "30", "--owner", "ops", "--severity", "medium", "--grace")
    found = rows(home, "findings", "--status", "fail")
    for row in found:
        assert (row["governance_state"] == "on_time") == (row["severity"] in ("critical", "high", "medium"))
        assert (row["due"] is None) == (row["governance_state"] == "unassigned")
    report = rows(home, "govern", "report")
    assert sum(row["findings"] for row in report) == len(found) == len(rows(home, "govern", "report", "--rows"))
    assert {row["state"] for row in report} == {"on_time", "unassigned"}
    assert len({row["owner"] for row in report}) > 3
    told = {row["severity"]: row for row in rows(home, "recommendations") if row["unhealthy"]}
    assert (told["medium"]["owner"], bool(told["medium"]["due"])) == ("ops", True)
    assert bool(told["critical"]["due"]), "high and worse"
    assert (told["low"]["owner"], told["low"]["due"]) == ("", None)
    assert rows(home, "score")[0]["in_grace"] == sum(row["severity"] == "medium" for row in found)
    rows(home, "govern", "remove", rule["id"])
    assert len(rows(home, "govern", "list")) == 1


def test_an_exemption_is_changed_where_something_is_said(home: Path) -> None:
    where = ["--rule", "aws.lambda.unsigned_code", "--everywhere", "--until", "2990-01-31"]
    (made,) = rows(home, "exempt", "add", "--category", "mitigated", "--justification", "because", *where)
    (changed,) = rows(home, "exempt", "change", made["id"], "--category", "risk_accepted")
    same = ("rule", "justification", "until", "findings")
    assert [changed[key] for key in same] == [made[key] for key in same]
    assert changed["category"] == "risk_accepted"
    assert [row["id"] for row in rows(home, "exempt", "list")] == [changed["id"]]


def test_a_governance_rule_is_changed_where_something_is_said(home: Path) -> None:
    (rule,) = rows(home, "govern", "add", "--due", "7", "--severity", "high", "--owner", "ops", "--grace")
    (changed,) = rows(home, "govern", "change", rule["id"], "--owner", "web", "--severity", "critical")
    assert (changed["owner"], changed["severity"], changed["due_days"], changed["has_grace"]) == (
        "web", "critical", 7, True,
    )  # fmt: skip
    (changed,) = rows(home, "govern", "change", rule["id"], "--no-grace", "--due", "9")
    assert (changed["owner"], changed["due_days"], changed["has_grace"]) == ("web", 9, False)
    assert [row["id"] for row in rows(home, "govern", "list")] == [rule["id"]]
    assert [row["action"] for row in rows(home, "govern", "audit")][:2] == ["governance.change"] * 2


def test_several_owners_are_told(home: Path) -> None:
    rows(home, "govern", "add", "--due", "7", "--owner-tag", "owner", "--owner", "ops")
    owners = {row["rule_id"]: row["owner"] for row in rows(home, "recommendations") if row["unhealthy"]}
    found: dict[str, set[str]] = {}
    for row in rows(home, "findings", "--status", "fail"):
        found.setdefault(row["rule_id"], set()).add(row["owner"])
    assert owners == {rule: of.pop() if len(of) == 1 else "several" for rule, of in found.items()}
    assert "several" in owners.values()


WHY = ["--category", "mitigated", "--justification", "because"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["exempt", "add", "--rule", "aws.lambda.unsigned_code", *WHY], "say where"),
        (["exempt", "add", "--everywhere", *WHY], "everywhere needs a rule"),
        (["exempt", "add", "--everywhere", "--rule", "*", *WHY], "everywhere needs a rule"),
        (["exempt", "add", "--everywhere", "--rule", "aws.lambda.unsigned_cod", *WHY], "'aws.lambda.unsigned_code'"),
        (["exempt", "add", "--resource", "checkout-webhok", *WHY], "did you mean 'checkout-webhook'"),
        (["exempt", "add", "--resource", "x' or 1=1 --", *WHY], "unknown resource"),
        (["exempt", "add", "--scope", "11112222333", *WHY], "did you mean '111122223333'"),
        (["exempt", "add", "--tag", "owner", *WHY], "key=value"),
        (["exempt", "add", "--scope", "111122223333", "--until", "2020-01-31", *WHY], "that day is over"),
        (["exempt", "add", "--scope", "111122223333", "--until", "soon", *WHY], "give a day such as"),
        (["exempt", "add", "--scope", "111122223333", "--until", "2990-01-31", "--days", "3", *WHY], "not both"),
        (["exempt", "add", "--scope", "1", "--category", "mitigated", "--justification", " "], "is empty: say why"),
        (["exempt", "remove", "e-none"], "bartizan exempt list"),
        (["exempt", "change", "e-none", "--until", "2990-01-31"], "bartizan exempt list"),
        (["govern", "add", "--due", "7"], "say who owns"),
        (["govern", "add", "--due", "0", "--owner", "ops"], "--due"),
        (["govern", "add", "--due", "7", "--owner", "ops", "--risk", "info"], "choose one of critical"),
        (["govern", "add", "--due", "7", "--owner", "ops", "--category", "network"], "network_exposure"),
        (["govern", "remove", "g-none"], "bartizan govern list"),
        (["govern", "change", "g-none", "--due", "9"], "bartizan govern list"),
        (["tickets", "change", "none", "--level", "high"], "bartizan tickets list"),
        (["score", "--by", "color"], "--by"),
    ],
)
def test_a_slip_is_refused_with_what_was_meant(scanned: Path, arguments: list[str], message: str) -> None:
    done = CliRunner().invoke(app, arguments, env={"BARTIZAN_HOME": str(scanned)})
    refused = isinstance(done.exception, UsageError)
    assert refused or done.exit_code == 2
    assert message in (str(done.exception) if refused else done.output)
    assert exemptions(State(scanned), "default") == []
    assert governance_rules(State(scanned), "default") == []
