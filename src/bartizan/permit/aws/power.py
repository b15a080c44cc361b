"""What a principal could do with its permissions: read data, expose resources, take credentials, gain privileges."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bartizan.permit.aws.abilities import (
    EVERY_SERVICE,
    Ability,
    Escalation,
    Service,
    abilities,
    escalations,
    mastery,
    services,
)
from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.evaluate import Policies, Reach
from bartizan.permit.aws.weighing import Weighing


@dataclass(frozen=True)
class SensitivePermission:
    """One sensitive action on one pattern of resources."""

    ability: str
    action: str
    reach: Reach
    is_unbounded: bool


@dataclass(frozen=True)
class Way:
    """A known way to more privileges, or a service that is administrated, and the grants that it takes."""

    name: str
    grants: tuple[Reach, ...] = ()


@dataclass(frozen=True)
class Power:
    """All that counts of a principal's permissions.

    ``admin_services`` are the sensitive services of which it may do everything on everything, ``escalations`` the ways
    to more privileges. An administrator may do everything with IAM, so that no denial holds it for long: it has all of
    both. ``admin_grants`` are the grants that make it one.
    """

    permissions: tuple[SensitivePermission, ...] = ()
    escalations: tuple[Way, ...] = ()
    admin_services: tuple[Way, ...] = ()
    admin_grants: tuple[Reach, ...] = ()

    @property
    def is_admin(self) -> bool:
        """Whether it may do everything on everything."""
        return bool(self.admin_grants)

    @property
    def strength(self) -> frozenset[str]:
        """What makes others want to be it: names of its services and ways, and what it may do everywhere."""
        ways = {way.name for way in (*self.escalations, *self.admin_services)}
        return frozenset(ways | {each.action for each in self.permissions if _is_strong(each)})

    def unbounded(self, ability: str) -> list[str]:
        """Return the actions of an ability that are allowed on every resource, without a condition; sorted."""
        return self._actions(ability, is_named_enough=False)

    def anywhere(self, ability: str) -> list[str]:
        """Return the actions of an ability that are allowed on any resource at all, without a condition; sorted."""
        return self._actions(ability, is_named_enough=True)

    def _actions(self, ability: str, *, is_named_enough: bool) -> list[str]:
        return sorted(
            {
                each.action
                for each in self.permissions
                if each.ability == ability and not each.reach.is_conditional and (each.is_unbounded or is_named_enough)
            }
        )


_STRONG = ("data_read", "credentials", "exposure", "pass_role", "write_code")


def _is_strong(permission: SensitivePermission) -> bool:
    return permission.ability in _STRONG and permission.is_unbounded and not permission.reach.is_conditional


def power(caller: Caller, policies: Policies, now: datetime.datetime, policy_arns: Sequence[str] = ()) -> Power:
    """Return what a principal could do with its permissions, in its account as AWS makes it.

    ``policy_arns`` are the customer-managed policies attached to it.
    """
    return power_of(Weighing(caller, policies, now), policy_arns)


def power_of(weighing: Weighing, policy_arns: Sequence[str] = ()) -> Power:
    """Return what ``power`` does, partly evaluated already."""
    able = (ability for ability in abilities() if ability.action.lower() in weighing.allowed)
    permissions = tuple(each for ability in able for each in _permissions(weighing, ability))
    masters = {service.name: grants for service in services() if (grants := _mastered(weighing, service))}
    whole = _mastered(weighing, EVERY_SERVICE)
    if whole and "iam" in masters:
        ways = tuple(Way(escalation.name, whole) for escalation in escalations())
        return Power(permissions, ways, tuple(Way(service.name, whole) for service in services()), whole)
    possible = (escalation for escalation in escalations() if escalation.actions <= weighing.allowed)
    ways = tuple(way for escalation in possible if (way := _way(weighing, escalation, policy_arns)))
    return Power(permissions, ways, tuple(Way(name, grants) for name, grants in masters.items()))


def _permissions(weighing: Weighing, ability: Ability) -> Iterator[SensitivePermission]:
    everything = weighing.kind(ability.resource)
    for reach in weighing.reaches(ability.action, ability.resource):
        yield SensitivePermission(ability.name, ability.action, reach, reach.pattern == everything)


def _mastered(weighing: Weighing, service: Service) -> tuple[Reach, ...]:
    """Return the grants that allow every action of a service on all its resources, without a condition; else none."""
    whole = weighing.everywhere(service.every, service.resource)
    needs = sorted(mastery(service.name))
    is_all = whole and all(weighing.everywhere(action, resource) for action, resource in needs)
    return (whole,) if whole and is_all else ()


def _way(weighing: Weighing, escalation: Escalation, policy_arns: Sequence[str]) -> Way | None:
    """Return a way that is open whatever there is in the account, or through the principal's own role or policies."""
    if escalation.target == "trusting":
        return None
    first, *others = escalation.needs
    # What a passed role is for is made by the one who passes it, under a name that is allowed.
    enough = weighing.anywhere if escalation.passes else weighing.everywhere
    found = [weighing.everywhere(*first, escalation.service), *(enough(*other, escalation.service) for other in others)]
    grants = tuple(grant for grant in found if grant)
    if len(grants) == len(found):
        return Way(escalation.name, grants)
    own = {"role": [weighing.caller.arn], "policy": policy_arns}.get(escalation.own, ())
    grant = next((grant for arn in own if (grant := weighing.grant(first[0], first[1], arn))), None)
    return Way(escalation.name, (grant,)) if grant else None
