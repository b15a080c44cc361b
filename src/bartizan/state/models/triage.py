"""Tables of triage: how far people are with each exposure, and what happened to it."""

import datetime

from sqlalchemy import DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bartizan.state.models.base import Base


class ExposureRow(Base):
    """An exposure that somebody touched: a workload, by its ID, so that it outlives scans."""

    __tablename__ = "exposure"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    resource: Mapped[str] = mapped_column(primary_key=True)
    progress: Mapped[str] = mapped_column(String(16))
    assignee: Mapped[str]


class ExposureEventRow(Base):
    """Something that happened to an exposure: ``kind`` is progress, assignee or comment."""

    __tablename__ = "exposure_event"
    __table_args__ = (Index("ix_exposure_event_directory_resource", "directory", "resource"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    resource: Mapped[str]
    at: Mapped[datetime.datetime] = mapped_column(DateTime)
    author: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str]
