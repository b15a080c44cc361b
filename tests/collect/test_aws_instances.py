"""EC2 instances, which stand in reservations, and which of them Systems Manager manages."""

import pytest

from bartizan.collect.shared.target import AwsTarget
from tests.collect.aws_support import Collected, collected
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

INSTANCE, MANAGED = "aws_ec2_instance", "aws_ssm_instance"
REGIONS = ("eu-west-1", "us-east-1")


async def _read(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(regions=REGIONS, endpoint_url=emulators.aws))


async def test_instances_are_listed_in_every_region_and_managed_ones_where_there_are_any(emulators: Emulators) -> None:
    came = await _read(emulators)
    names = {tag["Value"] for told in came.of(INSTANCE, "self") for tag in told.body["Tags"] if tag["Key"] == "Name"}
    assert names == {"build-server", "legacy-reports"}
    (managed,) = came.of(MANAGED, "self")
    assert any(id_.endswith(managed.body["InstanceId"]) for id_ in came.ids(INSTANCE))
    assert came.usage.calls["ec2:DescribeInstances"] == len(REGIONS)
    assert came.usage.calls["ssm:DescribeInstanceInformation"] == 1


async def test_a_refusal_is_told(emulators: Emulators) -> None:
    await emulators.fault("ec2:DescribeInstances", "deny")
    await emulators.fault("ssm:DescribeInstanceInformation", "deny")
    came = await _read(emulators)
    assert set(came.outcomes(INSTANCE, "list")) == {"denied"}
    assert {o.permission for o in came.of(INSTANCE, "list")} == {"ec2:DescribeInstances"}
    assert set(came.outcomes(MANAGED, "list")) == {"denied"}
