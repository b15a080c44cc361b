"""The credential report: two calls an account, one of them again until AWS has written it."""

import pytest

from bartizan.collect.shared.target import AwsTarget
from tests.collect.aws_support import ACCOUNT, Collected, collected
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

BEGIN, READ = "iam:GenerateCredentialReport", "iam:GetCredentialReport"


async def _read(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(regions=("eu-west-1",), endpoint_url=emulators.aws))


async def test_each_user_is_a_row_of_the_report(emulators: Emulators) -> None:
    came = await _read(emulators)
    (told,) = came.of("aws_account", "credentials")
    users = {row["arn"]: row for row in told.body["Content"]}
    assert came.ids("aws_iam_user") <= set(users)
    assert {row["access_key_1_active"] for row in users.values()} <= {"true", "false"}
    assert told.id == ACCOUNT
    assert came.usage.calls[READ] == 1


async def test_a_report_that_is_written_already_takes_two_calls(emulators: Emulators) -> None:
    await _read(emulators)
    came = await _read(emulators)
    assert (came.usage.calls[BEGIN], came.usage.calls[READ]) == (1, 1)


async def test_a_refusal_names_the_call_that_was_refused(emulators: Emulators) -> None:
    for operation in (BEGIN, READ):
        await emulators.fault(operation, "deny")
        came = await _read(emulators)
        (told,) = came.of("aws_account", "credentials")
        assert (told.outcome, told.permission) == ("denied", operation)
        await emulators.reset()
