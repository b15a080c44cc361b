"""Who calls: the person behind a cookie or a token, and what they may do where."""

from dataclasses import dataclass
from typing import Literal

from bartizan.access.secret import TOKEN_PREFIX, digest
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan.state.access.sessions import session_of
from bartizan.state.access.tokens import token_of


@dataclass(frozen=True)
class ApiCaller:
    """Somebody who was recognized.

    ``role`` is what they have in ``directory``, None for nothing; ``csrf`` must come with each change that a session
    asks for, and is empty for tokens, which no browser sends by itself.
    """

    person_id: str
    name: str
    directory: str
    role: Role | None
    via: Literal["session", "token"]
    csrf: str = ""

    def may(self, role: Role) -> bool:
        """Return whether the caller may do what a role may."""
        return self.role is not None and self.role.covers(role)


def who(state: State, *, cookie: str = "", token: str = "", is_use: bool = True) -> ApiCaller | None:
    """Return who a session's cookie or a token stands for; a token counts first. None for nobody.

    The role is looked up each time, so that what is taken away is gone with the next request. A session does not idle
    while it is in use, ``is_use``.
    """
    if token:
        found = token_of(state, digest(token)) if token.startswith(TOKEN_PREFIX) else None
        if found is None:
            return None
        kept, person, role = found
        return ApiCaller(person.id, person.name, kept.directory, role, "token")
    session = session_of(state, digest(cookie), is_use=is_use) if cookie else None
    if session is None:
        return None
    return ApiCaller(session.person.id, session.person.name, session.directory, session.role, "session", session.csrf)
