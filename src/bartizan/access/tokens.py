"""API tokens as people make them."""

import datetime
import secrets

from bartizan.access.caller import ApiCaller
from bartizan.access.secret import digest, new_token
from bartizan.model import UsageError, now
from bartizan.state import State
from bartizan.state.access.nouns import ApiToken, Role
from bartizan.state.access.tokens import add_token

LONGEST_DAYS = 365


def make_token(state: State, caller: ApiCaller, name: str, role: Role, days: int) -> tuple[ApiToken, str]:
    """Store a token of a caller's directory and return it with its secret, which is shown this once.

    Raises:
        UsageError: it has no name, would live too long, or may more than the caller.
    """
    if not name.strip():
        raise UsageError("give the token a name that says what uses it")
    if not 1 <= days <= LONGEST_DAYS:
        raise UsageError(f"a token lives 1 to {LONGEST_DAYS} days")
    if not caller.may(role):
        raise UsageError(f"you are {caller.role or 'nobody'} here; a token may not be {role}")
    at, secret = now(), new_token()
    token = ApiToken(
        secrets.token_hex(8),
        caller.directory,
        caller.person_id,
        name.strip(),
        role,
        at,
        at + datetime.timedelta(days=days),
    )
    add_token(state, token, digest(secret), caller.name)
    return token, secret
