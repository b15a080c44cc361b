"""A function that an event names is read by itself: what is found of it, what goes, and that all others stand."""

import asyncio
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bartizan.model import ChangedResource, Usage
from tests.collect.narrowed import REGION, Narrowed
from tests.conftest import Emulators
from tests.demo.aws_client import client

pytestmark = pytest.mark.slow

ACCOUNT = "444455558888"
"""An account that the demo estate does not have."""
MANY = 52
"""Functions of more than one page."""
FUNCTION, VERSION, ALIAS = "aws_lambda_function", "aws_lambda_version", "aws_lambda_alias"


def _code() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): pass")
    return packed.getvalue()


def add(functions: Any, name: str, account: str = ACCOUNT) -> None:
    role = f"arn:aws:iam::{account}:role/runs"
    functions.create_function(
        FunctionName=name, Role=role, Runtime="python3.13", Handler="app.handler", Code={"ZipFile": _code()}
    )


@pytest.fixture
def functions(emulators: Emulators) -> Iterator[Any]:
    iam, made = (client(emulators.aws, name, REGION, ACCOUNT) for name in ("iam", "lambda"))
    iam.create_role(RoleName="runs", AssumeRolePolicyDocument=json.dumps({"Statement": []}))
    for n in range(MANY):
        add(made, f"f{n}")
    for name in ("f1", "f2"):
        made.publish_version(FunctionName=name)
        made.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    yield made
    for name in list(made.get_paginator("list_functions").paginate().search("Functions[].FunctionName")):
        made.delete_function(FunctionName=name)
    iam.delete_role(RoleName="runs")


