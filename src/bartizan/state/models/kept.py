"""Tables of what people keep: views of lists, what they attest of controls, rules and their parameters."""

import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, String
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


class RuleParametersRow(Base):
    """The values of a rule's parameters that an admin set, by name."""

    __tablename__ = "rule_parameter"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    rule: Mapped[str] = mapped_column(String(200), primary_key=True)
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    author: Mapped[str]
    at: Mapped[datetime.datetime] = mapped_column(DateTime)


class OwnRuleRow(Base):
    """A rule that a directory made of a query: the text of its file, and the query."""

    __tablename__ = "own_rule"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    rule: Mapped[str] = mapped_column(String(200), primary_key=True)
    text: Mapped[str]
    query: Mapped[str]
    author: Mapped[str]
    at: Mapped[datetime.datetime] = mapped_column(DateTime)


class PrivateQueryRow(Base):
    """A query of the explorer that a person saved for themselves, in its text form."""

    __tablename__ = "private_query"

    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str]
    author: Mapped[str]
    saved_at: Mapped[datetime.datetime] = mapped_column(DateTime)
