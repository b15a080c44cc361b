"""Tables of what people decided, and of who decided it when."""

import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bartizan.state.models.base import Base

_OPTIONAL_JSON = JSON(none_as_null=True)


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
