"""What opens the door once: links, and sign-ins at an identity provider that have begun."""

import datetime
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from bartizan.model import now
from bartizan.state.database import State
from bartizan.state.models import OneTimeLinkRow, PasswordRow, SignInRow


@dataclass(frozen=True)
class BegunSignIn:
    """What the answer of an identity provider is held against."""

    issuer: str
    nonce: str
    verifier: str
    next: str


def keep_link(state: State, hash_: str, purpose: str, person_id: str, expires_at: datetime.datetime) -> None:
    """Store a link; those before it for the same purpose and person are void."""
    with state.transaction() as session:
        of_same = (OneTimeLinkRow.purpose == purpose, OneTimeLinkRow.person_id == person_id)
        session.execute(delete(OneTimeLinkRow).where(*of_same, OneTimeLinkRow.used_at.is_(None)))
        row = {"hash": hash_, "purpose": purpose, "person_id": person_id, "expires_at": expires_at, "used_at": None}
        session.add(OneTimeLinkRow(**row))


def use_link(state: State, hash_: str, purpose: str) -> str:
    """Use a link up and return whose it is; empty where it is unknown, expired or was used."""
    at = now()
    with state.transaction() as session:
        used = session.execute(
            update(OneTimeLinkRow)
            .where(OneTimeLinkRow.hash == hash_, OneTimeLinkRow.purpose == purpose)
            .where(OneTimeLinkRow.used_at.is_(None), OneTimeLinkRow.expires_at > at)
            .values(used_at=at)
        )
        if not used.rowcount:  # type: ignore[attr-defined]
            return ""
        return str(session.scalar(select(OneTimeLinkRow.person_id).where(OneTimeLinkRow.hash == hash_)))


def keep_sign_in(state: State, hash_: str, begun: BegunSignIn, expires_at: datetime.datetime) -> None:
    """Store a sign-in that has begun, and forget those that came to nothing."""
    with state.transaction() as session:
        session.execute(delete(SignInRow).where(SignInRow.expires_at <= now()))
        session.add(SignInRow(hash=hash_, expires_at=expires_at, **vars(begun)))


def take_sign_in(state: State, hash_: str) -> BegunSignIn | None:
    """Return a sign-in that has begun, once; None where it is unknown, expired or was answered."""
    with state.transaction() as session:
        row = session.get(SignInRow, hash_)
        if row is None:
            return None
        begun = BegunSignIn(row.issuer, row.nonce, row.verifier, row.next)
        gone = session.execute(delete(SignInRow).where(SignInRow.hash == hash_, SignInRow.expires_at > now()))
        return begun if gone.rowcount else None  # type: ignore[attr-defined]


def keep_password(state: State, person_id: str, hash_: str) -> None:
    """Store the hash of a password, in place of the one before."""
    with state.transaction() as session:
        session.merge(PasswordRow(person_id=person_id, hash=hash_))


def password_hash(state: State, person_id: str) -> str:
    """Return the hash of a person's password, empty where they have none."""
    with state.transaction() as session:
        row = session.get(PasswordRow, person_id)
        return row.hash if row else ""
