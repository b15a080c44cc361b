"""The objects of onboarding: connectors, what is on for their scopes, and what can be read through them."""

import datetime
from typing import Literal

from bartizan.contract import Contract


class UnevaluatedScope(Contract):
    """A scope whose last scan read nothing: since when its facts are old (None: there are none), and why."""

    scope: str
    since: datetime.datetime | None
    why: str


class ConnectorScans(Contract):
    """How the scans of a connector go: how the last one ended, and when the next is due. Times are UTC.

    ``state`` is ``failing`` after ``failures`` failed scans in a row, of which ``error`` is the last one's; ``partial``
    where the last one could not read all; ``overdue`` where one is due and nobody scans; ``never`` where nothing was
    read yet. ``last_run`` is empty where none was asked for through a server, a worker or the API. ``evaluated_at`` is
    when a scan last read anything, ``next_at`` when the next is due: after failures the end of the pause. ``worker_at``
    is when a worker last said that it scans what is due, ``is_watched`` whether that is so now.
    """

    state: Literal["ok", "partial", "failing", "running", "overdue", "never"]
    last_run: str
    last_status: str
    last_started_at: datetime.datetime | None
    last_ended_at: datetime.datetime | None
    evaluated_at: datetime.datetime | None
    failures: int
    error: str
    next_at: datetime.datetime
    worker_at: datetime.datetime | None
    is_watched: bool
    unevaluated: list[UnevaluatedScope]


class ConnectorItem(Contract):
    """What is read: ``target`` is its ID. ``settings`` hold names and references to secrets, never a secret.

    ``scans`` is None where the connector was just added.
    """

    id: str
    name: str
    provider: Literal["aws", "azure"]
    kind: str
    target: str
    settings: dict[str, str]
    interval_hours: int
    author: str
    created_at: datetime.datetime
    scans: ConnectorScans | None = None


class AddedConnector(ConnectorItem):
    """A connector that was just added, with the external ID that its role's trust must ask for, shown this once."""

    external_id: str


class EventHealthItem(Contract):
    """How the events of a connector come in: ``skipped`` are counts by reason, ``waiting`` resources to be read again.

    ``queue`` is the address of its queue or webhook; ``checked_at`` is when events last came or were asked for, None
    for never; ``error`` what went wrong then; ``followed_since`` when that first worked. Of ``missed`` changes, such as
    that of ``missed_example``, no event had come when the whole scan at ``missed_at`` found them.
    """

    connector: str
    queue: str
    checked_at: datetime.datetime | None
    last_event_at: datetime.datetime | None
    error: str
    seen: int
    skipped: dict[str, int]
    waiting: int
    followed_since: datetime.datetime | None
    missed: int
    missed_example: str
    missed_at: datetime.datetime | None


class ExclusionItem(Contract):
    """Workloads that are left out: by tag (``key=value``), name (a pattern such as ``sandbox-*``) or region."""

    by: Literal["tag", "name", "region"]
    value: str


class PlanItem(Contract):
    """What is on for a scope of a connector; the empty scope stands for all without a plan of their own.

    ``excluded`` workloads of the latest scan are left out by the exclusions; None where that was not asked for.
    """

    connector: str
    scope: str
    cspm: bool
    serverless_protection: bool
    permission_analysis: bool
    azure_packages: bool
    exclusions: list[ExclusionItem]
    excluded: int | None = None
    excluded_names: tuple[str, ...] = ()


class DeniedItem(Contract):
    """A permission that is lacking, and the call that was refused first for it."""

    permission: str
    operation: str
    scope: str
    detail: str


class CapabilityItem(Contract):
    """What can be read of what one capability needs; ``statement`` adds exactly what is lacking, None for nothing."""

    name: str
    feeds: str
    status: Literal["readable", "partly", "denied", "not_asked"]
    readable: list[str]
    denied: list[DeniedItem]
    failed: list[str]
    not_asked: list[str]
    statement: dict[str, object] | None
