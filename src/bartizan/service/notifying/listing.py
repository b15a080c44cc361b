"""Notification rules and deliveries as people see them."""

from pathlib import Path
from urllib.parse import urlsplit

from bartizan.base.home import DIRECTORY
from bartizan.base.referred_secret import FORMS
from bartizan.contract import Page
from bartizan.contract.notifications import DeliveredNotice, DeliveryItem, NotificationRuleItem
from bartizan.model import printable
from bartizan.service.names import NotHereError
from bartizan.state import State
from bartizan.state.notify.nouns import NotificationRule
from bartizan.state.notify.outbox import deliveries, delivery_of, items, waiting
from bartizan.state.notify.rules import notification_rules
from bartizan.state.saved_query import saved_queries

_BESIDE = ("waiting_since", "is_query_gone")
"""What is said of a rule and is no part of it."""


def rule_items(home: Path, *, directory: str = DIRECTORY) -> list[NotificationRuleItem]:
    """Return the notification rules by name."""
    state = State(home)
    since, queries = waiting(state, directory), {query.name for query in saved_queries(state, directory)}
    return [
        NotificationRuleItem.model_validate(
            _rule(rule)
            | {"waiting_since": since.get(rule.id), "is_query_gone": bool(rule.query) and rule.query not in queries}
        )
        for rule in notification_rules(state, directory)
        if not rule.is_export
    ]


def watchers(state: State, directory: str, query: str) -> list[str]:
    """Return the notification rules, by name, that are sent new matches of a saved query."""
    return [rule.name for rule in notification_rules(state, directory) if rule.query == query]


def _rule(rule: NotificationRule) -> dict[str, object]:
    values = {name: getattr(rule, name) for name in NotificationRuleItem.model_fields if name not in _BESIDE}
    return values | {"kinds": list(rule.kinds), "address": shown_address(rule)}


def shown_address(rule: NotificationRule) -> str:
    """Return where a rule's receiver is, without path and query: in those of webhooks there may be a secret."""
    if rule.receiver == "email" or rule.address.startswith(FORMS):
        return rule.address
    parts = urlsplit(rule.address)
    return printable(f"{parts.scheme}://{parts.netloc}/" + ("…" if parts.path.strip("/") or parts.query else ""))


def delivery_items(home: Path, limit: int = 50, offset: int = 0, *, directory: str = DIRECTORY) -> Page[DeliveryItem]:
    """Return the messages, newest first."""
    found, total = deliveries(State(home), directory, limit, offset)
    return Page([_delivery(vars(each), name) for each, name in found], total)


def _delivery(values: dict[str, object], rule: str) -> DeliveryItem:
    kept = {name: values[name] for name in DeliveryItem.model_fields if name != "rule"}
    kept["next_at"] = values["next_at"] if values["status"] == "pending" else None
    return DeliveryItem.model_validate(kept | {"rule": rule})


def delivered_notices(home: Path, delivery: str, *, directory: str = DIRECTORY) -> list[DeliveredNotice]:
    """Return what a message was made of.

    Raises:
        NotHereError: there is no such message.
    """
    state = State(home)
    if delivery_of(state, directory, delivery) is None:
        raise NotHereError(f"no delivery {delivery!r}")
    return [
        DeliveredNotice(id=each.id, created_at=each.created_at, body=dict(each.body)) for each in items(state, delivery)
    ]
