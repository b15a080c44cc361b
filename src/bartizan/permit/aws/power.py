"""What a principal could do with its permissions: read data, expose resources, take credentials, gain privileges."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bartizan.permit.aws.abilities import (
    EVERY_SERVICE,
    Ability,
    Service,
    abilities,
    mastery,
    services,
)
from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.escalation.technique import PASS, AwsTechnique, simpler, techniques
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

    @cached_property
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


def power(caller: Caller, policies: Policies, now: datetime.datetime) -> Power:
    """Return what a principal could do with its permissions, whatever there is in its account."""
    return power_of(Weighing(caller, policies, now))


def power_of(weighing: Weighing) -> Power:
    """Return what ``power`` does, partly evaluated already."""
    able = (ability for ability in abilities() if ability.action.lower() in weighing.allowed)
    permissions = tuple(each for ability in able for each in _permissions(weighing, ability))
    masters = {service.name: grants for service in services() if (grants := _mastered(weighing, service))}
    whole = _mastered(weighing, EVERY_SERVICE)
    if whole and "iam" in masters:
        ways = tuple(Way(technique.name, whole) for technique in techniques())
        return Power(permissions, ways, tuple(Way(service.name, whole) for service in services()), whole)
    return Power(permissions, tuple(_ways(weighing)), tuple(Way(name, grants) for name, grants in masters.items()))


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


def _ways(weighing: Weighing) -> Iterator[Way]:
    """Yield the techniques that work whatever is in the account: what they need is allowed on everything."""
    possible = (technique for technique in techniques() if technique.actions <= weighing.allowed)
    ways = {each.id: way for each in possible if not each.assumes and (way := _way(weighing, each))}
    for technique in techniques():
        if technique.id in ways and not simpler(technique) & set(ways):
            yield ways[technique.id]


def _way(weighing: Weighing, technique: AwsTechnique) -> Way | None:
    # What a passed role is for is made by the one who passes it, under a name that is allowed.
    service = technique.services[0] if technique.passes else ""
    grants = []
    for need in technique.needs:
        asked = weighing.anywhere if technique.passes and need.action != PASS else weighing.everywhere
        grant = asked(need.action, need.resource, service if need.action == PASS else "")
        if grant is None:
            return None
        grants.append(grant)
    return Way(technique.name, tuple(grants))
