"""The identities of an account that others may want to be, and what else of it techniques lead through."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bartizan.permit.aws.abilities import edits
from bartizan.permit.aws.asker import of_service
from bartizan.permit.aws.caller import Caller, time_keys
from bartizan.permit.aws.evaluate import Policies, Sourced, all_of, any_of, is_met
from bartizan.permit.aws.language.context import Context
from bartizan.permit.aws.language.policy import Principals, Statement, parsed
from bartizan.permit.aws.power import Power, power_of
from bartizan.permit.aws.weighing import Weighing

_RESERVED = (":role/aws-service-role/", ":role/aws-reserved/")
"""Roles of services and of IAM Identity Center: IAM's actions do not change them.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
"""
_EVERYTHING = tuple(
    Sourced(each, "") for each in parsed({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
)


@dataclass(frozen=True, eq=False)
class IamIdentity:
    """A role, user or group.

    ``weighing`` is None where its policies could not be read, ``power`` also where its boundary could not, ``trust``
    where its trust policy could not. ``attached`` are its own customer-managed policies, for a user its groups' too.
    ``key_count`` and ``has_password`` are a user's; None where its credentials were not read.
    """

    caller: Caller
    weighing: Weighing | None = None
    power: Power | None = None
    trust: tuple[Statement, ...] | None = ()
    attached: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    boundary: str = ""
    key_count: int | None = None
    has_password: bool | None = None
    _trusted: dict[tuple[str, bool], bool | None] = field(default_factory=dict, repr=False)

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self.caller.arn

    @property
    def is_fixed(self) -> bool:
        """Whether IAM's own actions cannot change it."""
        return any(each in self.arn for each in _RESERVED)

    @property
    def is_boundary_unread(self) -> bool:
        """Whether it has a boundary, and nobody knows what that allows."""
        return self.weighing is not None and self.power is None

    @cached_property
    def names_principals(self) -> bool:
        """Whether its trust policy allows principals other than services, or could not be read."""
        if self.trust is None:
            return True
        return any(each.allows and (p := each.principals) and (p.aws or p.is_not) for each in self.trust)

    @cached_property
    def held(self) -> frozenset[tuple[str, str]]:
        """The sensitive actions that it may use, each with a pattern of resources, without a condition."""
        if self.weighing is None or self.power is None:
            return frozenset()
        found = {(each.action, each.reach.pattern) for each in self.power.permissions if not each.reach.is_conditional}
        for action, resource in edits():
            sure = (each for each in self.weighing.reaches(action, resource) if not each.is_conditional)
            found |= {(action, each.pattern) for each in sure}
        return frozenset(found)

    @cached_property
    def held_by_action(self) -> dict[str, list[str]]:
        """The patterns of ``held`` by action."""
        found: dict[str, list[str]] = {}
        for action, pattern in self.held:
            found.setdefault(action, []).append(pattern)
        return found

    @cached_property
    def edited(self) -> Power | None:
        """What it could do with any policies: all that its boundary allows; None where that was not read."""
        if self.weighing is None or self.is_boundary_unread:
            return None
        return self._with(Policies(_EVERYTHING, self.weighing.policies.limits))

    @cached_property
    def unbound(self) -> Power | None:
        """What it could do without its boundary; None where its policies were not read."""
        return None if self.weighing is None else self._with(Policies(self.weighing.policies.identity))

    def _with(self, policies: Policies) -> Power | None:
        return None if self.weighing is None else power_of(Weighing(self.caller, policies, self.weighing.now))

    def trusts(self, service: str, now: datetime.datetime, *, is_federated: bool = False) -> bool | None:
        """Return whether a service of its own account may act as it; None where that depends on what is unknown."""
        key = service, is_federated
        if key not in self._trusted:
            self._trusted[key] = self._asked(service, now, is_federated)
        return self._trusted[key]

    def _asked(self, service: str, now: datetime.datetime, is_federated: bool) -> bool | None:
        action = "sts:assumerolewithwebidentity" if is_federated else "sts:assumerole"
        asker = of_service(service, self.caller.account)
        context = Context({**asker.keys, **time_keys(now)}).of(action)
        verdicts: dict[bool, list[bool | None]] = {True: [], False: []}
        for each in self.trust or ():
            if each.principals is not None:
                named = _federates(each.principals, service) if is_federated else asker.named_by(each.principals)
                verdicts[each.allows].append(all_of((named, is_met(each, action, self.arn, context))))
        denied = any_of(verdicts[False])
        return all_of((any_of(verdicts[True]), None if denied is None else not denied))


def name_of(identity: IamIdentity) -> str:
    """Return what conditions call an identity, such as ``role/build``."""
    return f"{identity.caller.kind}/{identity.caller.name}"


def _federates(principals: Principals, provider: str) -> bool:
    return (provider in principals.federated) is not principals.is_not


@dataclass(frozen=True)
class Running:
    """The ARNs of the resources of one kind by the role that they run as; there may be more unless it ``is_whole``.

    Those without a role, and those whose role was not read, are under the empty text.
    """

    by_role: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_whole: bool = False

    @property
    def every(self) -> list[str]:
        """All of them."""
        return [arn for held in self.by_role.values() for arn in held]


@dataclass(frozen=True, eq=False)
class Account:
    """What stands in an account.

    ``functions`` are the ARNs of the functions that run as each role, ``invoked`` those of them that something invokes;
    without ``has_all_functions`` there may be more. ``foreign`` are roles of other accounts, ``others`` what else runs
    as roles, by the name that techniques have for its kind.
    """

    identities: Sequence[IamIdentity]
    functions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    invoked: frozenset[str] = frozenset()
    has_all_functions: bool = True
    foreign: Sequence[IamIdentity] = ()
    others: Mapping[str, Running] = field(default_factory=dict)
    _trusting: dict[tuple[str, bool], list[IamIdentity]] = field(default_factory=dict, repr=False)

    def running(self, kind: str) -> Running:
        """Return what runs as roles of the kind that a technique leads through."""
        if kind == "aws_lambda_function_link":
            return Running(self.functions, self.has_all_functions)
        return self.others.get(kind, Running())

    @cached_property
    def by_kind(self) -> dict[str, list[IamIdentity]]:
        """Its identities by kind, administrators first."""
        ranked = sorted(self.identities, key=lambda each: (not (each.power and each.power.is_admin), each.arn))
        return {kind: [each for each in ranked if each.caller.kind == kind] for kind in ("role", "user", "group")}

    @cached_property
    def naming_principals(self) -> dict[str, list[IamIdentity]]:
        """Those of ``by_kind`` that principals may assume at all: most roles are there for a service alone."""
        return {kind: [each for each in found if each.names_principals] for kind, found in self.by_kind.items()}

    def trusting(self, service: str, now: datetime.datetime, *, is_federated: bool) -> list[IamIdentity]:
        """Return the roles that trust a service, or may; administrators first."""
        key = service, is_federated
        if key not in self._trusting:
            roles = self.by_kind["role"]
            self._trusting[key] = [
                each
                for each in roles
                if each.trust is None or each.trusts(service, now, is_federated=is_federated) is not False
            ]
        return self._trusting[key]
