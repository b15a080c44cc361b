"""The nouns of access."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do in a directory, weakest first: read, decide and scan, set up."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """Its place in the order, 0 for the weakest."""
        return list(Role).index(self)

    def covers(self, other: "Role") -> bool:
        """Return whether this role may do all that another may."""
        return self.rank >= other.rank


@dataclass(frozen=True)
class Tenant:
    """What belongs to one organization, and is never seen from another."""

    id: str
    name: str


@dataclass(frozen=True)
class Person:
    """Somebody who signs in; ``issuer`` is empty for one with a password here."""

    id: str
    issuer: str
    subject: str
    name: str
    email: str = ""
    is_disabled: bool = False


@dataclass(frozen=True)
class Session:
    """A session that is in force, without its cookie."""

    person: Person
    directory: str
    role: Role | None
    csrf: str


@dataclass(frozen=True)
class ApiToken:
    """A token for programs, without its secret. Times are UTC."""

    id: str
    directory: str
    person_id: str
    name: str
    role: Role
    created_at: datetime.datetime
    expires_at: datetime.datetime
    used_at: datetime.datetime | None = None
    revoked_at: datetime.datetime | None = None
