"""The webhook that Event Grid posts a connector's events to: its address, who may post, and what comes of it."""

import datetime
import hmac
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from bartizan.access.secret import digest, new_secret
from bartizan.base.home import DIRECTORY
from bartizan.base.sign_in_settings import is_encrypted_or_local
from bartizan.connect.target import check_connector
from bartizan.model import UsageError, now
from bartizan.service.exempting import author
from bartizan.service.work.noting import expected_of, noted
from bartizan.state import State
from bartizan.state.events.health import note_check, note_events
from bartizan.state.events.webhook import add_key, connector_by_id, keys_in_force
from bartizan.state.onboarding.connectors import change_settings, connector
from bartizan.state.onboarding.nouns import EVENTS_APP, EVENTS_QUEUE, EVENTS_WEBHOOK, Connector
from bartizan.watch.delivery import GridDelivery
from bartizan.watch.intake import EventIntake

PATH = "/api/v1/event-grid"
GRACE = datetime.timedelta(days=1)
"""How long the key before is in force once there is a new one: the subscription must be changed."""


@dataclass(frozen=True)
class EventWebhook:
    """A connector whose events are posted, and the address with its key, shown this once."""

    connector: Connector
    address: str = field(repr=False)


def open_webhook(home: Path, name: str, public_url: str, app: str = "", by: str = "") -> EventWebhook:
    """Let Event Grid post a connector's events below a public address, with a new key.

    With ``app``, ``TENANT/APPLICATION``, each delivery needs a token of Entra ID besides. The key before stays in
    force for a day.

    Raises:
        UsageError: there is no such connector, it is not Azure's, or the address is not an https one.
    """
    state = State(home)
    found = connector(state, DIRECTORY, name)
    if found.provider != "azure":
        raise UsageError(f"{name} is on AWS, whose events come to a queue; use --events-queue")
    address = f"{_public(public_url)}{PATH}/{found.id}"
    changed = replace(found, settings=_with_webhook(found, address, app))
    check_connector(changed)
    key, at = new_secret(), now()
    add_key(state, found.id, digest(key), at, at + GRACE)
    return EventWebhook(change_settings(state, DIRECTORY, changed, author(by)), f"{address}?key={key}")


def admitted(state: State, connector_id: str, key: str) -> Connector | None:
    """Return the connector whose events a key allows, None for none; it takes as long whichever key is wrong."""
    hashed = digest(key)
    is_known = [hmac.compare_digest(hashed, each) for each in keys_in_force(state, connector_id, now())]
    found = connector_by_id(state, connector_id) if any(is_known) else None
    return found if found and found.settings.get(EVENTS_WEBHOOK) else None


@dataclass
class WebhookIntake:
    """Takes what is posted for one connector, one delivery at a time."""

    state: State
    connector_id: str
    _intake: EventIntake | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, connector: Connector, delivery: GridDelivery) -> None:
        """Keep what a delivery comes to; it may be confirmed then, and not before.

        Raises:
            StateError: it cannot be kept; Event Grid posts it again.
        """
        with self._lock:
            expected = expected_of(connector)
            if self._intake is None or self._intake.expected != expected:
                self._intake = EventIntake("azure", expected)
            batch = self._intake.take(delivery.messages)
            note_events(self.state, connector.id, noted(batch), now())
            self._intake.kept(batch)

    def agree(self, connector: Connector, delivery: GridDelivery) -> bool:
        """Return whether a subscription may be validated, and note that it was."""
        if not delivery.is_expected(expected_of(connector)):
            return False
        note_check(self.state, connector.id, now())
        return True


def _with_webhook(found: Connector, address: str, app: str) -> dict[str, str]:
    kept = {name: value for name, value in found.settings.items() if name not in (EVENTS_QUEUE, EVENTS_APP)}
    return kept | {EVENTS_WEBHOOK: address} | ({EVENTS_APP: app} if app else {})


def _public(url: str) -> str:
    parts = urlsplit(url)
    if not is_encrypted_or_local(parts) or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(f"{url!r}: give the https address at which Event Grid reaches this server, without a query")
    return url.rstrip("/")
