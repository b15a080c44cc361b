"""Cognito's identity pools: one listing where there are functions, and two questions about each."""

import pytest

from bartizan.collect.shared.target import AwsTarget
from tests.collect.aws_support import Collected, collected
from tests.conftest import Emulators

KIND = "aws_cognito_identity_pool"


async def _read(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(regions=("eu-west-1",), endpoint_url=emulators.aws))


async def test_each_pool_says_whether_it_allows_guests_and_what_they_become(emulators: Emulators) -> None:
    came = await _read(emulators)
    guests = {o.body["IdentityPoolName"]: o.body["AllowUnauthenticatedIdentities"] for o in came.of(KIND, "detail")}
    assert guests == {"storefront": True, "partners": False}
    roles = {arn for told in came.of(KIND, "roles") for arn in told.body["Roles"].values()}
    assert roles < came.ids("aws_iam_role")
    assert came.usage.calls["cognito-identity:ListIdentityPools"] == 1


@pytest.mark.parametrize(
    ("operation", "aspect"),
    [("ListIdentityPools", "list"), ("DescribeIdentityPool", "detail"), ("GetIdentityPoolRoles", "roles")],
)
async def test_a_refusal_is_told(emulators: Emulators, operation: str, aspect: str) -> None:
    await emulators.fault(f"cognito-identity:{operation}", "deny")
    came = await _read(emulators)
    assert {(o.outcome, o.permission) for o in came.of(KIND, aspect)} == {("denied", f"cognito-identity:{operation}")}
