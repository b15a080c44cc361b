"""What the process remembers of events that are posted to it."""

import asyncio
from dataclasses import dataclass, field

from bartizan.access.event_grid import GridTokens
from bartizan.api.limits import Limit
from bartizan.service.work.webhook import WebhookIntake
from bartizan.state import State

_READ_AT_ONCE = 16
"""Bodies: with a megabyte each no flood takes much memory."""


@dataclass
class PostedEvents:
    """The intake of each connector, which tokens are accepted, and how often may be posted: 200 a second for long."""

    rate: Limit = field(default_factory=lambda: Limit(tries=2_000, seconds=0.005))
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_READ_AT_ONCE))
    _intakes: dict[str, WebhookIntake] = field(default_factory=dict)
    _tokens: dict[tuple[str, str], GridTokens] = field(default_factory=dict)

    def of(self, state: State, connector_id: str) -> WebhookIntake:
        """Return the intake of a connector."""
        return self._intakes.setdefault(connector_id, WebhookIntake(state, connector_id))

    def tokens(self, app: str, authority: str) -> GridTokens:
        """Return what checks the tokens for an application."""
        if (app, authority) not in self._tokens:
            self._tokens[app, authority] = GridTokens(app, authority)
        return self._tokens[app, authority]
