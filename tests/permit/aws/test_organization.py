"""What control policies of an organization leave of the ways to stronger identities."""

from typing import Any

import pytest

from bartizan.permit.aws.escalation.identity import Account
from bartizan.permit.aws.escalation.organization import gains_of
from bartizan.permit.aws.expand.controls import Controls
from tests.permit.aws.asking import OWN, allow, deny, set_of
from tests.permit.aws.test_gains import ADMIN, ARN, ME, PLAIN, identity, trust

FULL = [allow()]
BUCKETS = f"{ARN}:role/buckets"


def told(*own: dict[str, Any], levels: Any = (FULL,), limits: Any = ()) -> dict[tuple[str, str], tuple[str, Any]]:
    """Effects of what role me gains, without its organization and within, by technique and target."""
    everybody = [
        identity(ADMIN, allow("*"), trusts=trust(AWS=f"{ARN}:root")),
        identity(BUCKETS, allow("s3:*"), trusts=trust(AWS=f"{ARN}:root")),
        identity(PLAIN),
        me := identity(ME, *own),
    ]
    assert me.weighing
    assert me.power
    service = {} if levels is None else {OWN: tuple(set_of(each) for each in levels)}
    resource = {} if limits is None else {OWN: set_of(list(limits))}
    found = gains_of(me, me.weighing, me.power, Account(everybody), Controls(service, resource))
    return {(each.technique.name, each.target): (each.effect.word, each.in_organization) for each in found}


PUT, ASSUME = allow("iam:PutRolePolicy", ME), allow("sts:AssumeRole")
MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
LEVELS = {
    "unread": (None, None),
    "none": ((), "yes"),
    "everything on each level": ((FULL, FULL), "yes"),
    "a denial of another action": ((FULL, [*FULL, deny("iam:CreateLoginProfile")]), "yes"),
    "a denial": ((FULL, [*FULL, deny("iam:PutRolePolicy")]), "no"),
    "a denial for others": ((FULL, [*FULL, deny("iam:*", f"{ARN}:user/guest")]), "yes"),
    "a denial under a condition": ((FULL, [*FULL, deny("iam:*", "*", MFA)]), "conditional"),
    "one level that allows another service": ((FULL, [allow("s3:*")]), "no"),
    "one level that allows this one": ((FULL, [allow("iam:*")], [allow("iam:*")]), "yes"),
}


@pytest.mark.parametrize(("levels", "within"), LEVELS.values(), ids=LEVELS)
def test_service_control_policies_shut_a_way(levels: Any, within: str | None) -> None:
    assert told(PUT, levels=levels)["put_role_policy", ""] == ("yes", within)


LIMITS = {
    "unread": (None, None),
    "none": ((), "yes"),
    "a denial": ((deny("sts:AssumeRole", Principal="*"),), "no"),
    "a denial of another": ((deny("s3:*", Principal="*"),), "yes"),
}


@pytest.mark.parametrize(("limits", "within"), LIMITS.values(), ids=LIMITS)
def test_resource_control_policies_bind_the_role_that_is_assumed(limits: Any, within: str | None) -> None:
    assert told(ASSUME, limits=limits)["assume_role", ADMIN] == ("yes", within)
    assert told(PUT, limits=limits)["put_role_policy", ""] == ("yes", "yes")


def test_a_lesser_way_is_told_where_the_organization_shuts_the_better() -> None:
    assert ("assume_role", BUCKETS) not in told(ASSUME)
    found = told(ASSUME, levels=(FULL, [*FULL, deny("sts:AssumeRole", ADMIN)]))
    assert found["assume_role", ADMIN] == ("yes", "no")
    assert found["assume_role", BUCKETS] == ("yes", "yes")
