"""Attack paths of the demo estate: what a fix promises comes true, and a refused call ends no path silently."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from bartizan.graph.paths.create import path_settings
from bartizan.graph.paths.what_if import outcomes
from bartizan.store import Engine
from bartizan_demo.process import Estate
from tests.conftest import Emulators
from tests.demo.aws_client import client
from tests.golden.verdicts import scanned

HERE: dict[str, Any] = {"azure": False, "regions": ("eu-west-1",), "accounts": 1}
RULE = "aws.lambda.public_function_url"
"""The rule whose fix ends most paths of the account."""


TOLD = {
    "app_escalates_to_admin",
    "app_to_directory",
    "assumed_role_in_other_account",
    "confused_deputy_to_function",
    "event_injection_to_admin",
    "exposed_app_to_admin",
    "exposed_app_to_data",
    "exposed_function_to_admin",
    "exposed_function_to_secrets",
    "exposed_workload",
    "function_escalates_to_admin",
    "key_grant_to_data",
    "known_account_to_function",
    "lateral_movement_to_data",
    "oidc_trust_too_wide",
    "scm_site_to_identity",
    "shared_identity",
    "untrusted_code_to_data",
    "vulnerable_function_to_admin",
    "vulnerable_function_to_data",
    "vulnerable_function_to_secrets",
}
"""The scenarios that the estate has a way for."""
NEAR = {
    "customer-avatar-crop",
    "customer-search",
    "finance-levy-report",
    "orders-receipt",
    "platform-chat-status",
    "stores-widget-render",
    "support-digest",
}
"""Functions that hold what exposed ones hold, and that nobody outside gets into."""


async def test_the_list_begins_with_the_worst_and_holds_each_scenario(emulators: Emulators, tmp_path: Path) -> None:
    with await scanned(emulators, tmp_path) as engine:
        paths = engine.rows("select * from attack_path order by risk desc")
    worst, last = paths[0], paths[-1]
    assert worst["title"] == "data-search-index (no login, CVE-2021-44228) reads company-analytics-lake"
    assert [path["risk_level"] for path in paths].count("critical") == 1
    assert last["scenario"] == "exposed_workload"
    assert {path["scenario"] for path in paths} >= TOLD
    assert not {path["entry_id"].rpartition(":")[2] for path in paths} & NEAR


def ids(engine: Engine) -> set[str]:
    return {row["id"] for row in engine.rows("select id from attack_path")}


async def test_fixing_the_top_choke_point_ends_as_many_paths_as_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Estate.start() as estate:
        for name, value in estate.environ.items():
            monkeypatch.setenv(name, value)
        emulators = Emulators(estate)
        with await scanned(emulators, tmp_path, **HERE) as engine:
            before, top = (
                ids(engine),
                engine.rows("select node_id, paths from choke_point where kind = 'rule' order by 2 desc")[0],
            )
            query = "select id, resource_id from finding where rule_id = ? and status = 'fail' and resource_type = ?"
            fixed = engine.rows(query, [RULE, "aws_lambda_function"])
            findings = [row["id"] for row in fixed]
            told = outcomes(engine, path_settings(), rules=(), nodes=(), findings=findings)
        promised = {row["id"] for row in told if row["outcome"] == "gone"}
        assert top["node_id"] == RULE
        assert 0 < len(promised) <= top["paths"]
        for row in fixed:
            name = row["resource_id"].rpartition(":")[2]
            client(emulators.aws, "lambda").update_function_url_config(FunctionName=name, AuthType="AWS_IAM")
        with await scanned(emulators, tmp_path, **HERE) as engine:
            after = ids(engine)
    assert before - after == promised


@pytest.mark.parametrize(
    "operation",
    ["lambda:GetPolicy", "lambda:ListFunctionUrlConfigs", "iam:GetAccountAuthorizationDetails", "s3:GetBucketPolicy"],
)
async def test_a_refused_call_ends_no_path_without_a_gap(emulators: Emulators, tmp_path: Path, operation: str) -> None:
    with await scanned(emulators, tmp_path / "whole", **HERE) as engine:
        before = stories(engine)
    assert before
    await emulators.fault(operation, "deny")
    with await scanned(emulators, tmp_path / "denied", **HERE) as engine:
        after = stories(engine)
        gaps = {row["id"] for row in engine.rows("select id from edge_gap join node on node.n = source_n")}
    silent = {path: nodes for path, nodes in before.items() if path not in after and not nodes & gaps}
    assert silent == {}


def stories(engine: Engine) -> dict[tuple[str, str], set[str]]:
    """Return the nodes of each path, with what gaps of a whole account stand on."""
    found = {}
    for row in engine.rows("select * from attack_path"):
        steps = orjson.loads(row["steps"])
        nodes = {step[end] for step in steps for end in ("source", "target")}
        found[row["entry_id"], row["target_id"]] = nodes | {"internet", "admin:aws:111122223333"}
    return found