@pytest.fixture
async def narrowed(
    functions: Any,
    emulators: Emulators,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Narrowed:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
    read = Narrowed(emulators.aws, tmp_path)
    await read.read()
    return read


def arn(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def named(*names: str) -> list[ChangedResource]:
    return [ChangedResource(kind, ACCOUNT, REGION, arn(name)) for name in names for kind in (FUNCTION, VERSION)]


def asked(usage: Usage) -> Counter[str]:
    return Counter({name: n for name, n in usage.calls.items() if not name.startswith("sts:")})


async def test_one_function_is_read_and_all_others_stay_as_known_and_as_old(narrowed: Narrowed, functions: Any) -> None:
    before, times = narrowed.rows(), narrowed.times()
    await asyncio.sleep(1.1)  # times are whole seconds
    await asyncio.to_thread(functions.update_function_configuration, FunctionName="f1", MemorySize=512)
    usage = asked(await narrowed.read(*named("f1")))
    assert usage["lambda:ListVersionsByFunction"] == usage["lambda:GetFunction"] == 1
    assert not usage["lambda:ListFunctions"] + usage["lambda:ListEventSourceMappings"]
    after = narrowed.rows()
    changed = {key[1] for key in before | after if before.get(key) != after.get(key)}
    assert arn("f1") in changed <= {arn("f1"), f"{arn('f1')}:1"}  # the emulator changes what was published, too
    assert json.loads(after[FUNCTION, arn("f1"), "self", REGION][1])["MemorySize"] == 512
    moved = {key[1] for key, at in narrowed.times().items() if at != times[key]}
    assert moved == {arn("f1"), f"{arn('f1')}:1", f"{arn('f1')}:live"}


async def test_another_policy_changes_nothing_that_is_not_about_it(narrowed: Narrowed, functions: Any) -> None:
    """Lambda gives a function another revision with each; at 100,000 of them, to make all anew takes seconds."""
    before = narrowed.rows()
    open_to_all = {"StatementId": "opened", "Action": "lambda:InvokeFunction", "Principal": "*"}
    await asyncio.to_thread(functions.add_permission, FunctionName="f3", **open_to_all)
    await narrowed.read(*named("f3"))
    after = narrowed.rows()
    assert {key for key in before | after if before.get(key) != after.get(key)} == {
        (FUNCTION, arn("f3"), "policy", REGION)
    }
    kept = [body for (kind, *_), (_, body) in after.items() if kind in (FUNCTION, VERSION)]
    assert not any("RevisionId" in (body or "") for body in kept if "Aliases" not in (body or ""))


async def test_what_is_read_alone_is_what_a_whole_read_finds(narrowed: Narrowed, functions: Any) -> None:
    await asyncio.to_thread(functions.update_function_configuration, FunctionName="f1", MemorySize=512)
    await asyncio.to_thread(functions.publish_version, FunctionName="f1")
    await asyncio.to_thread(functions.delete_alias, FunctionName="f1", Name="live")
    await asyncio.to_thread(functions.create_alias, FunctionName="f2", Name="next", FunctionVersion="1")
    await narrowed.read(*named("f1"), *named("f2")[:1])
    alone = narrowed.rows()
    await narrowed.read()
    assert alone == narrowed.rows()


async def test_a_new_function_comes_and_a_gone_one_goes_with_its_versions(narrowed: Narrowed, functions: Any) -> None:
    before = {key[1] for key in narrowed.rows()}
    await asyncio.to_thread(add, functions, "new")
    await asyncio.to_thread(functions.delete_function, FunctionName="f2")
    usage = asked(await narrowed.read(*named("new")))
    assert not usage["lambda:ListFunctions"]
    assert {key[1] for key in narrowed.rows()} - before == {arn("new")}
    await narrowed.read(*named("f2"))
    gone = {arn("f2"), f"{arn('f2')}:1", f"{arn('f2')}:live"}
    assert before - {key[1] for key in narrowed.rows()} == gone


async def test_an_alias_that_is_gone_goes_with_a_whole_read(narrowed: Narrowed, functions: Any) -> None:
    await asyncio.to_thread(functions.delete_alias, FunctionName="f2", Name="live")
    await narrowed.read()
    assert {key[1] for key in narrowed.rows() if key[0] == ALIAS} == {"", f"{arn('f1')}:live"}


Denied = Callable[[dict[tuple[str, ...], Any]], bool]


@pytest.mark.parametrize("refused", ["lambda:ListVersionsByFunction", "lambda:GetFunction", "lambda:ListAliases"])
async def test_what_is_refused_about_one_leaves_the_others_known(
    narrowed: Narrowed, emulators: Emulators, refused: str
) -> None:
    before = narrowed.rows()
    await emulators.fault(refused, "deny")
    usage = asked(await narrowed.read(*named("f1")))
    after = narrowed.rows()
    others = {key for key in before if not key[1].startswith(arn("f1")) and key[2] != "list"}
    assert {key: after.get(key) for key in others} == {key: before[key] for key in others}
    assert after[FUNCTION, "", "list", REGION][0] == "ok"
    # Who may not read one by itself may be allowed to list all.
    assert bool(usage["lambda:ListFunctions"]) is (refused == "lambda:ListVersionsByFunction")
    aspects = {"lambda:GetFunction": "detail", "lambda:ListAliases": "aliases"}
    if aspect := aspects.get(refused):
        assert after[FUNCTION, arn("f1"), aspect, REGION][0] == "denied"
    assert (ALIAS, f"{arn('f1')}:live", "self", REGION) in after
    assert (after[ALIAS, "", "list", REGION][0] == "denied") is (refused == "lambda:ListAliases")


@pytest.mark.parametrize("lie", ["object", "html", "other", "wrong", "wrong_inside", "turning"])
async def test_what_is_no_answer_about_a_function_has_all_listed(
    narrowed: Narrowed, emulators: Emulators, lie: str
) -> None:
    before = narrowed.rows()
    await emulators.fault("lambda:ListVersionsByFunction", lie)
    usage = asked(await narrowed.read(*named("f1")))
    assert usage["lambda:ListFunctions"] == 2
    assert narrowed.rows().keys() == before.keys()


async def test_few_functions_are_listed_together(narrowed: Narrowed) -> None:
    usage = asked(await narrowed.read(*named("f1"), *named("f2")))
    assert not usage["lambda:ListVersionsByFunction"]
    assert usage["lambda:ListFunctions"] == 2


async def test_the_kind_is_listed_where_an_event_names_none(narrowed: Narrowed) -> None:
    usage = asked(await narrowed.read(*named("f1"), ChangedResource(FUNCTION, ACCOUNT, REGION)))
    assert not usage["lambda:ListVersionsByFunction"]
    assert usage["lambda:ListFunctions"] == 2
