"""Tokens that take a decision back: who decided gets one, and it holds once and for a short while."""

import datetime
import hashlib
import secrets
from typing import Any

from bartizan.state import State
from bartizan.state.work.undo import keep_undo, use_undo

UNDO_LASTS = datetime.timedelta(minutes=10)


def offer_undo(state: State, directory: str, caller: str, body: dict[str, Any]) -> str:
    """Keep how to take a decision back, and return the token for it."""
    token = secrets.token_urlsafe(24)
    keep_undo(state, directory, caller, _hash(token), body, lasts=UNDO_LASTS)
    return token


def used_undo(state: State, directory: str, caller: str, token: str) -> dict[str, Any] | None:
    """Use a token up and return what was kept with it, None where it is not in force for the caller."""
    return use_undo(state, directory, caller, _hash(token))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
