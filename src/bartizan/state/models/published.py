"""Tables of what was published: snapshots and the scores of a day."""

import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Float, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bartizan.state.models.base import Base


class SnapshotRow(Base):
    """A published snapshot: inserting this row is what makes a scan visible.

    ``sequence`` counts the snapshots of a directory from 1: clocks may go back. ``damage`` says what is wrong with the
    files of one that was set aside, empty for the others.
    """

    __tablename__ = "snapshot"
    __table_args__ = (Index("ix_snapshot_directory_sequence", "directory", "sequence", unique=True),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    published_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    status: Mapped[str] = mapped_column(String(16))
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    sequence: Mapped[int] = mapped_column(server_default="0")
    damage: Mapped[str] = mapped_column(server_default="")


class ReadVersionRow(Base):
    """How often the snapshots, exemptions or governance rules of a directory changed: what readers go by."""

    __tablename__ = "read_version"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class DailyScoreRow(Base):
    """The score of one group at the last whole scan of a day; ``grouping`` is all, scope, type or category."""

    __tablename__ = "daily_score"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[datetime.date] = mapped_column(primary_key=True)
    grouping: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[float | None] = mapped_column(Float)
    healthy: Mapped[int]
    unhealthy: Mapped[int]
    unknown: Mapped[int]
    exempt: Mapped[int]
    in_grace: Mapped[int]
    snapshot_id: Mapped[str] = mapped_column(String(64))
