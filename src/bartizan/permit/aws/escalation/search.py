"""Find the techniques by which one principal gains a stronger identity of its account, or a role of another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bartizan.permit.aws.caller import ANYONE
from bartizan.permit.aws.escalation.asked import Asked
from bartizan.permit.aws.escalation.credentials import is_about_credentials, needed_of
from bartizan.permit.aws.escalation.gained import GainedIdentity
from bartizan.permit.aws.escalation.identity import Account, IamIdentity, name_of
from bartizan.permit.aws.escalation.part import NO, YES, Requirement, Sureness, provided, together, unread
from bartizan.permit.aws.escalation.strength import is_privileged, is_stronger
from bartizan.permit.aws.escalation.technique import ASSUME, PASS, TRUST, AwsTechnique, Need, simpler, techniques
from bartizan.permit.aws.escalation.usable import UsableResources
from bartizan.permit.aws.expand.controls import Controls
from bartizan.permit.aws.power import Power
from bartizan.permit.aws.weighing import Weighing

_FOREIGN = ("foreign role", "open role")


@dataclass(frozen=True)
class _Way:
    """What a technique leads to, and the parts that depend on that."""

    target: str
    through: str
    parts: tuple[Requirement, ...]
    is_privileged: bool = True
    is_admin: bool = False


class Search:
    """The techniques of one principal. ``me`` is that principal as one of its account; its policies were read.

    ``controls`` bind the trust of roles that it assumes. An exhaustive search leaves out nothing for having found more.
    """

    def __init__(
        self,
        me: IamIdentity,
        weighing: Weighing,
        own: Power,
        account: Account,
        controls: Controls | None = None,
        *,
        is_exhaustive: bool = False,
    ) -> None:
        self._me = me
        self._own = own
        self._account = account
        self._weighing = weighing
        self._asked = Asked(weighing, controls or Controls())
        self._is_exhaustive = is_exhaustive
        self._is_admin_gained = False
        self._gained: set[str] = set()
        self._worths: dict[str, Requirement] = {}
        self._usable = UsableResources(self._asked, account)

    def every(self) -> list[GainedIdentity]:
        """Return what it gains, also by techniques that need more than another that gains the same."""
        return [gain for technique in self._possible() for gain in self._by(technique)]

    def gains(self) -> Iterator[GainedIdentity]:
        """Yield what it gains. Where one way makes it an administrator, ways to lesser identities are left out."""
        return self.best(self.every())

    def best(self, found: list[GainedIdentity]) -> Iterator[GainedIdentity]:
        """Yield those of all its gains that ``gains`` tells."""
        sure = {(gain.technique.id, gain.target) for gain in found if gain.effect is Sureness.YES}
        for gain in found:
            is_implied = any((id_, gain.target) in sure for id_ in simpler(gain.technique))
            if not is_implied and not (self._is_admin_gained and not self._is_admin(gain.target)):
                yield gain

    def _possible(self) -> Iterator[AwsTechnique]:
        for technique in techniques():
            if self._own.is_admin and technique.gains not in _FOREIGN:
                continue
            if technique.actions - {ASSUME.lower()} <= self._weighing.allowed:
                yield technique

    def _by(self, technique: AwsTechnique) -> Iterator[GainedIdentity]:
        asked = {need: self._asked.anywhere(need) for need in technique.needs if need.action != ASSUME}
        if NO in asked.values():
            return
        general = [part for need, part in asked.items() if not need.on]
        is_general = technique.provided and not is_about_credentials(technique.provided)
        general += [provided(technique.provided)] if is_general else []
        general += [unread(f"the permissions boundary of {name_of(self._me)}")] if self._me.is_boundary_unread else []
        for way in self._ways(technique):
            whole = together([*general, *way.parts])
            if whole.effect is Sureness.NO:
                continue
            if whole.effect is Sureness.YES and not self._is_exhaustive:
                self._is_admin_gained |= way.is_admin
                self._gained |= set() if way.is_admin else {way.target}
            yield GainedIdentity(
                technique,
                way.target,
                way.through,
                whole.effect,
                whole.condition,
                whole.grants,
                way.is_privileged,
                whole.is_granted,
            )

    def _ways(self, technique: AwsTechnique) -> Iterator[_Way]:
        if technique.gains == "own":
            return self._rewritten(technique)
        if technique.gains == "account":
            return iter([_Way("", "", (), is_admin=True)])
        if technique.gains in _FOREIGN:
            return self._abroad(technique)
        if technique.through or technique.passes:
            return self._run(technique)
        return self._taken(technique)

    def _is_admin(self, target: str) -> bool:
        return not target or target in self._admins

    @cached_property
    def _admins(self) -> frozenset[str]:
        every = (*self._account.identities, *self._account.foreign)
        return frozenset(each.arn for each in every if each.power and each.power.is_admin)

    def _rewritten(self, technique: AwsTechnique) -> Iterator[_Way]:
        """Yield the ways through its own policies, as far as its boundary lets it."""
        (need,) = technique.needs
        if self._me.is_fixed or (technique.unbinds and not self._me.boundary):
            return
        gained, power = self._edited(self._me, technique)
        if gained is NO:
            return
        for arn in self._own_things(need.on):
            is_admin = power is None or power.is_admin
            asked = self._asked.on(need, arn, boundary=self._me.boundary)
            yield _Way("" if is_admin else self._me.arn, arn, (asked, gained), is_admin=is_admin)

    def _own_things(self, on: str) -> Iterable[str]:
        kind = on.rpartition(" ")[2]
        if kind == "policy":
            return self._me.attached
        if kind == "group" and self._me.caller.kind == "user":
            return self._me.groups
        return (self._me.arn,) if self._me.caller.kind == kind else ()

    def _edited(self, target: IamIdentity, technique: AwsTechnique) -> tuple[Requirement, Power | None]:
        """Return whether an identity is stronger once its policies or its boundary were changed, and its power then."""
        if technique.unbinds:
            power, missing = target.unbound, "the policies"
        else:
            power, missing = target.edited, "the policies" if target.weighing is None else "the permissions boundary"
        if power is None:
            return unread(f"{missing} of {name_of(target)}"), None
        return (YES if power.is_admin or is_privileged(power, self._own) else NO), power

    def _run(self, technique: AwsTechnique) -> Iterator[_Way]:
        """Yield the ways by a role that a service has: one that is passed to it, or one that it has already."""
        for service in technique.services:
            for target in self._account.trusting(service, self._weighing.now, is_federated=technique.is_federated):
                if self._is_idle(target):
                    continue
                used = self._usable.of(technique, target)
                passed = self._passed(technique, target, service) if used else NO
                worth = NO if passed is NO else self._worth(target)
                for through, parts in used if worth is not NO else ():
                    yield self._way(target, through, worth, passed, *parts)

    def _passed(self, technique: AwsTechnique, target: IamIdentity, service: str) -> Requirement:
        trusts = target.trusts(service, self._weighing.now, is_federated=technique.is_federated)
        trust = YES if trusts else provided(f"a condition in the trust policy of {name_of(target)}")
        if target.trust is None:
            trust = unread(f"the trust policy of {name_of(target)}")
        asked = [self._asked.on(need, target.arn, service=service) for need in technique.needs if need.action == PASS]
        return NO if NO in asked else together([trust, *asked])

    def _taken(self, technique: AwsTechnique) -> Iterator[_Way]:
        """Yield the ways by taking over a named role, user or group, perhaps after changing it."""
        of_kind = self._account.naming_principals if technique.assumes else self._account.by_kind
        for target in of_kind[technique.gains]:
            if target is self._me or target.arn in self._me.groups or (technique.edits and target.is_fixed):
                continue
            changes = technique.edits or technique.unbinds
            if technique.unbinds and not target.boundary and target.weighing is not None:
                continue
            needed = list(self._needed(technique, target))
            if not needed:
                continue
            worth, power = self._edited(target, technique) if changes else (self._worth(target), target.power)
            for parts in needed if worth is not NO else ():
                if changes and (power is None or power.is_admin):
                    yield _Way("", target.arn, (worth, *parts), is_admin=True)
                else:
                    yield self._way(target, target.arn if changes else "", worth, *parts)

    def _needed(self, technique: AwsTechnique, target: IamIdentity) -> Iterator[list[Requirement]]:
        """Yield the parts of a technique on an identity, once for each of its policies where one is needed."""
        policies = target.attached if any(need.on == "its policy" for need in technique.needs) else ("",)
        for policy in policies:
            parts = []
            for need in technique.needs:
                parts.append(self._asked_of(need, target, policy))
                if parts[-1] is NO:
                    break
            else:
                if TRUST.lower() in technique.actions:
                    parts.append(NO if target.is_fixed else self._asked.assuming(target, is_rewritten=True))
                if is_about_credentials(technique.provided):
                    parts.append(needed_of(target, technique.provided))
                if technique.gains == "group" and self._me.caller.kind == "role":
                    parts.append(provided("it has credentials of a user"))
                yield parts

    def _asked_of(self, need: Need, target: IamIdentity, policy: str) -> Requirement:
        if need.action == ASSUME:
            return self._asked.assuming(target)
        if need.on == "its policy":
            return self._asked.on(need, policy)
        return self._asked.on(need, target.arn, boundary=target.boundary)

    def _abroad(self, technique: AwsTechnique) -> Iterator[_Way]:
        for target in self._account.foreign:
            is_open = any(each.allows and (p := each.principals) and ANYONE in p.aws for each in target.trust or ())
            if is_open is (technique.gains == "open role") and target.names_principals:
                power = target.power
                worth = unread(f"the policies of {name_of(target)}") if power is None else YES
                if power is None or power.strength or target.held:
                    yield self._way(target, "", worth, self._asked.assuming(target))

    def _worth(self, target: IamIdentity) -> Requirement:
        """Return whether an identity is stronger and not gained yet.

        Administrators come first: nothing lesser counts after them, and of the lesser ones one sure way is enough.
        """
        if self._is_idle(target):
            return NO
        if target.power is None:
            return unread(f"{'the permissions boundary' if target.weighing else 'the policies'} of {name_of(target)}")
        if target.arn not in self._worths:
            self._worths[target.arn] = YES if is_stronger(target, self._me) else NO
        return self._worths[target.arn]

    def _is_idle(self, target: IamIdentity) -> bool:
        """Return whether nobody need look at an identity: it is gained already, or less than what is."""
        if target is self._me or target.arn in self._gained:
            return True
        return self._is_admin_gained and target.power is not None and not target.power.is_admin

    def _way(self, target: IamIdentity, through: str, *parts: Requirement) -> _Way:
        power = target.power
        is_admin = power is not None and power.is_admin
        more = power is None or is_privileged(power, self._own)
        return _Way(target.arn, through, parts, is_privileged=more, is_admin=is_admin)
