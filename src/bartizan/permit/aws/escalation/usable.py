"""The resources that a technique leads through, as far as one principal may use them."""

from collections.abc import Iterable

from bartizan.permit.aws.escalation.asked import Asked
from bartizan.permit.aws.escalation.identity import Account, IamIdentity, name_of
from bartizan.permit.aws.escalation.part import NO, Requirement, Sureness, provided, together
from bartizan.permit.aws.escalation.technique import AwsTechnique

Used = tuple[str, list[Requirement]]
"""The ARN of a resource, empty for one that was not read and for none, and what its use needs."""


class UsableResources:
    """What stands in an account for a principal to use; ``asked`` are that one's permissions."""

    def __init__(self, asked: Asked, account: Account) -> None:
        self._asked = asked
        self._account = account
        self._changed: dict[tuple[str, str], frozenset[str]] = {}
        self._takers: dict[str, list[Used]] = {}

    def of(self, technique: AwsTechnique, target: IamIdentity) -> list[Used]:
        """Return the resources that run as a role, or that can be given it; an unread one where there may be more."""
        if not technique.through:
            return [("", [])]
        running = self._account.running(technique.table)
        mine = running.by_role.get(target.arn, ())
        used = self._takers_of(technique) if technique.passes else self._usable(technique, mine)
        if used or running.is_whole:
            return used
        needs = [self._asked.anywhere(need) for need in technique.needs if need.on == "through"]
        exists = provided(f"{technique.through} exists")
        return [("", [*needs, exists if technique.passes else _runs_as(technique, target)])]

    def _takers_of(self, technique: AwsTechnique) -> list[Used]:
        """Return a resource that can be given a role: one that is sure is as good as all."""
        if technique.id not in self._takers:
            used = self._usable(technique, self._account.running(technique.table).every)
            self._takers[technique.id] = sorted(used, key=lambda each: -together(each[1]).effect)[:1]
        return self._takers[technique.id]

    def _usable(self, technique: AwsTechnique, arns: Iterable[str]) -> list[Used]:
        found = []
        for arn in sorted(self._may_change(technique).intersection(arns)):
            parts = [self._asked.on(need, arn) for need in technique.needs if need.on == "through"]
            waits = technique.awaits and arn not in self._account.invoked
            found.append((arn, [*parts, *([provided("something invokes the function")] if waits else [])]))
        return [each for each in found if NO not in each[1]]

    def _may_change(self, technique: AwsTechnique) -> frozenset[str]:
        """Return the resources on which the first action that a technique needs on one is allowed, or may be."""
        need = next((need for need in technique.needs if need.on == "through"), None)
        key = technique.table, need.action if need else ""
        if key not in self._changed:
            every = self._account.running(technique.table).every
            self._changed[key] = frozenset(self._asked.among(need, every) if need else every)
        return self._changed[key]


def _runs_as(technique: AwsTechnique, target: IamIdentity) -> Requirement:
    """Return that a resource which was not read runs as a role."""
    return Requirement(Sureness.CONDITIONAL, (), f"{technique.through} runs as {name_of(target)}", is_granted=False)
