"""Which answers of the AWS emulator stand, and what ends them."""

import asyncio

import pytest

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call, Sent
from bartizan_demo.emulators.aws.front.kept_answers import KeptAnswers

POLICY = ("lambda", "GetPolicy")


class Moto:
    """Answers each call with how many it has answered; one that is held waits for the next one."""

    def __init__(self) -> None:
        self.kept, self.n, self.held = KeptAnswers(), 0, asyncio.Event()

    async def ask(self, service: str, operation: str, body: bytes = b"", caller: str = "me") -> bytes:
        call = Call(service, operation, "111122223333", "eu-west-1", "POST", "/", body=body)
        return (await self.kept.of(call, Sent("POST", "/", "", {}, body), caller, self._make)).body

    async def _make(self, call: Call, _: Sent) -> EmulatedAnswer:
        self.n += 1
        answer = EmulatedAnswer(body=b"%d" % self.n)
        if call.body == b"held":
            await self.held.wait()
        return answer


async def test_a_read_is_answered_once_for_who_asks_the_same() -> None:
    moto = Moto()
    asked = [await moto.ask(*POLICY), await moto.ask(*POLICY), await moto.ask(*POLICY, b"other")]
    assert [*asked, await moto.ask(*POLICY, caller="another")] == [b"1", b"1", b"2", b"3"]


@pytest.mark.parametrize(("service", "operation"), [("lambda", "AddPermission"), ("s3", "PutBucketPolicy")])
async def test_a_write_ends_what_was_kept(service: str, operation: str) -> None:
    moto = Moto()
    assert [await moto.ask(*POLICY), await moto.ask(service, operation), await moto.ask(*POLICY)] == [b"1", b"2", b"3"]


@pytest.mark.parametrize(("service", "operation"), [("sqs", "ReceiveMessage"), ("sts", "AssumeRole")])
async def test_what_changes_nothing_ends_nothing(service: str, operation: str) -> None:
    moto = Moto()
    assert [await moto.ask(*POLICY), await moto.ask(service, operation), await moto.ask(*POLICY)] == [b"1", b"2", b"1"]


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("sqs", "GetQueueAttributes"),
        ("lambda", "GetFunction"),
        ("lambda", "GetLayerVersionByArn"),
        ("iam", "GetServiceLastAccessedDetails"),
        ("iam", "GetCredentialReport"),
        ("sts", "GetCallerIdentity"),
    ],
)
async def test_what_changes_by_itself_is_not_kept(service: str, operation: str) -> None:
    moto = Moto()
    assert [await moto.ask(service, operation) for _ in range(2)] == [b"1", b"2"]


async def test_what_was_read_while_something_was_written_is_not_kept() -> None:
    moto = Moto()
    reading = asyncio.create_task(moto.ask(*POLICY, b"held"))
    await asyncio.sleep(0)
    await moto.ask("lambda", "AddPermission")
    moto.held.set()
    assert [await reading, await moto.ask(*POLICY, b"held")] == [b"1", b"3"]
