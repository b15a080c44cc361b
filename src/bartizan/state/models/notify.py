"""Tables of notifications and exports: who is sent what, what is to be sent, what was sent, and tickets."""

import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bartizan.state.models.base import Base


class NotificationRuleRow(Base):
    """A receiver and what it is sent; a removed one stays with who removed it and when.

    ``secret`` refers to a secret (``env:NAME``, ``file:PATH``) and is never one. Of an export, ``role`` is the ARN of
    the role that it is written with, ``cursor`` the snapshot that its receiver has, ``decided`` the decisions by then.
    """

    __tablename__ = "notification_rule"
    __table_args__ = (Index("ix_notification_rule_directory", "directory"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    receiver: Mapped[str] = mapped_column(String(16))
    address: Mapped[str]
    secret: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(JSON)
    level: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str]
    query: Mapped[str]
    after_hours: Mapped[int]
    digest_minutes: Mapped[int]
    quiet: Mapped[str]
    allows_private: Mapped[bool]
    author: Mapped[str]
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    removed_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    removed_by: Mapped[str]
    role: Mapped[str] = mapped_column(server_default="")
    cursor: Mapped[str] = mapped_column(server_default="")
    decided: Mapped[str] = mapped_column(server_default="")


class OutboxRow(Base):
    """Something to notify one rule's receiver of; ``delivery_id`` is empty until it is put into a message.

    ``key`` is a digest of what it is about: for one rule there is one row of a key.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_rule_id_key", "rule_id", "key", unique=True),
        Index("ix_outbox_delivery_id", "delivery_id"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    rule_id: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    delivery_id: Mapped[str] = mapped_column(String(16))


class DeliveryRow(Base):
    """A message to a receiver: ``status`` is pending, sent or failed, and ``attempts`` counts also those cut short.

    ``progress`` says how far an export got, whose parts are sent one by one.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_directory_created_at", "directory", "created_at"),
        Index("ix_delivery_status", "status"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    rule_id: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    items: Mapped[int]
    attempts: Mapped[int]
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    next_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    detail: Mapped[str]
    progress: Mapped[str] = mapped_column(server_default="")


class TicketRow(Base):
    """The issue of a recommendation in a tracker, under the tracker's ``key``; ``digest`` is of what it says."""

    __tablename__ = "ticket"

    export_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str]
    is_open: Mapped[bool]
    digest: Mapped[str] = mapped_column(String(64))
