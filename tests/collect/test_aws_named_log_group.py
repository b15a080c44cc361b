"""A log group that an event names is read by itself, though the cloud answers with all whose names begin alike."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bartizan.model import ChangedResource
from tests.collect.narrowed import REGION, Narrowed
from tests.collect.test_aws_named import add
from tests.conftest import Emulators
from tests.demo.aws_client import client

pytestmark = pytest.mark.slow

ACCOUNT = "444455559999"
"""An account that the demo estate does not have."""
MANY = 52
KIND = "aws_logs_log_group"


@pytest.fixture
def groups(emulators: Emulators) -> Iterator[Any]:
    iam, logs, made = (client(emulators.aws, name, REGION, ACCOUNT) for name in ("iam", "logs", "lambda"))
    iam.create_role(RoleName="runs", AssumeRolePolicyDocument=json.dumps({"Statement": []}))
    add(made, "f", ACCOUNT)
    for n in range(MANY):
        logs.create_log_group(logGroupName=f"/shop/{n}")
    yield logs
    for each in list(logs.get_paginator("describe_log_groups").paginate().search("logGroups[].logGroupName")):
        logs.delete_log_group(logGroupName=each)
    made.delete_function(FunctionName="f")
    iam.delete_role(RoleName="runs")


@pytest.fixture
async def narrowed(groups: Any, emulators: Emulators, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Narrowed:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
    read = Narrowed(emulators.aws, tmp_path)
    await read.read()
    return read


def arn(name: str) -> str:
    return f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}"


def named(name: str) -> ChangedResource:
    return ChangedResource(KIND, ACCOUNT, REGION, arn(name))


async def test_one_is_read_and_those_whose_names_begin_alike_stay_as_old(narrowed: Narrowed, groups: Any) -> None:
    times = narrowed.times()
    await asyncio.sleep(1.1)  # they are whole seconds
    await asyncio.to_thread(groups.put_retention_policy, logGroupName="/shop/1", retentionInDays=7)
    usage = await narrowed.read(named("/shop/1"))
    assert usage.calls["logs:DescribeLogGroups"] == 1
    assert json.loads(narrowed.rows()[KIND, arn("/shop/1"), "self", REGION][1])["retentionInDays"] == 7
    moved = {key[1] for key, at in narrowed.times().items() if key[0] == KIND and at != times[key]}
    assert moved == {arn("/shop/1")}


async def test_a_gone_one_goes_and_those_whose_names_begin_alike_stay(narrowed: Narrowed, groups: Any) -> None:
    before = {key[1] for key in narrowed.rows() if key[0] == KIND}
    await asyncio.to_thread(groups.delete_log_group, logGroupName="/shop/2")
    await narrowed.read(named("/shop/2"))
    assert before - {key[1] for key in narrowed.rows() if key[0] == KIND} == {arn("/shop/2")}


@pytest.mark.parametrize("lie", ["object", "html", "other", "wrong"])
async def test_what_is_no_answer_about_one_has_all_listed(narrowed: Narrowed, emulators: Emulators, lie: str) -> None:
    before = narrowed.rows()
    await emulators.fault("logs:DescribeLogGroups", lie)
    try:
        await narrowed.read(named("/shop/1"))
    finally:
        await emulators.reset()
    assert narrowed.rows().keys() == before.keys()
