"""Passwords, as Argon2id hashes them (RFC 9106)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
_LONGEST = 1024
"""Letters: hashing more would be work that strangers can ask for."""


def hash_password(password: str) -> str:
    """Return the hash of a password with its salt and parameters."""
    return _HASHER.hash(password[:_LONGEST])


def is_password(password: str, hash_: str) -> bool:
    """Return whether a password has a hash; with an empty hash it takes as long, and never is."""
    try:
        return _HASHER.verify(hash_ or _nobodys(), password[:_LONGEST]) and bool(hash_)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("")
