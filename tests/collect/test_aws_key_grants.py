"""Grants of keys: one more question of each key, and each grant a resource."""

from bartizan.collect.shared.target import AwsTarget
from tests.collect.aws_support import Collected, collected
from tests.conftest import Emulators

KEY, GRANT = "aws_kms_key", "aws_kms_grant"


async def _read(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(regions=("eu-west-1",), endpoint_url=emulators.aws))


async def test_the_grants_of_each_key_are_read_by_one_call(emulators: Emulators) -> None:
    came = await _read(emulators)
    (grant,) = came.of(GRANT, "self")
    key = grant.id.partition("/grant/")[0]
    assert key in came.ids(KEY)
    assert grant.body["GranteePrincipal"].endswith(":role/vendor-backup")
    assert came.outcomes(GRANT, "list") == {"ok": 1}
    assert came.usage.calls["kms:ListGrants"] == len(came.ids(KEY))


async def test_a_refusal_leaves_the_grants_unread(emulators: Emulators) -> None:
    await emulators.fault("kms:ListGrants", "deny")
    came = await _read(emulators)
    assert set(came.outcomes(KEY, "grants")) == {"denied"}
    assert {o.permission for o in came.of(KEY, "grants")} == {"kms:ListGrants"}
    assert not came.ids(GRANT)
