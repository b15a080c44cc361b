"""Assumed roles are asked for once, renewed in time, and by one task only."""

import asyncio
import datetime

import pytest

from bartizan.collect.aws.transport.credentials import AssumedRole
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome

ROLE = "arn:aws:iam::111122223333:role/scan"


class Sts:
    """Answers AssumeRole with credentials that last for so long, and counts."""

    def __init__(self, lasting: datetime.timedelta) -> None:
        self.lasting = lasting
        self.asked: list[dict[str, object]] = []

    async def ask(self, params: dict[str, object]) -> dict[str, object]:
        self.asked.append(params)
        await asyncio.sleep(0)
        until = datetime.datetime.now(datetime.UTC) + self.lasting
        key = f"key-{len(self.asked)}"
        given = {"AccessKeyId": key, "SecretAccessKey": "", "SessionToken": "", "Expiration": until.isoformat()}
        return {"Credentials": given}


async def test_role_is_assumed_once_for_all_who_ask_together() -> None:
    sts = Sts(datetime.timedelta(hours=1))
    role = AssumedRole(ROLE, sts.ask)
    given = await asyncio.gather(*(role.current() for _ in range(20)))
    assert {credentials.access_key for credentials in given} == {"key-1"}
    assert sts.asked == [{"RoleArn": ROLE, "RoleSessionName": "bartizan"}]


async def test_role_is_renewed_before_its_credentials_expire() -> None:
    sts = Sts(datetime.timedelta(minutes=4))
    role = AssumedRole(ROLE, sts.ask)
    assert [(await role.current()).access_key for _ in range(2)] == ["key-1", "key-2"]


async def test_role_that_may_not_be_assumed_says_so_every_time() -> None:
    async def refuse(_: dict[str, object]) -> dict[str, object]:
        raise CallError(Outcome.DENIED, "AccessDenied", "no", "sts:AssumeRole", "sts:AssumeRole")

    role = AssumedRole(ROLE, refuse)
    for _ in range(2):
        with pytest.raises(CallError):
            await role.current()
