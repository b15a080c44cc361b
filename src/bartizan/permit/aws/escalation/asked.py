"""What one principal may do of what techniques need, each asked once."""

from dataclasses import dataclass, field

from bartizan.permit.aws.escalation.identity import Identity
from bartizan.permit.aws.escalation.part import NO, Part, decided, unread
from bartizan.permit.aws.escalation.technique import ASSUME, Need
from bartizan.permit.aws.evaluate import Decision, Reach, Sourced
from bartizan.permit.aws.language.context import ABSENT
from bartizan.permit.aws.language.match import matches
from bartizan.permit.aws.language.policy import Principals, Statement
from bartizan.permit.aws.request import Request, Resource, answer
from bartizan.permit.aws.weighing import PASSED_TO, Keys, Weighing

_ANY_ROLE = "iam::*:role/*"


@dataclass
class Asked:
    """The answers to one principal's requests."""

    weighing: Weighing
    _parts: dict[tuple[str, str, str], Part] = field(default_factory=dict)

    def anywhere(self, need: Need) -> Part:
        """Return whether an action is allowed on some resource of its kind."""
        reaches = sorted(self.weighing.reaches(need.action, need.resource), key=lambda each: each.is_conditional)
        if not reaches:
            return NO
        decision = Decision.CONDITIONAL if reaches[0].is_conditional else Decision.YES
        return decided(decision, reaches[0], f"a condition on {need.action}")

    def on(self, need: Need, arn: str, *, service: str = "", boundary: str = "") -> Part:
        """Return whether an action is allowed on one thing of the account; ``boundary`` is that of an identity."""
        key = need.action, arn, service if self._asks_for_service(need) else ""
        if key not in self._parts:
            self._parts[key] = self._decided(need, arn, service, boundary)
        return self._parts[key]

    def _decided(self, need: Need, arn: str, service: str, boundary: str) -> Part:
        matching = [e for e in self.weighing.reaches(need.action, need.resource, service) if matches(e.pattern, arn)]
        if not matching:
            return NO
        grant = min(matching, key=lambda each: each.is_conditional)
        keys: Keys = {"iam:permissionsboundary": (boundary,) if boundary else ABSENT}
        decision = self.weighing.decide(need.action, arn, service, keys)
        return decided(decision, grant, f"a condition on {need.action}")

    def _asks_for_service(self, need: Need) -> bool:
        about = self.weighing.about(need.action.lower())
        return any(test.key == PASSED_TO for layer in about.layers for each in layer for test in each.statement.tests)

    def assuming(self, target: Identity, *, is_rewritten: bool = False) -> Part:
        """Return whether it may assume a role: by its trust policy, or by one that it writes itself."""
        caller = self.weighing.caller
        trust = (_naming(caller.arn),) if is_rewritten else target.trust
        grant = next((each for each in self._assumed() if matches(each.pattern, target.arn)), None)
        if trust is None:
            return unread(f"the trust policy of {target.caller.kind}/{target.caller.name}") if grant else NO
        resource = Resource(target.arn, tuple(Sourced(each, f"trust of {target.caller.name}") for each in trust))
        request = Request(caller, ASSUME, resource, self.weighing.about(ASSUME.lower()))
        own = Reach(target.arn, False, f"trust of {target.caller.name}")
        return decided(answer(request, self.weighing.now), grant or own, "a condition on sts:AssumeRole")

    def _assumed(self) -> list[Reach]:
        return self.weighing.reaches(ASSUME, _ANY_ROLE)


def _naming(arn: str) -> Statement:
    return Statement(True, (ASSUME.lower(),), False, ("*",), principals=Principals(aws=(arn,)))
