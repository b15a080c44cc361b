"""Grants of keys: one more question of each key."""

from bartizan.collect.shared.target import AwsTarget
from tests.collect.aws_support import Collected, collected
from tests.conftest import Emulators

KEY = "aws_kms_key"


async def _read(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(regions=("eu-west-1",), endpoint_url=emulators.aws))


async def test_the_grants_of_each_key_are_read_by_one_call(emulators: Emulators) -> None:
    came = await _read(emulators)
    granted = [grant for told in came.of(KEY, "grants") for grant in told.body["Grants"]]
    (grantee,) = (grant["GranteePrincipal"] for grant in granted)
    assert grantee.endswith(":role/vendor-backup")
    assert came.usage.calls["kms:ListGrants"] == len(came.ids(KEY))


async def test_a_refusal_leaves_the_grants_unread(emulators: Emulators) -> None:
    await emulators.fault("kms:ListGrants", "deny")
    came = await _read(emulators)
    assert set(came.outcomes(KEY, "grants")) == {"denied"}
    assert {o.permission for o in came.of(KEY, "grants")} == {"kms:ListGrants"}
