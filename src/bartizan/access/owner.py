"""The owner of one machine: made by a link that the first start prints, who then signs in with a password."""

import datetime

from bartizan.access.password import hash_password, is_password
from bartizan.access.secret import digest, new_secret
from bartizan.access.signing_in import SignedIn, signed_in
from bartizan.base.home import DIRECTORY
from bartizan.model import UsageError, now
from bartizan.state import State
from bartizan.state.access.nouns import Person, Role
from bartizan.state.access.once import keep_link, keep_password, password_hash, use_link
from bartizan.state.access.people import grant_role, known_person, roles

_PURPOSE = "owner"
_LIFETIME = datetime.timedelta(hours=1)
SHORTEST = 12
"""Letters of a password, as OWASP's authentication cheat sheet asks where there is no second factor."""


def owner_link_secret(state: State) -> str:
    """Return the secret of a link that signs the owner in, once and within an hour; earlier links are void."""
    owner = _owner(state)
    secret = new_secret()
    keep_link(state, digest(secret), _PURPOSE, owner.id, now() + _LIFETIME)
    return secret


def has_password(state: State) -> bool:
    """Return whether the owner has set a password, so that no link is needed."""
    return bool(password_hash(state, _owner(state).id))


def sign_in_with_link(state: State, secret: str) -> SignedIn | None:
    """Sign the owner in by a link, and use it up; None where it is not in force."""
    person_id = use_link(state, digest(secret), _PURPOSE)
    return signed_in(state, person_id) if person_id else None


def sign_in_with_password(state: State, password: str) -> SignedIn | None:
    """Sign the owner in by password; None where it is wrong. It takes as long where there is none."""
    owner = _owner(state)
    return signed_in(state, owner.id) if is_password(password, password_hash(state, owner.id)) else None


def set_password(state: State, person_id: str, password: str) -> None:
    """Set the owner's password.

    Raises:
        UsageError: it is too short, or the person signs in elsewhere.
    """
    if len(password) < SHORTEST:
        raise UsageError(f"a password has at least {SHORTEST} letters")
    if person_id != _owner(state).id:
        raise UsageError("you sign in with an identity provider; change your password there")
    keep_password(state, person_id, hash_password(password))


def _owner(state: State) -> Person:
    """Return the owner, who is admin of the home's own directory."""
    owner = known_person(state, "", _PURPOSE, "Owner")
    if DIRECTORY not in roles(state, owner.id):
        grant_role(state, DIRECTORY, owner.id, Role.ADMIN, "bartizan")
    return owner
