"""Add, list, test and remove exports."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from bartizan.base.home import DIRECTORY
from bartizan.base.referred_secret import FORMS
from bartizan.base.suggestion import suggestion
from bartizan.contract.notifications import ExportItem
from bartizan.model import UsageError, now
from bartizan.notify.export.aws import AwsClients
from bartizan.notify.export.part import ExportPart
from bartizan.notify.export.send import check_export, send_part
from bartizan.notify.tickets.github import github_url
from bartizan.notify.tickets.jira import jira_project
from bartizan.service.exempting import author
from bartizan.service.notifying.listing import shown_address
from bartizan.service.notifying.rules import check_name
from bartizan.state import State
from bartizan.state.notify.nouns import AUTOMATION, EXPORTS, LEVELS, SNAPSHOT, TICKETS, NotificationRule
from bartizan.state.notify.outbox import waiting
from bartizan.state.notify.progress import start_over
from bartizan.state.notify.rules import add_notification_rule, notification_rules, remove_notification_rule


@dataclass(frozen=True)
class ExportRequest:
    """An export to add. ``secret`` refers to what https is signed with, ``role`` is an ARN; both may be empty.

    Without ``sends_all`` its receiver is sent what changes from now on, not what there is.
    """

    name: str
    receiver: str
    address: str
    secret: str = ""
    role: str = ""
    allows_private: bool = False
    sends_all: bool = True
    by: str = ""


def add_export(home: Path, request: ExportRequest, *, directory: str = DIRECTORY) -> NotificationRule:
    """Store an export: its receiver is sent the latest snapshot, and what changes with each that follows.

    Raises:
        UsageError: its name is taken, or a part of it cannot be used; the message says which.
    """
    check_name("export", request.name)
    if request.receiver not in EXPORTS:
        raise UsageError(f"an export goes to one of {', '.join(EXPORTS)}, not to {request.receiver!r}")
    values = {name: value for name, value in vars(request).items() if name not in ("by", "sends_all")}
    rule = NotificationRule(
        **values, author=author(request.by), created_at=now().replace(microsecond=0), kinds=(SNAPSHOT,)
    )
    check_export(rule)
    return _add(home, directory, rule, sends_all=request.sends_all)


@dataclass(frozen=True)
class TicketRequest:
    """A tracker to add. ``token`` refers to a secret; issues are made for risks of ``level`` and worse."""

    name: str
    tracker: str
    address: str
    token: str
    level: str = "high"
    allows_private: bool = False
    by: str = ""


def add_tracker(home: Path, request: TicketRequest, *, directory: str = DIRECTORY) -> NotificationRule:
    """Store a tracker: each recommendation has an issue there from now on.

    Raises:
        UsageError: its name is taken, or a part of it cannot be used; the message says which.
    """
    return _add(home, directory, checked_request(request))


def checked_request(request: TicketRequest) -> NotificationRule:
    """Return the rule of a tracker; nothing is stored.

    Raises:
        UsageError: a part of it cannot be used; the message says which.
    """
    check_name("tracker", request.name)
    if request.tracker not in TICKETS:
        raise UsageError(f"issues are made in one of {', '.join(TICKETS)}, not in {request.tracker!r}")
    if request.level not in LEVELS:
        raise UsageError(f"unknown level {request.level!r}; choose one of {', '.join(LEVELS)}")
    if not request.token.startswith(FORMS):
        raise UsageError("name the tracker's token by env:NAME or file:PATH; it is not stored here")
    rule = NotificationRule(
        request.name, request.tracker, request.address, author(request.by), now().replace(microsecond=0),
        secret=request.token, kinds=(SNAPSHOT,), level=request.level, allows_private=request.allows_private,
    )  # fmt: skip
    (github_url if rule.receiver == "github" else jira_project)(rule)
    return rule


def _add(home: Path, directory: str, rule: NotificationRule, *, sends_all: bool = True) -> NotificationRule:
    """Store a rule that is sent each snapshot, and the latest one at once; without ``sends_all`` it counts as sent."""
    state = State(home)
    last = state.snapshot(directory)
    added = replace(rule, cursor=last.id if last and not sends_all else "")
    add_notification_rule(state, directory, added)
    if last and sends_all:
        start_over(state, directory, rule.id, last.id, now())
    return added


def export_items(home: Path, receivers: Collection[str] = EXPORTS, *, directory: str = DIRECTORY) -> list[ExportItem]:
    """Return the exports by name."""
    state = State(home)
    since = waiting(state, directory)
    return [
        ExportItem(
            id=rule.id,
            name=rule.name,
            receiver=rule.receiver,
            address=rule.address if rule.receiver in _OPEN else shown_address(rule),
            secret=rule.secret,
            role=rule.role,
            allows_private=rule.allows_private,
            author=rule.author,
            created_at=rule.created_at,
            snapshot_id=rule.cursor,
            waiting_since=since.get(rule.id),
        )
        for rule in notification_rules(state, directory)
        if rule.receiver in receivers
    ]


_OPEN = ("file", "s3", "sqs", "security-hub", "sarif", "github", "jira", AUTOMATION)
"""Receivers in whose address there is no secret."""


def export_of(
    home: Path, name: str, receivers: Collection[str] = EXPORTS, *, directory: str = DIRECTORY
) -> NotificationRule:
    """Return an export by its name.

    Raises:
        UsageError: there is none.
    """
    rules = notification_rules(State(home), directory)
    known = {rule.name: rule for rule in rules if rule.receiver in receivers}
    if name not in known:
        raise UsageError(f"there is no {name!r}{suggestion(name, list(known))} to send snapshots to")
    return known[name]


def remove_export(
    home: Path, name: str, by: str = "", receivers: Collection[str] = EXPORTS, *, directory: str = DIRECTORY
) -> None:
    """Remove an export: what was not sent yet is not sent any more.

    Raises:
        UsageError: there is none of this name.
    """
    export_of(home, name, receivers, directory=directory)
    remove_notification_rule(State(home), directory, name, author(by), now().replace(microsecond=0))


def resend(home: Path, name: str, *, directory: str = DIRECTORY) -> None:
    """Send all findings of the latest snapshot once more, as if the receiver had none.

    Raises:
        UsageError: there is no such export, or nothing was scanned yet.
    """
    rule, state = export_of(home, name, directory=directory), State(home)
    last = state.snapshot(directory)
    if last is None:
        raise UsageError("nothing has been scanned yet")
    start_over(state, directory, rule.id, last.id, now())


_UNTRIED = {
    "security-hub": "Security Hub has no room for tests",
    "sarif": "a SARIF file has no room for tests, `bartizan exports resend` writes it now",
}


def send_test_part(home: Path, name: str, *, directory: str = DIRECTORY) -> None:
    """Send a test event to an export's receiver, once and at once.

    Raises:
        UsageError: there is no such export, or it cannot be tried.
        BartizanError: the receiver did not take it; the message says why.
    """
    rule = export_of(home, name, directory=directory)
    if rule.receiver in _UNTRIED:
        raise UsageError(f"{_UNTRIED[rule.receiver]}; `bartizan notifications deliveries` says how exports went")
    id_ = secrets.token_hex(7)
    message = "This is a test: what changes with each scan arrives here"
    event = {"class_uid": 0, "type_uid": 0, "message": message, "metadata": {"uid": f"test/{id_}"}, "resources": []}
    if refused := send_part(ExportPart(f"d-{id_}", f"{now():%Y%m%d}-test-{id_}", 1, [event]), rule, AwsClients()):
        raise UsageError(refused[0])
