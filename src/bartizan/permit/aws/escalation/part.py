"""One part of a technique: an action that must be allowed, a trust, a resource that must be there."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from bartizan.permit.aws.evaluate import Decision, Reach


class Sureness(IntEnum):
    """Whether a part holds, the worst first: a technique is as good as its worst part."""

    NO = 0
    UNKNOWN = 1
    CONDITIONAL = 2
    YES = 3

    @property
    def word(self) -> str:
        """The word of the tables."""
        return self.name.lower()


@dataclass(frozen=True)
class Requirement:
    """Whether a part holds, the grants that make it so, and what else must hold.

    ``is_granted`` says that no policy stands against it: what is left open is whether something is there.
    """

    effect: Sureness
    grants: tuple[Reach, ...] = ()
    condition: str = ""
    is_granted: bool = True


YES = Requirement(Sureness.YES)
NO = Requirement(Sureness.NO, is_granted=False)


def decided(decision: Decision, grant: Reach, condition: str) -> Requirement:
    """Return the part that a decision makes, with what it depends on."""
    if decision is Decision.NO:
        return NO
    effect = Sureness.YES if decision is Decision.YES else Sureness.CONDITIONAL
    text = condition if effect is Sureness.CONDITIONAL else ""
    return Requirement(effect, (grant,), text, is_granted=effect is Sureness.YES)


def provided(condition: str) -> Requirement:
    """Return a part that holds where something is there which was not read."""
    return Requirement(Sureness.CONDITIONAL, condition=condition)


def unread(what: str) -> Requirement:
    """Return a part that nobody knows, with what was not read."""
    return Requirement(Sureness.UNKNOWN, condition=f"{what} could not be read", is_granted=False)


def together(parts: Iterable[Requirement]) -> Requirement:
    """Return all parts as one."""
    found = list(parts)
    return Requirement(
        min((each.effect for each in found), default=Sureness.YES),
        tuple(dict.fromkeys(grant for each in found for grant in each.grants)),
        "; ".join(dict.fromkeys(each.condition for each in found if each.condition)),
        all(each.is_granted for each in found),
    )
