"""What one principal may do of what techniques need, each asked once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from bartizan.permit.aws.caller import ANYONE
from bartizan.permit.aws.escalation.identity import IamIdentity
from bartizan.permit.aws.escalation.part import NO, Requirement, decided, unread
from bartizan.permit.aws.escalation.technique import ASSUME, Need
from bartizan.permit.aws.evaluate import Decision, Reach, Sourced
from bartizan.permit.aws.expand.controls import Controls
from bartizan.permit.aws.language.context import ABSENT
from bartizan.permit.aws.language.match import matches
from bartizan.permit.aws.language.policy import Principals, Statement
from bartizan.permit.aws.request import Request, Resource, answer
from bartizan.permit.aws.weighing import PASSED_TO, Keys, Weighing

_ANY_ROLE = "iam::*:role/*"


@dataclass(frozen=True)
class _Speaking:
    """What kind of statements speak of an action.

    ``is_plain``: they allow it on what they name and nothing limits them, so that where a reach is sure, the answer is.
    """

    is_plain: bool
    asks_for_service: bool


@dataclass
class Asked:
    """The answers to one principal's requests; ``controls`` of its organization bind the roles that it assumes."""

    weighing: Weighing
    controls: Controls = field(default_factory=Controls)
    _parts: dict[tuple[str, str, str], Requirement] = field(default_factory=dict)
    _sure: dict[Reach, Requirement] = field(default_factory=dict)
    _about: dict[str, "_Speaking"] = field(default_factory=dict)

    def anywhere(self, need: Need) -> Requirement:
        """Return whether an action is allowed on some resource of its kind."""
        reaches = sorted(self.weighing.reaches(need.action, need.resource), key=lambda each: each.is_conditional)
        if not reaches:
            return NO
        decision = Decision.CONDITIONAL if reaches[0].is_conditional else Decision.YES
        return decided(decision, reaches[0], f"a condition on {need.action}")

    def on(self, need: Need, arn: str, *, service: str = "", boundary: str = "") -> Requirement:
        """Return whether an action is allowed on one thing of the account; ``boundary`` is that of an identity."""
        key = need.action, arn, service if self._speaking(need.action).asks_for_service else ""
        if key not in self._parts:
            self._parts[key] = self._decided(need, arn, service, boundary)
        return self._parts[key]

    def among(self, need: Need, arns: Collection[str]) -> set[str]:
        """Return those of some ARNs on which an action is allowed, or may be."""
        found: set[str] = set()
        for pattern in {each.pattern for each in self.weighing.reaches(need.action, need.resource)}:
            is_name = not {"*", "?"} & set(pattern)
            found |= {pattern} & set(arns) if is_name else {arn for arn in arns if matches(pattern, arn)}
        return found

    def _decided(self, need: Need, arn: str, service: str, boundary: str) -> Requirement:
        reaches = self.weighing.reaches(need.action, need.resource, service)
        matching = (each for each in reaches if matches(each.pattern, arn))
        grant = next(matching, None)
        if grant is None:
            return NO
        if grant.is_conditional:
            grant = next((each for each in matching if not each.is_conditional), grant)
        if self._speaking(need.action).is_plain and not grant.is_conditional:
            return self._sure.setdefault(grant, decided(Decision.YES, grant, ""))
        keys: Keys = {"iam:permissionsboundary": (boundary,) if boundary else ABSENT}
        decision = self.weighing.decide(need.action, arn, service, keys)
        return decided(decision, grant, f"a condition on {need.action}")

    def _speaking(self, action: str) -> "_Speaking":
        if action not in self._about:
            about = self.weighing.about(action.lower())
            statements = [each.statement for layer in about.layers for each in layer]
            self._about[action] = _Speaking(
                not about.limits and all(each.allows and not each.is_not_resources for each in statements),
                any(test.key == PASSED_TO for each in statements for test in each.tests),
            )
        return self._about[action]

    def assuming(self, target: IamIdentity, *, is_rewritten: bool = False) -> Requirement:
        """Return whether it may assume a role: by its trust policy, or by one that it writes itself."""
        caller = self.weighing.caller
        trust = (_naming(caller.arn),) if is_rewritten else target.trust
        grant = next((each for each in self._assumed() if matches(each.pattern, target.arn)), None)
        if grant is None and trust is not None and not _may_name(trust, caller.arn):
            return NO
        if trust is None:
            return unread(f"the trust policy of {target.caller.kind}/{target.caller.name}") if grant else NO
        name = ASSUME.lower()
        policy = tuple(Sourced(each, f"trust of {target.caller.name}") for each in trust)
        limits = self.controls.of_resources(target.caller.account, name) or ()
        resource = Resource(target.arn, policy, controls=limits)
        levels = self.controls.levels(caller.account, name) or ()
        request = Request(caller, ASSUME, resource, self.weighing.about(name), levels)
        own = Reach(target.arn, False, f"trust of {target.caller.name}")
        return decided(answer(request, self.weighing.now), grant or own, "a condition on sts:AssumeRole")

    def _assumed(self) -> list[Reach]:
        return self.weighing.reaches(ASSUME, _ANY_ROLE)


def _may_name(trust: Iterable[Statement], arn: str) -> bool:
    """Return whether a trust policy may name a principal itself, so that it needs no permission of its own."""
    named = [each.principals for each in trust if each.allows and each.principals]
    names = [name for each in named for name in each.aws]
    return any(each.is_not for each in named) or any(n in (ANYONE, arn) or ":assumed-role/" in n for n in names)


def _naming(arn: str) -> Statement:
    return Statement(True, (ASSUME.lower(),), False, ("*",), principals=Principals(aws=(arn,)))
