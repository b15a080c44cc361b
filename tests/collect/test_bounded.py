"""Answers of any size, packed or not, and listings of any length: what is read of them has an end."""

import gzip
import resource
import zlib

import pytest
from aiohttp import web

from bartizan.collect.aws.transport.http import Wire
from bartizan.collect.shared.bounded import Allowance, TooLargeError
from bartizan.collect.shared.endless import Turns
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import LIST, UNANSWERED, Outcome, Usage
from tests.collect.aws_support import QUICK, Collected, collected, served
from tests.conftest import Emulators

FUNCTION = "aws_lambda_function"
TRUTH = b'{"Policy": "{}"}'


async def asked(body: bytes, largest: int = 1000, most: int = 10_000, encoding: str = "identity") -> dict[str, object]:
    """Ask once of a server that answers so, with a small allowance."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": "application/json", "Content-Encoding": encoding})

    async with served(answer) as (client, _), Wire(Usage(), QUICK, Allowance(most, largest)) as wire:
        client.wire = wire
        for _ in range(3):
            found = await client.call("lambda:GetPolicy", {"FunctionName": "a"}, "eu-west-1")
        return found


PACKED = [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)]


@pytest.mark.parametrize(("name", "pack"), PACKED)
async def test_a_packed_answer_is_unpacked(name: str, pack: type[bytes]) -> None:
    assert await asked(pack(TRUTH), encoding=name) == {"Policy": "{}"}


@pytest.mark.parametrize(("name", "pack"), PACKED)
async def test_an_answer_that_is_too_large_unpacked_is_none(name: str, pack: type[bytes]) -> None:
    with pytest.raises(CallError, match="TooLarge") as error:
        await asked(pack(TRUTH + b" " * 5000), encoding=name)
    assert error.value.outcome is Outcome.FAILED
    assert error.value.detail.startswith(UNANSWERED)


async def test_all_answers_of_an_account_together_have_an_end() -> None:
    with pytest.raises(CallError, match="TooLarge: more than 40 bytes were read in this scan"):
        await asked(TRUTH, most=40)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", gzip.compress(TRUTH, mtime=0)[:-9]), ("gzip", TRUTH), ("br", TRUTH)],
    ids=["cut", "plain", "unknown"],
)
async def test_what_cannot_be_unpacked_is_no_answer(encoding: str, body: bytes) -> None:
    with pytest.raises(CallError, match="NoAnswer"):
        await asked(body, encoding=encoding)


def test_scopes_are_counted_apart() -> None:
    allowance = Allowance(most=10)
    allowance.spend("a", 10)
    allowance.spend("b", 10)
    with pytest.raises(TooLargeError):
        allowance.spend("a", 1)


def test_pages_have_an_end() -> None:
    turns = Turns(most=3)
    assert [turns.endless(token) for token in (b"1", b"2")] == ["", ""]
    assert turns.endless(b"1") == "a page leads to an earlier one"
    assert turns.endless(b"3") == "there are more than 3 pages"


async def read(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(("us-east-1",), emulators.aws), QUICK)


@pytest.mark.parametrize("action", ["huge", "bomb"])
async def test_a_bomb_costs_its_own_answer_and_little_memory(emulators: Emulators, action: str) -> None:
    before = await read(emulators)
    name = sorted(before.ids(FUNCTION))[0].rpartition(":")[2]
    await emulators.fault("lambda:GetPolicy", action, resource=name)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    after = await read(emulators)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) // 1024
    (lost,) = (o for o in after.of(FUNCTION, "policy") if o.outcome is Outcome.FAILED)
    assert (lost.id.rpartition(":")[2], "TooLarge" in lost.detail) == (name, True)
    assert after.ids(FUNCTION) == before.ids(FUNCTION)
    assert grown < 150


@pytest.mark.parametrize("operation", ["lambda:ListFunctions", "iam:GetAccountAuthorizationDetails", "sqs:ListQueues"])
async def test_a_listing_that_turns_in_circles_fails_and_keeps_what_it_said(
    emulators: Emulators, operation: str
) -> None:
    before = await read(emulators)
    await emulators.fault(operation, "turning")
    after = await read(emulators)
    kinds = {o.kind for o in after.of_operation(operation) if o.outcome is Outcome.FAILED}
    assert kinds
    for kind in kinds:
        assert after.outcomes(kind, LIST) == {"failed": 1}
        assert before.ids(kind) <= after.ids(kind)
