"""The objects of notifications and exports: rules with their receivers, and what was delivered to them."""

import datetime
from typing import Any

from bartizan.contract import Contract


class NotificationRuleItem(Contract):
    """A notification rule. ``secret`` is a reference; ``address`` is without what of a URL may be a secret.

    Times are UTC. ``waiting_since`` is when the oldest notice came that is in no message yet; null for none. Where it
    ``is_query_gone``, nobody has saved a query of that name: no match of it is found until somebody does.
    """

    id: str
    name: str
    receiver: str
    address: str
    secret: str
    kinds: list[str]
    level: str
    scope: str
    query: str
    after_hours: int
    digest_minutes: int
    quiet: str
    allows_private: bool
    author: str
    created_at: datetime.datetime
    waiting_since: datetime.datetime | None
    is_query_gone: bool


class ExportItem(Contract):
    """An export: where the changes of each snapshot go, ``snapshot_id`` being the last one that arrived as a whole.

    ``secret`` is a reference, ``role`` an ARN; ``address`` is without what of a URL may be a secret. Times are UTC.
    ``waiting_since`` is when the oldest snapshot came that is not on its way yet; null for none.
    """

    id: str
    name: str
    receiver: str
    address: str
    secret: str
    role: str
    allows_private: bool
    author: str
    created_at: datetime.datetime
    snapshot_id: str
    waiting_since: datetime.datetime | None


class TrackerItem(Contract):
    """A tracker: issues are made at ``place`` for risks of ``level`` and worse; ``open`` and ``closed`` count them.

    ``place`` is ``github:OWNER/NAME`` or ``jira:https://SITE/PROJECT``, ``href`` its page. Nothing is sent
    without ``has_token``; ``is_waiting`` where something is still to be.
    """

    id: str
    name: str
    place: str
    level: str
    href: str
    open: int
    closed: int
    has_token: bool
    is_waiting: bool
    author: str
    created_at: datetime.datetime


class DeliveryItem(Contract):
    """A message: pending, sent or failed. ``items`` counts its notices; ``detail`` says what went wrong last."""

    id: str
    rule: str
    status: str
    items: int
    attempts: int
    created_at: datetime.datetime
    next_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    detail: str


class DeliveredNotice(Contract):
    """A notice of a message, as it was stored; ``body`` holds what is known of it."""

    id: str
    created_at: datetime.datetime
    body: dict[str, Any]
