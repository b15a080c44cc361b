"""Tables of what is watched: connectors, and the plan of each of their scopes."""

import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bartizan.state.models.base import Base

_IN_USE = text("removed_at is null")


class ConnectorRow(Base):
    """An account, organization, subscription, management group or tenant that is read.

    ``target`` is its ID and ``settings`` say how to get in: names and references, never a secret. A removed one stays
    with who removed it and when.
    """

    __tablename__ = "connector"
    __table_args__ = (
        Index(
            "ix_connector_directory_name",
            "directory",
            "name",
            unique=True,
            sqlite_where=_IN_USE,
            postgresql_where=_IN_USE,
        ),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    provider: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(24))
    target: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    external_id: Mapped[str]
    interval_hours: Mapped[int]
    author: Mapped[str]
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    removed_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    removed_by: Mapped[str]


class PlanRow(Base):
    """What is on for one scope of a connector; the empty scope is for all that have no plan of their own."""

    __tablename__ = "plan"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    connector_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    cspm: Mapped[bool]
    serverless_protection: Mapped[bool]
    permission_analysis: Mapped[bool]
    azure_packages: Mapped[bool]
    exclusions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime.datetime] = mapped_column(DateTime)
