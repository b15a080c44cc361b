"""Ways to more privileges through what is in the account: a named user, role, policy or function.

Source: https://pathfinding.cloud/
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bartizan.permit.aws.abilities import Escalation, escalations
from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.evaluate import Decision, Reach, Sourced, is_about
from bartizan.permit.aws.language.match import matches
from bartizan.permit.aws.language.policy import Statement
from bartizan.permit.aws.power import Power, Way
from bartizan.permit.aws.request import Request, Resource, answer
from bartizan.permit.aws.weighing import Weighing

_ASSUME = "sts:AssumeRole"


@dataclass(frozen=True)
class Target:
    """A role, user or group that others may want to be.

    ``power`` is None where its policies could not be read, ``trust`` where its trust policy could not.
    """

    caller: Caller
    power: Power | None
    trust: tuple[Statement, ...] | None = ()

    @cached_property
    def names_principals(self) -> bool:
        """Whether its trust policy allows principals other than services."""
        return any(each.allows and (p := each.principals) and (p.aws or p.is_not) for each in self.trust or ())

    def trusts(self, service: str) -> bool | None:
        """Return whether a service may act as it."""
        if self.trust is None:
            return None
        allowing = [each for each in self.trust if each.allows and is_about(each, _ASSUME.lower())]
        return any(each.principals is not None and service in each.principals.services for each in allowing)


@dataclass(frozen=True)
class Account:
    """What stands in an account: its identities, its own policies in use, and the role of each function."""

    targets: Sequence[Target]
    policy_arns: Sequence[str] = ()
    functions: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_arn(self) -> dict[str, Target]:
        """Its identities by ARN."""
        return {target.caller.arn: target for target in self.targets}

    @cached_property
    def open_roles(self) -> list[Target]:
        """The roles that others than services may assume and want to: strong ones, or such as were not read."""
        return [
            each
            for each in self.targets
            if each.caller.kind == "role" and each.names_principals and (not each.power or _rank(each.power))
        ]


class Search:
    """The ways of one principal that lead through named things of its account.

    ``is_whole`` turns false where something that may be a way could not be read.
    """

    def __init__(self, weighing: Weighing, power: Power, account: Account, now: datetime.datetime) -> None:
        self._weighing = weighing
        self._power = power
        self._account = account
        self._now = now
        self.is_whole = True

    def ways(self) -> Iterator[Way]:
        """Yield the ways, but for those that are open whatever is in the account."""
        known = {way.name for way in self._power.escalations}
        for escalation in escalations():
            if escalation.target == "trusting":
                yield from self._assumed(escalation)
            elif escalation.name not in known and escalation.actions <= self._weighing.allowed:
                yield from self._through(escalation)

    def _through(self, escalation: Escalation) -> Iterator[Way]:
        (action, resource), *others = escalation.needs
        more = [self._weighing.anywhere(*other, escalation.service) for other in others]
        # A caller that passes a role creates the resource itself; on other paths no name identifies the rest.
        if not self._weighing.anywhere(action, resource, escalation.service) or (others and not escalation.passes):
            return
        for arn in self._candidates(escalation) if all(more) else ():
            grant = self._weighing.grant(action, resource, arn, escalation.service)
            if grant and self._is_worth(self._leads_to(escalation, arn)):
                yield _way(escalation, arn, grant, *(each for each in more if each))

    def _assumed(self, escalation: Escalation) -> Iterator[Way]:
        (action, resource), *_ = escalation.needs
        for target in self._account.open_roles:
            arn = target.caller.arn
            is_stronger = None if target.power is None else not _rank(target.power) <= _rank(self._power)
            if arn == self._weighing.caller.arn or is_stronger is False or not self._lets_in(target):
                continue
            if self._is_worth(is_stronger):
                grant = self._weighing.grant(action, resource, arn)
                yield _way(escalation, arn, grant or Reach(arn, False, arn, "trust"))

    def _lets_in(self, target: Target) -> bool:
        trust = tuple(Sourced(each, "trust") for each in target.trust or ())
        policies = self._weighing.about(_ASSUME.lower())
        request = Request(self._weighing.caller, _ASSUME, Resource(target.caller.arn, trust), policies)
        return answer(request, self._now) is Decision.YES

    def _candidates(self, escalation: Escalation) -> list[str]:
        """Return the ARNs that a way may lead through, but not the principal's own role."""
        if escalation.target == "policy":
            return list(self._account.policy_arns)
        if escalation.target == "function":
            return list(self._account.functions)
        if not escalation.target and not escalation.passes:
            return []
        kind = self._weighing.kind(escalation.needs[0][1])
        own = self._weighing.caller.arn if self._weighing.caller.kind == "role" else ""
        return [arn for arn in self._account.by_arn if arn != own and matches(kind, arn)]

    def _leads_to(self, escalation: Escalation, arn: str) -> bool | None:
        """Return whether a way through a thing leads to more than the principal has; None where that is unread."""
        if escalation.target in ("identity", "policy"):
            return True
        role = self._account.functions.get(arn, arn)
        target = self._account.by_arn.get(role)
        if target is None:
            return False
        trusted = target.trusts(escalation.service) if escalation.passes and escalation.service else True
        if trusted is False:
            return False
        if target.power is None or trusted is None:
            return None
        return not target.power.strength <= self._power.strength

    def _is_worth(self, verdict: bool | None) -> bool:
        self.is_whole = self.is_whole and verdict is not None
        return verdict is True


def _rank(power: Power) -> frozenset[str]:
    """Return what a principal administrates, and how it can gain more."""
    return frozenset(way.name for way in (*power.escalations, *power.admin_services))


def _way(escalation: Escalation, arn: str, *grants: Reach) -> Way:
    return Way(f"{escalation.name} on {arn.split(':', 5)[5]}", grants)
