"""Three-valued verdicts about many resources at once: each is a bit of a whole number.

A single request is a verdict about one resource, so that one rule book decides both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self


def less(resources: int, others: int) -> int:
    """Return resources without some others: a third of the time that the complement of a long number takes."""
    return resources ^ (resources & others)


class Sets(NamedTuple):
    """The resources for which something holds, ``yes``, and for which it may hold, ``may``: these and more."""

    yes: int = 0
    may: int = 0

    @classmethod
    def of(cls, holds: bool | None) -> Self:
        """Return the verdict about a single resource, None for perhaps."""
        return cls(int(holds is True), int(holds is not False))

    def __and__(self, other: "Sets") -> "Sets":
        return Sets(self.yes & other.yes, self.may & other.may)

    def __or__(self, other: "Sets") -> "Sets":
        if not other.may:
            return self
        return Sets(self.yes | other.yes, self.may | other.may) if self.may else other

    def but(self, other: "Sets") -> "Sets":
        """Return where this holds and the other does not."""
        return Sets(less(self.yes, other.may), less(self.may, other.yes)) if other.may else self

    def among(self, resources: int) -> "Sets":
        """Return the same about some resources alone."""
        return Sets(self.yes & resources, self.may & resources)

    @property
    def perhaps(self) -> int:
        """Where nobody knows."""
        return less(self.may, self.yes)


NOWHERE = Sets()


def any_verdict(verdicts: Iterable[Sets]) -> Sets:
    """Return where any verdict holds."""
    found = NOWHERE
    for each in verdicts:
        found |= each
    return found


@dataclass(frozen=True, slots=True)
class Grants:
    """What resources' own policies say: by how they name the caller, and where they deny.

    False where they grant nothing.
    """

    account: Sets = NOWHERE
    arn: Sets = NOWHERE
    session: Sets = NOWHERE
    denies: Sets = NOWHERE

    def __bool__(self) -> bool:
        return bool(self.account.may or self.arn.may or self.session.may)

    @property
    def any(self) -> Sets:
        """Where the caller is named in any way."""
        return self.account | self.arn | self.session


class Sides(NamedTuple):
    """What all parties say of an action, denials aside.

    ``limits`` are what boundary and session allow, None without either; ``own`` are the resources of the caller's
    account. ``is_closed``: only a resource's own policy opens it for policies of its account, as a key's and a role's
    trust.
    """

    identity: Sets
    limits: Sets | None
    given: Grants
    own: int
    is_closed: bool

    @property
    def allows(self) -> Sets:
        """Where the caller's side and the resource's together allow."""
        by_identity = self._limited(self.identity)
        if not self.given:
            return NOWHERE if self.is_closed else by_identity.among(self.own)
        across = by_identity & self.given.any
        within = across if self.is_closed else by_identity
        # Within one account, a grant to the caller itself is enough; only one to a role's ARN stays within the limits.
        within |= self._limited(self.given.arn) | self.given.session
        return within.among(self.own) | across.among(~self.own)

    def _limited(self, allowed: Sets) -> Sets:
        return allowed if self.limits is None else allowed & self.limits
