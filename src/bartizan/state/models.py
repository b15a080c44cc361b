"""The tables of state."""

import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Float, Index, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_OPTIONAL_JSON = JSON(none_as_null=True)


class Base(DeclarativeBase):
    """The base of every table; constraint names are fixed so that migrations can name them. Times are UTC."""

    metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(column_0_label)s"})


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


class ExemptionRow(Base):
    """An exemption; a removed one stays with who removed it and when. An empty condition matches everything."""

    __tablename__ = "exemption"
    __table_args__ = (Index("ix_exemption_directory", "directory"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(16))
    rule: Mapped[str]
    resource: Mapped[str]
    scope: Mapped[str]
    tag: Mapped[str]
    justification: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    until: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    removed_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    removed_by: Mapped[str]


class GovernanceRow(Base):
    """A governance rule: who owns the findings it matches and in how many days they are due."""

    __tablename__ = "governance_rule"
    __table_args__ = (Index("ix_governance_rule_directory", "directory"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    priority: Mapped[int]
    severity: Mapped[str]
    risk_level: Mapped[str]
    category: Mapped[str]
    scope: Mapped[str]
    rule: Mapped[str]
    owner: Mapped[str]
    owner_tag: Mapped[str]
    due_days: Mapped[int]
    has_grace: Mapped[bool]
    author: Mapped[str]
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    removed_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    removed_by: Mapped[str]


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


class SavedQueryRow(Base):
    """A query of the explorer that was saved under a name, in its text form."""

    __tablename__ = "saved_query"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str]
    author: Mapped[str]
    saved_at: Mapped[datetime.datetime] = mapped_column(DateTime)


class AuditRow(Base):
    """One decision: who did what to what, and how it was before and after. Rows are only ever added."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_directory_at", "directory", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime.datetime] = mapped_column(DateTime)
    actor: Mapped[str]
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(_OPTIONAL_JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(_OPTIONAL_JSON)
