"""What comes of one action on all resources of a kind, and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bartizan.permit.aws.expand.asking import Asking, Heard, texts
from bartizan.permit.aws.expand.doors import Bearing
from bartizan.permit.aws.verdict import Sets

UNREAD_POLICY = "the policy of the resource was not read"
_RANKS = {"yes": 0, "conditional": 1, "unknown": 2}
_RANKS_IN_ORGANIZATION = {"yes": 0, None: 0, "conditional": 1, "unknown": 2, "no": 3}


@dataclass(frozen=True)
class Share:
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
            if resources:
                yield Share(self.action, "unknown", where, "", self.unread or UNREAD_POLICY, resources)

    def _split(self, effect: str, resources: int) -> Iterator[Share]:
        for where, within in self._within(resources):
            for because, granted in self._because(within):
                for condition, left in self._conditions(granted) if effect == "conditional" else [("", granted)]:
                    yield Share(self.action, effect, where, condition, because, left)

    def _within(self, resources: int) -> list[tuple[str | None, int]]:
        unseen = resources & self.out_of_sight
        within, resources = self.in_organization, resources & ~self.out_of_sight
        return [
            (None, unseen),
            ("yes", resources & within.yes),
            ("conditional", resources & within.perhaps),
            ("no", resources & ~within.may),
        ]

    def _because(self, resources: int) -> Iterator[tuple[str, int]]:
        """Yield the first statement that grants, for each resource: one without a condition before others."""
        left = resources
        own = [
            (f"{each.source} statement {each.statement.sid}", met)
            for each, met in self.identity.by
            if each.statement.allows
        ]
        theirs = [
            (f"resource policy statement {each.statement.sid}", each.verdict)
            for each in self.bearing
            if each.statement.allows
        ]
        for is_sure in (True, False):
            for text, met in (*own, *theirs):
                found = left & (met.yes if is_sure else met.may)
                if found:
                    yield text, found
                    left &= ~found
        if left:
            yield "", left

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


def best(parts: list[Share]) -> Iterator[Share]:
    """Yield the parts, the best first, each without the resources of those before."""
    taken = 0
    for each in sorted(parts, key=lambda part: part.rank):
        left = each.resources & ~taken
        if left:
            taken |= left
            yield (
                each
                if left == each.resources
                else Share(each.action, each.effect, each.in_organization, each.condition, each.because, left)
            )
