"""The objects of the queue: workloads with a way in, how far people are with each, and what happened to it."""

import datetime
from typing import Literal

from bartizan.contract import Contract


class ExposureEvent(Contract):
    """Something that happened to an exposure; ``text`` is the new value, or the comment. ``at`` is UTC.

    Of an issue that was asked for, opened or closed, ``text`` is the title of its recommendation, ``rule_id`` its rule;
    ``ticket`` and ``url`` are empty until it is made, and of all else, as ``rule_id`` and ``tracker`` are.
    """

    at: datetime.datetime
    author: str
    kind: Literal["progress", "assignee", "comment", "ticket_asked", "ticket_opened", "ticket_closed"]
    text: str
    rule_id: str = ""
    tracker: str = ""
    ticket: str = ""
    url: str = ""


class ExposureItem(Contract):
    """A workload with a way in. ``story`` and ``path_id`` are of its worst path, ``breaks`` the rules that end it.

    ``assignee`` is empty for nobody; it ``is_reopened`` where it was done or accepted once; times are UTC.
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


class ExposureDetail(ExposureItem):
    """An exposure with all that happened to it, oldest first, and the issues of what is to be fixed."""

    events: list[ExposureEvent]
    tickets: list[ExposureTicket]


class ExposureMoved(Contract):
    """How far an exposure is after a change. ``undo`` takes it back, once, for ten minutes; empty where it stays."""

    progress: str
    assignee: str
    undo: str
