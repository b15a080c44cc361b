"""What comes of one action on all resources of a kind, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bartizan.permit.aws.expand.asking import Asking, Heard, texts
from bartizan.permit.aws.expand.doors import Bearing
from bartizan.permit.aws.language.policy import Statement
from bartizan.permit.aws.verdict import Sets

UNREAD_POLICY = "the policy of the resource was not read"
_RANKS = {"yes": 0, "conditional": 1, "unknown": 2}
_RANKS_IN_ORGANIZATION = {"yes": 0, None: 0, "conditional": 1, "unknown": 2, "no": 3}
_BEST = (0, 0)


class Share(NamedTuple):
    """Resources for which the same holds for the same reason."""

    action: str
    effect: str
    in_organization: str | None
    condition: str
    because: str
    resources: int

    @property
    def rank(self) -> tuple[int, int]:
        """Its place, the best first."""
        return _RANKS[self.effect], _RANKS_IN_ORGANIZATION[self.in_organization]


@dataclass
class Extent:
    """The verdict on an action, without the organization and within it.

    ``out_of_sight`` are the resources for which the organization was not read, ``by_identity_alone`` those that the
    caller's own policies open. ``unread`` names what of the caller was not read; ``conditions`` are why it is
    undecided, each with the resources.
    """

    action: str
    asking: Asking
    verdict: Sets
    in_organization: Sets
    identity: Heard
    bearing: list[Bearing] = field(default_factory=list)
    by_identity_alone: int = 0
    out_of_sight: int = 0
    unread: str = ""
    conditions: list[tuple[str, int]] = field(default_factory=list)

    def parts(self) -> Iterator[Share]:
        """Yield the resources by what holds for them and why."""
        unknown = self.verdict.perhaps if self.unread else self.verdict.perhaps & self.asking.universe.unread
        yield from self._split("yes", self.verdict.yes)
        yield from self._split("conditional", self.verdict.perhaps & ~unknown)
        for where, resources in self._within(unknown):
            yield Share(self.action, "unknown", where, "", self.unread or UNREAD_POLICY, resources)

    def _split(self, effect: str, resources: int) -> Iterator[Share]:
        for where, within in self._within(resources):
            for because, granted in self._because(within):
                for condition, left in self._conditions(granted) if effect == "conditional" else [("", granted)]:
                    yield Share(self.action, effect, where, condition, because, left)

    def _within(self, resources: int) -> Iterator[tuple[str | None, int]]:
        """Yield what the organization leaves of resources, and of which."""
        if unseen := resources & self.out_of_sight:
            yield None, unseen
        if seen := resources & ~self.out_of_sight:
            within = self.in_organization
            found = {"yes": seen & within.yes, "conditional": seen & within.perhaps, "no": seen & ~within.may}
            yield from ((where, left) for where, left in found.items() if left)

    def _because(self, resources: int) -> Iterator[tuple[str, int]]:
        """Yield the first statement that grants, for each resource: one without a condition before others."""
        left = resources
        for is_sure in (True, False):
            for source, statement, met in self._granting():
                if found := left & (met.yes if is_sure else met.may):
                    yield f"{source} statement {statement.sid}", found
                    left &= ~found
                    if not left:
                        return
        if left:
            yield "", left

    def _granting(self) -> Iterator[tuple[str, Statement, Sets]]:
        """Yield the statements that grant, the caller's own first, each with where it does."""
        for sourced, met in self.identity.by:
            if sourced.statement.allows:
                yield sourced.source, sourced.statement, met
        for each in self.bearing:
            if each.statement.allows:
                yield "resource policy", each.statement, each.verdict

    def _conditions(self, resources: int) -> Iterator[tuple[str, int]]:
        groups: list[tuple[list[str], int]] = [([], resources)]
        for text, where in self._undecided():
            groups = [
                (named, part)
                for names, bits in groups
                for named, part in (([*names, text], bits & where), (names, bits & ~where))
                if part
            ]
        yield from ((" and ".join(dict.fromkeys(names)), bits) for names, bits in groups)

    def _undecided(self) -> Iterator[tuple[str, int]]:
        sure = self.identity.allows.yes
        for text, where in texts(self.identity.by, self.asking):
            yield text, where & ~sure if not text.startswith("not (") else where
        for each in self.bearing:
            if where := each.verdict.perhaps:
                text = self.asking.undecided(each.statement) if each.statement.tests else "the name of its session"
                allows = each.statement.allows
                yield (text, where & ~(sure & self.by_identity_alone)) if allows else (f"not ({text})", where)
        yield from self.conditions


def best(outcomes: Iterable[Extent], among: int) -> Iterator[Share]:
    """Yield the parts of outcomes among some resources, the best first, each without the resources of those before."""
    parts: list[Share] = []
    settled = 0
    for outcome in outcomes:
        # Nothing is better than what is sure already, and the first to say so is named.
        if outcome.verdict.may & among & ~settled:
            for part in outcome.parts():
                parts.append(part)
                settled |= part.resources if part.rank == _BEST else 0
    left = among
    for part in sorted(parts, key=lambda each: each.rank):
        if found := part.resources & left:
            left &= ~found
            yield part if found == part.resources else part._replace(resources=found)
