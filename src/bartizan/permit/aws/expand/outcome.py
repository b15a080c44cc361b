"""What comes of one action on all resources of a kind, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from bartizan.permit.aws.expand.asking import Asking, Heard, name_of, texts
from bartizan.permit.aws.expand.doors import Bearing
from bartizan.permit.aws.verdict import Sets, less

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
        for effect, resources in ("yes", self.verdict.yes), ("conditional", less(self.verdict.perhaps, unknown)):
            if resources:
                yield from self._split(effect, resources)
        for where, resources in self._within(unknown):
            yield Share(self.action, "unknown", where, "", self.unread or UNREAD_POLICY, resources)

    def _split(self, effect: str, resources: int) -> Iterator[Share]:
        for where, within in self._within(resources):
            for because, granted in self._because(within):
                if effect == "yes":
                    yield Share(self.action, effect, where, "", because, granted)
                    continue
                for condition, left in self._conditions(granted):
                    yield Share(self.action, effect, where, condition, because, left)

    def _within(self, resources: int) -> Iterator[tuple[str | None, int]]:
        """Yield what the organization leaves of resources, and of which."""
        if self.out_of_sight == self.asking.universe.all:
            yield None, resources
            return
        if unseen := resources & self.out_of_sight:
            yield None, unseen
        if seen := less(resources, self.out_of_sight):
            within = self.in_organization
            found = {"yes": seen & within.yes, "conditional": seen & within.perhaps, "no": less(seen, within.may)}
            yield from ((where, left) for where, left in found.items() if left)

    def _because(self, resources: int) -> Iterator[tuple[str, int]]:
        """Yield the first statement that grants, for each resource: one without a condition before others."""
        left = resources
        for is_sure in (True, False):
            for text, met in self._grants():
                if found := left & (met.yes if is_sure else met.may):
                    yield text, found
                    left ^= found
                    if not left:
                        return
        if left:
            yield "", left

    def _grants(self) -> tuple[tuple[str, Sets], ...]:
        """Return the names of the statements that grant, the caller's own first, each with where it does."""
        if not self.bearing:
            return self.identity.grants
        given = (each for each in self.bearing if each.statement.allows)
        return *self.identity.grants, *((name_of("resource policy", each.statement), each.verdict) for each in given)

    def _conditions(self, resources: int) -> Iterator[tuple[str, int]]:
        groups: list[tuple[list[str], int]] = [([], resources)]
        for text, where in self._undecided:
            if resources & where:
                groups = [
                    (named, part)
                    for names, bits in groups
                    for named, part in (([*names, text], bits & where), (names, less(bits, where)))
                    if part
                ]
        yield from ((" and ".join(dict.fromkeys(names)), bits) for names, bits in groups)

    @cached_property
    def _undecided(self) -> list[tuple[str, int]]:
        sure = self.identity.allows.yes
        found = [
            (text, where if text.startswith("not (") else less(where, sure))
            for text, where in texts(self.identity.by, self.asking)
        ]
        for each in self.bearing:
            if where := each.verdict.perhaps:
                text = self.asking.undecided(each.statement) if each.statement.tests else "the name of its session"
                allows = each.statement.allows
                found.append((text, less(where, sure & self.by_identity_alone)) if allows else (f"not ({text})", where))
        return [*found, *self.conditions]


def best(outcomes: Iterable[Extent], among: int) -> Iterator[Share]:
    """Yield the parts of outcomes among some resources, the best first, each without the resources of those before."""
    parts: list[tuple[tuple[int, int], Share]] = []
    settled = 0
    for outcome in outcomes:
        # Nothing is better than what is sure already, and the first to say so is named.
        if less(outcome.verdict.may & among, settled):
            for part in outcome.parts():
                rank = part.rank
                parts.append((rank, part))
                settled |= part.resources if rank == _BEST else 0
    if len(parts) > 1:
        parts.sort(key=itemgetter(0))
    left = among
    for _, part in parts:
        if found := part.resources & left:
            left ^= found
            yield part if found == part.resources else part._replace(resources=found)
