"""The objects of the queue: workloads with a way in, how far people are with each, and what happened to it."""

import datetime
from typing import Literal

from bartizan.contract import Contract


class ExposureEvent(Contract):
    """Something that happened to an exposure; ``text`` is the new value, or the comment. ``at`` is UTC.

    It was ``resolved`` when its last path was seen to be gone, ``reopened`` when one was there again, without a text.
    Of an issue that was asked for, opened or closed, ``text`` is the title of its recommendation, ``rule_id`` its rule;
    ``ticket`` and ``url`` are empty until it is made, and of all else, as ``rule_id`` and ``tracker`` are.
    """

    at: datetime.datetime
    author: str
    kind: Literal[
        "progress", "assignee", "comment", "resolved", "reopened", "ticket_asked", "ticket_opened", "ticket_closed"
    ]
    text: str
    rule_id: str = ""
    tracker: str = ""
    ticket: str = ""
    url: str = ""


class ExposureItem(Contract):
    """A workload with a way in, or with one that is gone since ``resolved_at``: then all else is as it was last.

    ``story`` and ``path_id`` are of its worst path, ``breaks`` the rules that end it.
    ``assignee`` is empty for nobody; it ``is_reopened`` where it was done, accepted or resolved once; times are UTC.
    ``unverified_since`` is when the worst path was seen for certain last, where what it stands on was not read since.
    """

    id: str
    key: str
    name: str
    kind: str
    scope: str
    risk_level: str
    story: str
    path_id: str
    paths: int
    target_kind: str
    breaks: list[str]
    progress: str
    assignee: str
    is_exploited: bool
    is_reopened: bool
    unverified_since: datetime.datetime | None
    resolved_at: datetime.datetime | None
    first_seen: datetime.datetime | None
    last_event: ExposureEvent | None


class ExposureTicket(Contract):
    """The issue of a recommendation behind an exposure, in a tracker of that name.

    While it is ``waiting``, because it was asked for and is not made yet, ``key`` and ``url`` are empty. ``at`` (UTC)
    is when that was, or when it was opened or closed last; null where that is not on record.
    """

    rule_id: str
    title: str
    tracker: str
    receiver: Literal["github", "jira"]
    state: Literal["waiting", "open", "closed"]
    key: str
    url: str
    at: datetime.datetime | None


class ExposurePackage(Contract):
    """A vulnerability of a package of the workload that is exploited or could be, and the versions without it."""

    severity: str | None
    advisory_id: str
    cve: str | None
    package: str
    version: str
    ecosystem: str
    kev: bool | None
    is_malicious: bool | None
    fixed_versions: list[str]


class ExposureCheck(Contract):
    """A check that fails on a resource of the worst path; it ``ends_path`` where its fix does."""

    finding_id: str
    rule_id: str
    title: str
    resource_id: str
    resource_name: str
    risk_level: str
    ends_path: bool


class ExposureDetail(ExposureItem):
    """An exposure with all that happened to it, oldest first, and the issues of what is to be fixed.

    ``packages`` and ``failing_checks`` are the first hundred of each, worst first, of ``packages_total`` and
    ``failing_checks_total``; how many checks more are unknown on the way is ``unknown_checks``. Of what is resolved
    there is none.
    """

    events: list[ExposureEvent]
    tickets: list[ExposureTicket]
    packages: list[ExposurePackage]
    packages_total: int
    failing_checks: list[ExposureCheck]
    failing_checks_total: int
    unknown_checks: int


class ExposureMoved(Contract):
    """How far an exposure is after a change. ``undo`` takes it back, once, for ten minutes; empty where it stays."""

    progress: str
    assignee: str
    undo: str
