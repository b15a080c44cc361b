"""Tables of who may come in, and to what. Of what proves it only hashes are kept."""

import datetime

from sqlalchemy import DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bartizan.state.models.base import Base


class DirectoryRow(Base):
    """A directory: what belongs to one organization, and is never seen from another."""

    __tablename__ = "directory"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime)


class PersonRow(Base):
    """Somebody who signs in; ``issuer`` is empty for the owner of one machine, who has no identity provider."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_issuer_subject", "issuer", "subject", unique=True),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    disabled_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)


class MembershipRow(Base):
    """The role of a person in a directory: viewer, analyst or admin."""

    __tablename__ = "membership"

    person_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))


class PasswordRow(Base):
    """The password of a person without an identity provider, as Argon2 hashes it."""

    __tablename__ = "password"

    person_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    hash: Mapped[str]


class OneTimeLinkRow(Base):
    """A link that opens the door once, such as the one for the owner that the first start prints."""

    __tablename__ = "one_time_link"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[str] = mapped_column(String(16))
    expires_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    used_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)


class SignInRow(Base):
    """A sign-in at an identity provider that has begun: what its answer is held against."""

    __tablename__ = "sign_in"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    issuer: Mapped[str]
    nonce: Mapped[str]
    verifier: Mapped[str]
    next: Mapped[str]
    expires_at: Mapped[datetime.datetime] = mapped_column(DateTime)


class SessionRow(Base):
    """A session of somebody who signed in, in the directory that was chosen; ``hash`` is that of its cookie."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_person", "person_id"),)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(16))
    directory: Mapped[str] = mapped_column(String(64))
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    seen_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    expires_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)


class ApiTokenRow(Base):
    """A token for programs, of one directory, with at most its owner's role; ``hash`` is that of the token."""

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_hash", "hash", unique=True),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    directory: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[str] = mapped_column(String(16))
    name: Mapped[str]
    hash: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    expires_at: Mapped[datetime.datetime] = mapped_column(DateTime)
    used_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    revoked_at: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    revoked_by: Mapped[str]
