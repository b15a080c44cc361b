"""Notification rules, exports, what is sent to them, and messages. Times are UTC."""

import datetime
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

ReceiverKind = Literal["webhook", "slack", "teams", "email"]
ExportKind = Literal["file", "https", "s3", "sqs", "security-hub", "sarif"]
TicketKind = Literal["github", "jira"]
EXPORTS: tuple[ExportKind, ...] = get_args(ExportKind)
TICKETS: tuple[TicketKind, ...] = get_args(TicketKind)
AUTOMATION: Literal["automation"] = "automation"
SNAPSHOT = "snapshot"
"""What exports, tickets and automations are sent: not what somebody is notified of, but each snapshot."""
NoticeKind = Literal["finding", "attack_path", "exploited", "overdue", "incomplete", "advisories", "query"]
KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)
"""What may be notified of: a new critical or high finding, a new attack path, a vulnerability that is exploited,
a finding past its due date, a scope that could not be read, advisories that are old, a saved query with new matches."""
LEVELS = ("critical", "high", "medium", "low")
DeliveryStatus = Literal["pending", "sent", "failed"]


@dataclass(frozen=True)
class NotificationRule:
    """A receiver and what it is sent; every condition that is not empty must match.

    ``address`` is a URL or, for e-mail, an address; ``secret`` refers to a secret and is never one. ``level`` is that
    one and worse. With ``after_hours`` it is sent what is still there so long after it came: an escalation.
    ``digest_minutes`` gathers what comes within them; ``quiet`` are hours without messages, ``22:00-06:00 ZONE``.
    ``allows_private`` lets it be an address of a private network.

    An export is such a rule of the kind ``SNAPSHOT`` alone: ``role`` is the ARN of the AWS role that it is written
    with, ``cursor`` the snapshot that its receiver has, ``decided`` the exemptions that counted then, as text.
    """

    name: str
    receiver: ReceiverKind | ExportKind | TicketKind | Literal["automation"]
    address: str
    author: str
    created_at: datetime.datetime
    secret: str = ""
    kinds: Sequence[str] = KINDS
    level: str = ""
    scope: str = ""
    query: str = ""
    after_hours: int = 0
    digest_minutes: int = 0
    quiet: str = ""
    allows_private: bool = False
    id: str = field(default_factory=lambda: f"n-{secrets.token_hex(6)}")
    removed_at: datetime.datetime | None = None
    removed_by: str = ""
    role: str = ""
    cursor: str = ""
    decided: str = ""

    @property
    def is_export(self) -> bool:
        """Whether it is sent each snapshot, to an export's receiver or to a tracker."""
        return SNAPSHOT in self.kinds

    def wants(self, notice: "Notice") -> bool:
        """Return whether its receiver is to be sent a notice; how old that is, is not asked here."""
        is_bad = not self.level or not notice.level or LEVELS.index(notice.level) <= LEVELS.index(self.level)
        return (
            notice.kind in self.kinds
            and is_bad
            and self.scope in ("", notice.scope)
            and (notice.kind != "query" or notice.subject == self.query)
        )


@dataclass(frozen=True)
class Notice:
    """What somebody may be notified of.

    ``subject`` says what it is about within its kind, ``occurrence`` differs when that comes back; ``level`` is empty
    where none applies.
    """

    kind: str
    subject: str
    occurrence: str
    title: str
    level: str = ""
    resource_id: str = ""
    resource_name: str = ""
    resource_type: str = ""
    scope: str = ""
    detail: str = ""
    since: datetime.datetime | None = None
    snapshot_id: str = ""

    @property
    def key(self) -> str:
        """The same for the same thing that happened once."""
        parts = (self.kind, self.subject, self.resource_id, self.occurrence)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def body(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return vars(self) | {"since": f"{self.since.isoformat(timespec='seconds')}Z" if self.since else None}


@dataclass(frozen=True)
class OutboxItem:
    """A notice for one receiver, under the ID by which that one may tell it from others."""

    id: str
    body: Mapping[str, Any]
    created_at: datetime.datetime


@dataclass(frozen=True)
class Delivery:
    """A message to a receiver. A pending one is tried at ``next_at``; ``detail`` says what went wrong last.

    ``progress`` says how far an export got, in its own words; ``attempts`` counts the tries of what comes next.
    """

    id: str
    rule_id: str
    status: DeliveryStatus
    items: int
    attempts: int
    created_at: datetime.datetime
    next_at: datetime.datetime
    ended_at: datetime.datetime | None = None
    detail: str = ""
    progress: str = ""


@dataclass(frozen=True)
class SentSnapshot:
    """A snapshot for an export with the exemptions of a ``DecisionPoint``, as text; empty: of when it was published."""

    id: str
    decided: str = ""


@dataclass(frozen=True)
class Ticket:
    """The issue of a recommendation under a tracker's ``key``; ``digest`` tells whether what it says is still true.

    One without a key was asked for, and is not made yet.
    """

    rule_id: str
    key: str
    is_open: bool
    digest: str
