"""Tables of work: who does what now, what scans did, and which requests were answered."""

import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bartizan.state.models.base import Base

_OPTIONAL_JSON = JSON(none_as_null=True)


class LeaseRow(Base):
    """What one worker does and no other may, until the lease ends; ``fence`` grows with each holder."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    fence: Mapped[int]
    until: Mapped[datetime.datetime] = mapped_column(DateTime)


class ScanRunRow(Base):
    """A scan that was asked for: ``status`` is queued, running, complete, partial, failed or cancelled.

    ``kind`` is full or check; a check reads the one resource that ``subject`` names. Where ``alive_until`` is past and
    the scan is not over, its process is gone.
    """

    __tablename__ = "scan_run"
    __table_args__ = (Index("ix_scan_run_directory_asked_at", "directory", "asked_at"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    connector_id: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))
    asked_by: Mapped[str]
    asked_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    started_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    snapshot_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str]
    alive_until: Mapped[datetime.datetime | None] = mapped_column(DateTime)


class ScanEventRow(Base):
    """Something that happened in a scan, numbered from 1."""

    __tablename__ = "scan_event"

    run_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime.datetime] = mapped_column(DateTime)
    kind: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class AnsweredRow(Base):
    """A request with an idempotency key, and the answer that it gets again."""

    __tablename__ = "answered"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[dict[str, Any] | None] = mapped_column(_OPTIONAL_JSON)
    at: Mapped[datetime.datetime] = mapped_column(DateTime)


class UndoRow(Base):
    """How to undo a change, for who made it and for a short while."""

    __tablename__ = "undo"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    caller: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    used_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
