"""Attack paths of the demo estate: what a fix promises comes true, and a refused call ends no path silently."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from bartizan.graph.paths.create import path_settings
from bartizan.graph.paths.what_if import listed_paths, outcomes
from bartizan.graph.run import connect
from bartizan.store import Engine
from bartizan_demo.process import Estate
from tests.conftest import Emulators, entered
from tests.demo.aws_client import client
from tests.golden.judge import Judge
from tests.golden.path_stories import CLOSED, TOLD_BY
from tests.golden.verdicts import scanned

pytestmark = pytest.mark.slow

Stories = dict[tuple[str, str], set[str]]
"""The nodes of paths, by what a path begins and ends with."""
HERE: dict[str, Any] = {"azure": False, "regions": ("eu-west-1",), "accounts": 1}
RULE = "aws.lambda.public_function_url"
"""The rule whose fix ends most paths of the account."""
DENIED = (
    "lambda:GetPolicy", "lambda:ListFunctionUrlConfigs", "iam:GetAccountAuthorizationDetails", "s3:GetBucketPolicy",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The snapshot of the whole estate, with what runs as roles besides functions."""
    with pytest.MonkeyPatch.context() as environment:
        emulators = entered(estate, environment)
        with asyncio.run(scanned(emulators, tmp_path_factory.mktemp("whole"), other_services=True)) as engine:
            yield engine


def test_the_list_begins_with_the_worst(whole: Engine) -> None:
    paths = whole.rows("select * from attack_path order by risk desc")
    worst, last = paths[0], paths[-1]
    assert worst["title"] == "data-search-index (no login, CVE-2021-44228) reads company-analytics-lake"
    assert [path["risk_level"] for path in paths].count("critical") == 1
    assert last["title"].startswith("customer-password-reset ")  # only for an outsider who has a device


def test_every_scenario_is_told_beside_a_near_miss(whole: Engine) -> None:
    told = {(row["scenario"], row["entry_id"]) for row in whole.rows("select * from attack_path")}
    nodes = [row["id"] for row in whole.rows("select id from node")]
    scenarios = {scenario.id for scenario in path_settings().scenarios}
    assert set(TOLD_BY) == scenarios == {scenario for scenario, _ in told}
    for scenario, (entry, near_miss) in TOLD_BY.items():
        entries = [entered for name, entered in told if name == scenario]
        assert [node for node in entries if is_called(node, entry)], f"{scenario}: not told by {entry}"
        assert [node for node in nodes if is_called(node, near_miss)], f"{scenario}: no {near_miss} on the estate"
        assert not [node for node in entries if is_called(node, near_miss)], f"{scenario}: told by {near_miss}"
    assert [entry for _, entry in told if any(is_called(entry, name) for name in CLOSED)] == []


def is_called(node: str, name: str) -> bool:
    return node == name or node.endswith((f":{name}", f"/{name}"))


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
            query = "select resource_id from finding where rule_id = ? and status = 'fail' and resource_type = ?"
            fixed = engine.rows(query, [RULE, "aws_lambda_function"])
            checks = [(RULE, row["resource_id"]) for row in fixed]
            told = outcomes(engine, listed_paths(engine, path_settings()), rules=(), nodes=(), checks=checks)
        promised = {row["id"] for row in told if row["outcome"] == "gone"}
        assert top["node_id"] == RULE
        assert 0 < len(promised) <= top["paths"]
        for row in fixed:
            name = row["resource_id"].rpartition(":")[2]
            client(emulators.aws, "lambda").update_function_url_config(FunctionName=name, AuthType="AWS_IAM")
        with await scanned(emulators, tmp_path, **HERE) as engine:
            after = ids(engine)
    assert before - after == promised


async def test_a_refused_call_ends_no_path_without_a_gap(emulators: Emulators, tmp_path: Path) -> None:
    with Judge.of(emulators, tmp_path, **HERE) as judge:
        engine = await judge.tables()
        connect(engine)
        answered = stories(engine)
        assert answered
        for operation in DENIED:
            await emulators.reset()
            await emulators.fault(operation, "deny")
            async with judge.changed():
                connect(engine)
                after = stories(engine)
                gaps = {row["id"] for row in engine.rows("select id from edge_gap join node on node.n = source_n")}
            silent = {path: nodes for path, nodes in answered.items() if path not in after and not nodes & gaps}
            assert silent == {}, operation


def stories(engine: Engine) -> Stories:
    """Return the nodes of each path, with what gaps of a whole account stand on."""
    found = {}
    for row in engine.rows("select * from attack_path"):
        steps = orjson.loads(row["steps"])
        nodes = {step[end] for step in steps for end in ("source", "target")}
        found[row["entry_id"], row["target_id"]] = nodes | {"internet", "admin:aws:111122223333"}
    return found
