"""What a sign-in gives: a session in one of the person's directories."""

from dataclasses import dataclass

from bartizan.access.secret import digest, new_secret
from bartizan.base.home import DIRECTORY
from bartizan.state import State
from bartizan.state.access.people import roles
from bartizan.state.access.sessions import begin_session, end_session


@dataclass(frozen=True)
class SignedIn:
    """A session that just began; ``cookie`` is shown to nobody but the browser."""

    person_id: str
    directory: str
    cookie: str


def signed_in(state: State, person_id: str, directory: str = "") -> SignedIn:
    """Begin a session in a directory, by default the person's first; one who has none sees that they have no access."""
    had = roles(state, person_id)
    chosen = directory or next(iter(sorted(had, key=lambda each: (each != DIRECTORY, each))), DIRECTORY)
    cookie = new_secret()
    begin_session(state, digest(cookie), person_id, chosen, new_secret())
    return SignedIn(person_id, chosen, cookie)


def changed_directory(state: State, cookie: str, person_id: str, directory: str) -> SignedIn | None:
    """Begin a session in another directory of a person and end the one before; None where they have no role there."""
    if directory not in roles(state, person_id):
        return None
    end_session(state, digest(cookie))
    return signed_in(state, person_id, directory)


def signed_out(state: State, cookie: str) -> None:
    """End a session."""
    end_session(state, digest(cookie))
