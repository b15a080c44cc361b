"""What a principal could do with its permissions: read data, expose resources, take credentials, gain privileges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bartizan.permit.aws.abilities import (
    EVERY_SERVICE,
    Ability,
    Escalation,
    Service,
    abilities,
    escalations,
    kind,
    known,
    mastery,
    services,
)
from bartizan.permit.aws.condition import ANY_CALLER, Context
from bartizan.permit.aws.evaluate import Decision, Policies, Reach, Sourced, decide, reaches


@dataclass(frozen=True)
class Principal:
    """Who asks: its ARN and the ARNs of the customer-managed policies attached to it."""

    id: str
    policy_arns: Sequence[str] = ()

    @property
    def partition(self) -> str:
        """The partition of its ARN, such as ``aws``."""
        return self.id.split(":")[1]

    @property
    def account(self) -> str:
        """The account of its ARN."""
        return self.id.split(":")[4]


@dataclass(frozen=True)
class Permission:
    """One sensitive action on one pattern of resources."""

    ability: str
    action: str
    reach: Reach
    is_unbounded: bool


@dataclass(frozen=True)
class Power:
    """All that counts of a principal's permissions.

    ``admin_services`` are the sensitive services of which it may do everything on everything, ``escalations`` the names
    of ways to more privileges. An administrator may do everything with IAM, so that no denial holds it for long: it
    has all of both.
    """

    permissions: tuple[Permission, ...] = ()
    escalations: tuple[str, ...] = ()
    admin_services: tuple[str, ...] = ()
    is_admin: bool = False

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


@dataclass
class _Weighing:
    """The reaches of one principal, each weighed once, by the statements that speak of its action."""

    principal: Principal
    policies: Policies
    allowed: frozenset[str] = field(init=False)
    _reaches: dict[tuple[str, str, str], list[Reach]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._place = self.principal.partition, self.principal.account
        self.allowed = frozenset().union(*(_known(each) for each in self.policies.identity if each.statement.allows))

    def kind(self, resource: str) -> str:
        return kind(resource, *self._place)

    def reaches(self, action: str, resource: str, service: str = "") -> list[Reach]:
        if action.lower() not in self.allowed:
            return []
        key = (action, resource, service)
        if key not in self._reaches:
            context = _passing_to(service) if service else ANY_CALLER
            found = reaches(self._about(action.lower()), action, self.kind(resource), context)
            # An action that knows no resources is only ever allowed by a statement on everything.
            self._reaches[key] = [reach for reach in found if resource != "*" or reach.pattern == "*"]
        return self._reaches[key]

    def _about(self, action: str) -> Policies:
        """Return the statements that speak of an action: to match the others again and again takes most of the time."""
        boundary = self.policies.boundary
        return Policies(
            tuple(each for each in self.policies.identity if action in _known(each)),
            None if boundary is None else tuple(each for each in boundary if action in _known(each)),
        )

    def is_unbounded(self, action: str, resource: str, service: str = "") -> bool:
        everything = self.kind(resource)
        found = self.reaches(action, resource, service)
        return any(reach.pattern == everything and not reach.is_conditional for reach in found)

    def on_itself(self, escalation: Escalation) -> bool:
        own = {"role": [self.principal.id], "policy": self.principal.policy_arns}.get(escalation.own, ())
        return any(
            decide(self.policies, action, arn) is Decision.ALLOWED
            for arn in own
            for action, _ in escalation.needs
            if action.lower() in self.allowed
        )


def power(principal: Principal, policies: Policies) -> Power:
    """Return what a principal could do with its permissions."""
    weighing = _Weighing(principal, policies)
    able = (ability for ability in abilities() if ability.action.lower() in weighing.allowed)
    permissions = [each for ability in able for each in _permissions(weighing, ability)]
    masters = [service.name for service in services() if _is_master(weighing, service)]
    if "iam" in masters and _is_master(weighing, EVERY_SERVICE):
        ways, masters = [escalation.name for escalation in escalations()], [service.name for service in services()]
        return Power(tuple(permissions), tuple(ways), tuple(masters), is_admin=True)
    possible = (escalation for escalation in escalations() if escalation.actions <= weighing.allowed)
    ways = [escalation.name for escalation in possible if _is_open(weighing, escalation)]
    return Power(tuple(permissions), tuple(ways), tuple(masters))


def _is_master(weighing: _Weighing, service: Service) -> bool:
    """Return whether every action of a service is allowed on all its resources, without a condition."""
    needs = {(service.every, service.resource), *mastery(service.name)}
    return all(weighing.is_unbounded(action, resource) for action, resource in needs)


def _permissions(weighing: _Weighing, ability: Ability) -> Iterator[Permission]:
    everything = weighing.kind(ability.resource)
    for reach in weighing.reaches(ability.action, ability.resource):
        yield Permission(ability.name, ability.action, reach, reach.pattern == everything)


def _is_open(weighing: _Weighing, escalation: Escalation) -> bool:
    if all(weighing.is_unbounded(action, resource, escalation.service) for action, resource in escalation.needs):
        return True
    return bool(escalation.own) and weighing.on_itself(escalation)


def _known(sourced: Sourced) -> frozenset[str]:
    return known(sourced.statement.actions, is_not=sourced.statement.is_not_actions)


def _passing_to(service: str) -> Context:
    return {**ANY_CALLER, "iam:passedtoservice": service}
