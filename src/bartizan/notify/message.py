"""A message as every receiver's form is made of: a few notices for one rule, with the ID that all tries share."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bartizan.base.resource_key import resource_key
from bartizan.model import printable
from bartizan.state.notify.nouns import OutboxItem

SHOWN = 20
"""Notices that are written out where people read; a receiver of data gets all of them."""
_WORDS = {
    "finding": ("new finding", "new findings"),
    "attack_path": ("new attack path", "new attack paths"),
    "exploited": ("exploited vulnerability", "exploited vulnerabilities"),
    "overdue": ("overdue finding", "overdue findings"),
    "incomplete": ("scope not evaluated", "scopes not evaluated"),
    "advisories": ("note on advisories", "notes on advisories"),
    "query": ("new match of a query", "new matches of a query"),
    "test": ("test message", "test messages"),
}


@dataclass(frozen=True)
class Message:
    """What one receiver is sent at once. ``attempt`` counts from 1; ``portal`` is its URL, empty for no links."""

    id: str
    attempt: int
    rule: str
    directory: str
    items: Sequence[OutboxItem]
    created_at: datetime.datetime
    portal: str = ""

    @property
    def is_retry(self) -> bool:
        """Whether an earlier try may have arrived."""
        return self.attempt > 1

    @property
    def title(self) -> str:
        """What it is about in one line."""
        counts: dict[str, int] = {}
        for item in self.items:
            counts[item.body["kind"]] = counts.get(item.body["kind"], 0) + 1
        return "Bartizan: " + ", ".join(f"{n:,} {_WORDS[kind][n != 1]}" for kind, n in counts.items())

    @property
    def shown(self) -> Sequence[OutboxItem]:
        """The notices that are written out."""
        return self.items[:SHOWN]

    @property
    def footer(self) -> str:
        """What stands below the notices: how many more there are, whether this is a retry, and the ID."""
        more = len(self.items) - len(self.shown)
        parts = [f"and {more:,} more" if more else "", f"sent again, try {self.attempt}" if self.is_retry else ""]
        return " · ".join(part for part in (*parts, f"rule {printable(self.rule, 80)}", self.id) if part)

    def link(self, body: Mapping[str, Any]) -> str:
        """Return the address of what a notice is about, empty where there is none."""
        if not self.portal:
            return ""
        if body["kind"] == "attack_path":
            return f"{self.portal}/posture/attack-paths/{quote(body['subject'], safe='')}"
        if body["resource_id"]:
            return f"{self.portal}/posture/inventory/{resource_key(body['resource_id'])}"
        return f"{self.portal}/posture/{'scans' if body['kind'] == 'incomplete' else 'overview'}"


def line(body: Mapping[str, Any]) -> str:
    """Return a notice in one line of text that is safe to show; its form may need more."""
    name = f": {printable(body['resource_name'], 120)}" if body["resource_name"] else ""
    return f"{printable(body['title'], 200)}{name}"


def detail(body: Mapping[str, Any]) -> str:
    """Return the second line of a notice: where it is, since when, and what else is known."""
    level, scope, since = body["level"], body["scope"], body["since"]
    parts = [level, f"scope {scope}" if scope else "", f"since {since}" if since else "", body["detail"]]
    return " · ".join(printable(part, 200) for part in parts if part)
