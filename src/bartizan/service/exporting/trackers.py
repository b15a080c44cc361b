"""Trackers as admins keep them without a command on the server: where its operator allows it, with the token of that.

Who might name both a place and a secret of the server could have any secret sent anywhere.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bartizan.base.home import DIRECTORY
from bartizan.base.settings import TrackerSettings, load_settings
from bartizan.model import UsageError, now
from bartizan.notify.tickets.github import GitHub, github_issue
from bartizan.notify.tickets.jira import Jira, jira_issue
from bartizan.service.exempting import author
from bartizan.service.exporting.rules import TicketRequest, add_tracker, checked_request, export_of, remove_export
from bartizan.state import State
from bartizan.state.notify.nouns import LEVELS, TICKETS, NotificationRule
from bartizan.state.notify.outbox import waiting
from bartizan.state.notify.progress import start_over
from bartizan.state.notify.rules import change_level, notification_rules
from bartizan.state.notify.tickets import tickets


@dataclass(frozen=True)
class KeptTracker:
    """A tracker, its issues that are open and closed, and whether its token is there; ``href`` is its page."""

    rule: NotificationRule
    href: str
    open: int
    closed: int
    has_token: bool
    is_waiting: bool


def allowed_places(home: Path) -> Sequence[TrackerSettings]:
    """Return where admins may have issues made, as the settings of the home say now.

    Raises:
        UsageError: the settings cannot be read.
    """
    return load_settings(home).trackers


def kept_trackers(home: Path, *, directory: str = DIRECTORY) -> list[KeptTracker]:
    """Return the trackers by name."""
    state = State(home)
    since = waiting(state, directory)
    return [_kept(state, rule, since) for rule in notification_rules(state, directory) if rule.receiver in TICKETS]


def add_allowed_tracker(home: Path, request: TicketRequest, *, directory: str = DIRECTORY) -> NotificationRule:
    """Add a tracker that names no token, at a place that the settings allow.

    Raises:
        UsageError: as ``allowed_tracker``.
    """
    return add_tracker(home, allowed_tracker(home, request, directory=directory), directory=directory)


def allowed_tracker(home: Path, request: TicketRequest, *, directory: str = DIRECTORY) -> TicketRequest:
    """Return a tracker with the token that the settings have for its place; nothing is stored.

    Raises:
        UsageError: the settings do not allow its place, its name is taken, or a part of it cannot be used.
    """
    known, place = allowed_places(home), f"{request.tracker}:{request.address}"
    allowed = next((each for each in known if each.allows(place)), None)
    if allowed is None:
        where = ", ".join(each.place for each in known) or "no place yet"
        raise UsageError(f"the settings of the server allow {where}, and not {place!r}")
    if request.name in {each.name for each in notification_rules(State(home), directory)}:
        raise UsageError(f"the name {request.name!r} is taken; choose another")
    found = replace(request, token=allowed.token, allows_private=allowed.allows_private)
    checked_request(found)
    return found


def change_tracker(
    home: Path, name: str, level: str, by: str, was: str = "", *, directory: str = DIRECTORY
) -> NotificationRule:
    """Have issues made for another risk level and worse; those that are there stay, and are kept.

    Raises:
        ChangedMeanwhileError: somebody else changed or removed it; nothing was stored.
        UsageError: there is no such level.
    """
    if level not in LEVELS:
        raise UsageError(f"unknown level {level!r}; choose one of {', '.join(LEVELS)}")
    state, at = State(home), now().replace(microsecond=0)
    changed = change_level(state, directory, name, level, author(by), at, was)
    if last := state.snapshot(directory):
        start_over(state, directory, changed.id, last.id, now())
    return changed


def remove_tracker(home: Path, name: str, by: str, *, directory: str = DIRECTORY) -> None:
    """Remove a tracker; its issues stay as they are. One that is gone already is no error."""
    if any(each.rule.name == name for each in kept_trackers(home, directory=directory)):
        remove_export(home, name, by, TICKETS, directory=directory)


def issues_at(home: Path, name: str, *, directory: str = DIRECTORY) -> int:
    """Ask a tracker for the issues that were made there, and return how many there are.

    Raises:
        BartizanError: there is no such tracker, or it did not answer; the message says why.
    """
    rule = export_of(home, name, TICKETS, directory=directory)
    return len((GitHub(rule) if rule.receiver == "github" else Jira(rule)).known())


def _kept(state: State, rule: NotificationRule, since: Mapping[str, object]) -> KeptTracker:
    made = [each for each in tickets(state, rule.id).values() if each.key]
    opened = sum(each.is_open for each in made)
    project = rule.address.rpartition("/")[2]
    href = github_issue(rule, "").rstrip("/") if rule.receiver == "github" else jira_issue(rule, project)
    return KeptTracker(rule, href, opened, len(made) - opened, _has_token(rule), rule.id in since)


def _has_token(rule: NotificationRule) -> bool:
    kind, _, named = rule.secret.partition(":")
    return named in os.environ if kind == "env" else Path(named).is_file()
