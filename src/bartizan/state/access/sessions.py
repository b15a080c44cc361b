"""Sessions of people who signed in. What a browser holds is a random value; state has its hash."""

import datetime

from sqlalchemy import select, update

from bartizan.model import now
from bartizan.state.access.nouns import Role, Session
from bartizan.state.access.people import person_of
from bartizan.state.database import State
from bartizan.state.models import MembershipRow, PersonRow, SessionRow

IDLE = datetime.timedelta(hours=8)
LONGEST = datetime.timedelta(hours=24)
_SEEN = datetime.timedelta(minutes=1)
"""How exactly it is known when a session was last used: a write for each request would be dear."""


def begin_session(state: State, hash_: str, person_id: str, directory: str, csrf: str) -> None:
    """Store a session; what it may do is looked up with each request."""
    at = now()
    row = SessionRow(
        hash=hash_,
        person_id=person_id,
        directory=directory,
        csrf=csrf,
        created_at=at,
        seen_at=at,
        expires_at=at + LONGEST,
        ended_at=None,
    )
    with state.transaction() as session:
        session.add(row)


def session_of(state: State, hash_: str, *, is_use: bool = True) -> Session | None:
    """Return the session with a hash, None where it ended, idled for too long or its person was disabled.

    Its role is None where the person has none in the session's directory any more; ``is_use`` keeps it from idling.
    """
    at = now()
    with state.transaction() as session:
        query = (
            select(SessionRow, PersonRow, MembershipRow.role)
            .join(PersonRow, PersonRow.id == SessionRow.person_id)
            .outerjoin(
                MembershipRow,
                (MembershipRow.person_id == SessionRow.person_id) & (MembershipRow.directory == SessionRow.directory),
            )
            .where(SessionRow.hash == hash_, SessionRow.ended_at.is_(None), SessionRow.expires_at > at)
            .where(SessionRow.seen_at > at - IDLE, PersonRow.disabled_at.is_(None))
        )
        found = session.execute(query).first()
        if found is None:
            return None
        row, person, role = found
        if is_use and at - row.seen_at > _SEEN:
            row.seen_at = at
        return Session(person_of(person), row.directory, Role(role) if role else None, row.csrf)


def end_session(state: State, hash_: str) -> None:
    """End a session; one that is not there is ended as well."""
    with state.transaction() as session:
        of_hash = SessionRow.hash == hash_, SessionRow.ended_at.is_(None)
        session.execute(update(SessionRow).where(*of_hash).values(ended_at=now()))
