"""The objects of one resource's page."""

import datetime
from typing import Any, Literal

from bartizan.contract import CodeCoverage, Contract, IdentityItem, InventoryItem


class RiskFactor(Contract):
    """Something that makes a resource's risk: ``state`` says whether it is so."""

    factor: str
    state: Literal["yes", "no", "unknown"]
    why: str


class ResourceSummary(Contract):
    """A resource with the counts of its tabs. ``code`` is None for what has no code; ``owners`` come from governance.

    ``unread`` are the facts that could not be read; ``read_at`` is when a resource that is stale was last read (UTC).
    """

    key: str
    item: InventoryItem
    checks: dict[str, int]
    factors: list[RiskFactor]
    code: CodeCoverage | None
    owners: list[str]
    packages: int
    unread: int
    read_at: datetime.datetime | None


class ResourceFact(Contract):
    """A column of a resource's row. ``value`` is None where it could not be read, and ``missing`` says why."""

    name: str
    type: str
    description: str
    value: Any
    missing: list[str]


class IdentityAbility(Contract):
    """What an identity may do, to what, and by which statement; ``condition`` is empty where there is none."""

    principal_id: str
    ability: str
    action: str
    resource: str
    effect: str
    condition: str
    source: str
    because: str
    resources: int | None
    sensitive: int | None


class ResourcePermissions(Contract):
    """Whom a resource runs as, and what these may do: ``total`` abilities; ``unknown`` identities could not be read."""

    identities: list[IdentityItem]
    abilities: list[IdentityAbility]
    total: int
    unknown: list[str]


class HistoryEvent(Contract):
    """Something that happened to a resource (UTC): it or a finding came, a path came or went, somebody decided.

    A ``change`` is a call that an event of the cloud named: ``title`` is the operation and ``by`` who the event says
    called it. Of a ``configuration``, ``permission`` or ``package`` that a scan found changed, ``title`` says what it
    is and ``by`` who alone made calls since the scan before; it was ``before`` and is ``after``, which are null where
    that could not be read and empty where it was not there. A resource that was ``gone`` had been there before.
    """

    at: datetime.datetime
    kind: Literal[
        "seen", "finding", "resolved", "reopened", "vulnerability", "path", "path_gone", "exempt", "exemption_ended",
        "change", "configuration", "permission", "package", "gone", "unverified",
    ]  # fmt: skip
    subject: str
    title: str
    by: str = ""
    before: str | None = ""
    after: str | None = ""
