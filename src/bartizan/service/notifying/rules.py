"""Add and remove notification rules, and send a test message."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from bartizan.base.home import DIRECTORY
from bartizan.base.settings import load_settings
from bartizan.base.suggestion import suggestion
from bartizan.model import UsageError, now
from bartizan.notify.message import Message
from bartizan.notify.send import check_receiver, send
from bartizan.service.exempting import author
from bartizan.service.notifying.quiet import is_quiet
from bartizan.state import State
from bartizan.state.notify.nouns import KINDS, LEVELS, Notice, NotificationRule, OutboxItem, ReceiverKind
from bartizan.state.notify.rules import add_notification_rule, notification_rules, remove_notification_rule
from bartizan.state.saved_query import saved_queries

_LONGEST_NAME = 63


@dataclass(frozen=True)
class NotificationRequest:
    """A notification rule to add; see ``NotificationRule`` for what each condition means."""

    name: str
    receiver: str
    address: str
    secret: str = ""
    kinds: tuple[str, ...] = KINDS
    level: str = ""
    scope: str = ""
    query: str = ""
    after_hours: int = 0
    digest_minutes: int = 0
    quiet: str = ""
    allows_private: bool = False
    by: str = ""


def add_rule(home: Path, request: NotificationRequest, *, directory: str = DIRECTORY) -> NotificationRule:
    """Store a notification rule: from now on its receiver is sent what is new.

    Raises:
        UsageError: its name is taken, or a part of it cannot be used; the message says which.
    """
    _check(request)
    values = {name: value for name, value in vars(request).items() if name != "by"}
    values["kinds"] = request.kinds if request.query or "query" not in request.kinds else _without_query(request)
    rule = NotificationRule(**values, author=author(request.by), created_at=now().replace(microsecond=0))
    check_receiver(rule)
    state = State(home)
    if rule.query:
        known = [query.name for query in saved_queries(state, directory)]
        if rule.query not in known:
            raise UsageError(f"no saved query {rule.query!r}{suggestion(rule.query, known)}")
    add_notification_rule(state, directory, rule)
    return rule


def refuse_files(request: NotificationRequest) -> None:
    """Refuse a rule from elsewhere that refers to a file of the server.

    Raises:
        UsageError: it does.
    """
    if request.address.startswith("file:") or request.secret.startswith("file:"):
        raise UsageError("a file of the server is named on the server, with `bartizan notifications add`")


def _without_query(request: NotificationRequest) -> tuple[str, ...]:
    return tuple(kind for kind in request.kinds if kind != "query")


def check_name(what: str, name: str) -> None:
    """Check the name of a notification rule or an export.

    Raises:
        UsageError: it is empty, too long or not printable.
    """
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError(f"the {what} needs a name of at most {_LONGEST_NAME} characters")


def _check(request: NotificationRequest) -> None:
    check_name("notification rule", request.name)
    _one_of("receiver", request.receiver, get_args(ReceiverKind))
    for kind in request.kinds:
        _one_of("kind", kind, KINDS)
    if request.level:
        _one_of("level", request.level, LEVELS)
    if request.kinds == ("query",) and not request.query:
        raise UsageError("name the saved query whose new matches are meant")
    if request.query and "query" not in request.kinds:
        raise UsageError("a saved query is named, but the kind query is not asked for")
    if not (0 <= request.after_hours <= 24 * 365 and 0 <= request.digest_minutes <= 24 * 60):
        raise UsageError("an escalation comes within a year, and a digest within a day")
    is_quiet(request.quiet, now())


def _one_of(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(f"unknown {what} {value!r}{suggestion(value, known)}; choose one of {', '.join(known)}")


def listed_rules(home: Path, *, directory: str = DIRECTORY) -> list[NotificationRule]:
    """Return the notification rules by name; exports are none."""
    return [rule for rule in notification_rules(State(home), directory) if not rule.is_export]


def remove_rule(home: Path, name: str, by: str = "", *, directory: str = DIRECTORY) -> NotificationRule:
    """Remove a notification rule.

    Raises:
        UsageError: there is none of this name.
    """
    known = [rule.name for rule in listed_rules(home, directory=directory)]
    if name not in known:
        raise UsageError(f"no notification rule {name!r}{suggestion(name, known)}; see `bartizan notifications list`")
    return remove_notification_rule(State(home), directory, name, author(by), now().replace(microsecond=0))


def send_test(home: Path, name: str, *, directory: str = DIRECTORY) -> None:
    """Send a test message to a rule's receiver, once and at once.

    Raises:
        UsageError: there is no such rule, or a setting that it needs is missing.
        BartizanError: the receiver did not take it; the message says why.
    """
    known = {rule.name: rule for rule in listed_rules(home, directory=directory)}
    if name not in known:
        raise UsageError(f"no notification rule {name!r}{suggestion(name, list(known))}")
    settings, at = load_settings(home).notifications, now()
    notice = Notice("test", "test", "", "This is a test: messages of this rule arrive here", since=at)
    item = OutboxItem(f"o-{secrets.token_hex(7)}", notice.body(), at)
    message = Message(f"d-{secrets.token_hex(7)}", 1, name, directory, [item], at, settings.url)
    send(message, known[name], settings)
