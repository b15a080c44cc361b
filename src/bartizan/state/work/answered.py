"""Requests with an idempotency key: each is answered once, and again with the same answer."""

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from bartizan.model import BartizanError, now
from bartizan.state.database import State
from bartizan.state.models.work import AnsweredRow

KEPT = datetime.timedelta(days=1)
"""How long an answer is given again."""
PENDING = 0
"""The status of a request that is being answered."""


@dataclass(frozen=True)
class AnsweredRequest:
    """A request by its hash, and the answer to it; the status is ``PENDING`` until there is one."""

    request_hash: str
    status: int
    body: Any


def begin_request(state: State, directory: str, caller: str, key: str, request_hash: str) -> AnsweredRequest | None:
    """Return the request that used a key before, or note that this one does and return None."""
    try:
        return _begun(state, directory, caller, key, request_hash)
    except BartizanError as error:
        if not isinstance(error.__cause__, IntegrityError):
            raise
        return _begun(state, directory, caller, key, request_hash)  # another came at the same moment and was first


def _begun(state: State, directory: str, caller: str, key: str, request_hash: str) -> AnsweredRequest | None:
    at = now()
    with state.transaction() as session:
        session.execute(delete(AnsweredRow).where(AnsweredRow.at < at - KEPT))
        row = session.get(AnsweredRow, (directory, caller, key))
        if row is not None:
            return AnsweredRequest(row.request_hash, row.status, (row.body or {}).get("body"))
        values = {"request_hash": request_hash, "status": PENDING, "body": None, "at": at}
        session.add(AnsweredRow(directory=directory, caller=caller, key=key, **values))
        return None


def end_request(state: State, directory: str, caller: str, key: str, *, status: int, body: Any) -> None:
    """Keep the answer to a request; without a status the key may be used again."""
    with state.transaction() as session:
        row = session.get(AnsweredRow, (directory, caller, key))
        if row is not None and status:
            row.status, row.body = status, {"body": body}
        elif row is not None:
            session.delete(row)
