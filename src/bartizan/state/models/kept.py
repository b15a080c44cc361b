"""Tables of what people keep: views of lists, and what they attest of controls."""

import datetime

from sqlalchemy import DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from bartizan.state.models.base import Base


class SavedViewRow(Base):
    """A view of a list that a person keeps under a name: the query of its address."""

    __tablename__ = "saved_view"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    page: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    query: Mapped[str]
    saved_at: Mapped[datetime.datetime] = mapped_column(DateTime)


class AttestationRow(Base):
    """What somebody attests of a control that no rule decides; the latest word counts."""

    __tablename__ = "attestation"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    framework: Mapped[str] = mapped_column(String(64), primary_key=True)
    control: Mapped[str] = mapped_column(String(64), primary_key=True)
    is_met: Mapped[bool]
    statement: Mapped[str]
    author: Mapped[str]
    at: Mapped[datetime.datetime] = mapped_column(DateTime)
