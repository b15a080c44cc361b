"""What a principal may read, found out by one question for each permission, on the demo estate over HTTP."""

import pytest

from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.connect.capability import FEEDS, asked_of_aws, asked_of_azure
from bartizan.connect.check import Capability, check, missing, statement
from bartizan.model import Usage
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

TO_ENTER = {"sts:GetCallerIdentity", "sts:AssumeRole", "arm:GET subscriptions"}


def target(emulators: Emulators, cloud: str) -> AwsTarget | AzureTarget:
    if cloud == "aws":
        return AwsTarget(endpoint_url=emulators.aws, quota_share=None)
    return AzureTarget(arm_url=emulators.arm, quota_share=None)


async def checked(emulators: Emulators, cloud: str) -> list[Capability]:
    return await check(target(emulators, cloud), Usage())


@pytest.mark.parametrize("cloud", ["aws", "azure"])
async def test_each_question_is_asked_about_one_resource(emulators: Emulators, cloud: str) -> None:
    found = await checked(emulators, cloud)
    assert [each.name for each in found] == [name for name in FEEDS if name in {each.name for each in found}]
    by_name = {each.name: each for each in found}
    assert by_name["inventory"].readable
    assert by_name["exposure"].status == "readable"
    calls = await emulators.calls()
    # Bulk listings and what is asked of several kinds aside, nothing is asked again and again.
    assert sum(calls.values()) < 3 * len(calls)


@pytest.mark.parametrize("cloud", ["aws", "azure"])
async def test_every_permission_that_is_taken_away_is_found(emulators: Emulators, cloud: str) -> None:
    before = set(missing(await checked(emulators, cloud)))
    operations = sorted(op for op in await emulators.calls() if op.startswith("arm:") != (cloud == "aws"))
    unfound = []
    for operation in set(operations) - TO_ENTER:
        await emulators.reset()
        await emulators.fault(operation, "deny")
        usage = Usage()
        after = missing(await check(target(emulators, cloud), usage))
        lacking = {permission for permission, refused in usage.denied if permission and refused == operation}
        new = set(after) - before
        if not (lacking or new) or not lacking <= set(after) or (len(new) > 1 and not new <= lacking):
            unfound.append((operation, lacking, new))
    assert not unfound, unfound


def test_every_question_of_every_collector_feeds_a_capability() -> None:
    for asked in (asked_of_aws(), asked_of_azure()):
        assert {each.capability for each in asked} <= set(FEEDS)
        assert all(each.permissions for each in asked)


async def test_the_statement_names_what_was_denied_and_no_more(emulators: Emulators) -> None:
    standing = set(missing(await checked(emulators, "aws")))
    await emulators.fault("lambda:GetPolicy", "deny")
    found = await checked(emulators, "aws")
    said = statement(found, is_aws=True)
    assert said["Effect"] == "Allow"
    assert set(said["Action"]) == standing | {"lambda:GetPolicy"}  # type: ignore[call-overload]
    (exposure,) = [each for each in found if each.name == "exposure"]
    assert exposure.status == "partly"
