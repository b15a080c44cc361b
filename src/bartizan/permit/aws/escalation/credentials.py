"""What techniques need of a user's credentials, as the account's credential report says."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bartizan.permit.aws.escalation.identity import IamIdentity
from bartizan.permit.aws.escalation.part import NO, YES, Requirement, provided

_MOST_KEYS = 2
_HOLDS: Mapping[str, Callable[[IamIdentity], bool | None]] = MappingProxyType(
    {
        "the user has fewer than two access keys": lambda user: _less(user.key_count),
        "the user has a password": lambda user: user.has_password,
        "the user has no password": lambda user: None if user.has_password is None else not user.has_password,
    }
)


def is_about_credentials(condition: str) -> bool:
    """Return whether a condition of a technique is one that a user's credentials decide."""
    return condition in _HOLDS


def needed_of(user: IamIdentity, condition: str) -> Requirement:
    """Return whether a user's credentials are as a technique needs them; a condition where they were not read."""
    holds = _HOLDS[condition](user)
    return provided(condition) if holds is None else YES if holds else NO


def _less(keys: int | None) -> bool | None:
    return None if keys is None else keys < _MOST_KEYS
