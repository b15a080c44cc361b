"""Tables of events: which resources may have changed, who did it, and how the events of each connector come in."""

import datetime

from sqlalchemy import DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bartizan.state.models.base import Base


class ChangedResourceRow(Base):
    """A resource that events named, with the last of them.

    It waits to be read while ``noted`` events are more than the ``done`` ones that a read came after; ``taken`` is how
    many there were when the scan ``run_id`` took it, at ``tried_at``.
    """

    __tablename__ = "changed_resource"
    __table_args__ = (Index("ix_changed_resource_run_id", "run_id"),)

    connector_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(64))
    event_name: Mapped[str]
    caller: Mapped[str]
    event_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    noted: Mapped[int]
    taken: Mapped[int]
    done: Mapped[int]
    run_id: Mapped[str] = mapped_column(String(16))
    tried_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)


class EventHealthRow(Base):
    """When the queue of a connector was last asked, when its last event happened, and what is wrong with it.

    ``missed`` changes, such as that of ``missed_example``, were found by the whole scan at ``missed_at``, of which no
    event had come though they happened after ``followed_since``.
    """

    __tablename__ = "event_health"

    connector_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    checked_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    last_event_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    error: Mapped[str]
    followed_since: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    missed: Mapped[int] = mapped_column(server_default="0")
    missed_example: Mapped[str] = mapped_column(server_default="")
    missed_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)


class EventCountRow(Base):
    """How many events came for a connector: all (``seen``), and those that were skipped, by reason."""

    __tablename__ = "event_count"

    connector_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    n: Mapped[int]


class ResourceCallRow(Base):
    """A call that changed a resource, and who made it, as an event says."""

    __tablename__ = "resource_call"
    __table_args__ = (Index("ix_resource_call_at", "connector_id", "at"),)

    connector_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    resource_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    caller: Mapped[str]
    at: Mapped[datetime.datetime] = mapped_column(DateTime)


class ResourceDifferenceRow(Base):
    """What a scan that began at ``at`` found changed on a resource since that of ``since``; both are UTC.

    Null values could not be read.
    """

    __tablename__ = "resource_difference"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    resource_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime.datetime] = mapped_column(DateTime, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    resource_type: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime.datetime] = mapped_column(DateTime)
    before: Mapped[str | None]
    after: Mapped[str | None]


class EventWebhookKeyRow(Base):
    """The hash of a key that allows events of a connector; it is in force until ``ends_at``, None for good."""

    __tablename__ = "event_webhook_key"
    __table_args__ = (Index("ix_event_webhook_key_connector_id", "connector_id"),)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    connector_id: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    ends_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)


OF_CONNECTOR = (ChangedResourceRow, EventHealthRow, EventCountRow, ResourceCallRow, EventWebhookKeyRow)
"""What goes with a connector."""
