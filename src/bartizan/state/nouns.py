"""What state holds, as values that need no database: decisions of people, and the score of a day. Times are UTC."""

import datetime
import hashlib
import secrets
from dataclasses import dataclass, field

from bartizan.model import ExemptionCategory, UsageError


def new_exemption_id() -> str:
    """Return an ID that no exemption has."""
    return f"e-{secrets.token_hex(4)}"


@dataclass(frozen=True)
class Exemption:
    """Findings that match every condition that is not empty are exempt until ``until`` (None: until it is removed).

    ``rule`` is an ID or a pattern such as ``aws.lambda.*``, ``tag`` is ``key=value``; times are UTC.
    """

    category: ExemptionCategory
    justification: str
    author: str
    created_at: datetime.datetime
    rule: str = ""
    resource: str = ""
    scope: str = ""
    tag: str = ""
    until: datetime.datetime | None = None
    id: str = field(default_factory=new_exemption_id)
    removed_at: datetime.datetime | None = None
    removed_by: str = ""

    def state(self, at: datetime.datetime) -> str:
        """Return active, expired or removed at a time."""
        if self.removed_at is not None:
            return "removed"
        return "expired" if self.until is not None and self.until <= at else "active"


@dataclass(frozen=True)
class GovernanceRule:
    """The first rule by priority (1 first) whose every condition that is not empty matches a finding governs it.

    ``severity`` is that one and worse. The owner is the value of the resource's tag ``owner_tag``, else ``owner``. The
    finding is due ``due_days`` after it was first seen; with ``has_grace`` it does not count against the score until
    it is overdue.
    """

    due_days: int
    author: str
    created_at: datetime.datetime
    owner: str = ""
    owner_tag: str = ""
    priority: int = 100
    severity: str = ""
    risk_level: str = ""
    category: str = ""
    scope: str = ""
    rule: str = ""
    has_grace: bool = False
    id: str = field(default_factory=lambda: f"g-{secrets.token_hex(4)}")
    removed_at: datetime.datetime | None = None
    removed_by: str = ""

    @property
    def version(self) -> str:
        """A digest of what the rule says: another one after each change."""
        said = (getattr(self, name) for name in (*_CONDITIONS, "author", "owner", "owner_tag", "due_days", "priority"))
        return hashlib.sha256(repr((*said, bool(self.has_grace))).encode()).hexdigest()[:16]


_CONDITIONS = ("severity", "risk_level", "category", "scope", "rule")


class ChangedMeanwhileError(UsageError):
    """Somebody else changed or removed a decision meanwhile, and nothing was stored.

    ``value`` is the decision as it is now, None where it was removed; ``by`` is who did it.
    """

    def __init__(self, message: str, by: str, value: object = None) -> None:
        super().__init__(message)
        self.by = by
        self.value = value


@dataclass(frozen=True)
class SavedQuery:
    """A query that was saved under a name, in its text form."""

    name: str
    text: str
    author: str
    saved_at: datetime.datetime


@dataclass(frozen=True)
class Score:
    """The secure score of one group: 0 to 100, None where nothing was evaluated; the counts are checks, not losses.

    ``grouping`` is all, scope, type or category; ``name`` is the group's, ``all`` for the one of everything.
    ``healthy`` holds mitigated checks too, ``exempt`` those whose risk is accepted.
    """

    grouping: str
    name: str
    score: float | None
    healthy: int
    unhealthy: int
    unknown: int
    exempt: int
    in_grace: int

    @property
    def unknown_share(self) -> float | None:
        """The share of the checks that could not be made, 0 to 1; None where there was none to make."""
        checks = self.healthy + self.unhealthy + self.unknown
        return round(self.unknown / checks, 3) if checks else None


@dataclass(frozen=True)
class DailyScore:
    """A group's score on a day (UTC) and the snapshot it was computed from."""

    day: datetime.date
    snapshot_id: str
    score: Score
