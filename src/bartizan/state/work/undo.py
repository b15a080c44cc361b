"""Changes that can be undone, once, by their author, for a short while."""

import datetime
from typing import Any

from bartizan.model import now
from bartizan.state.database import State
from bartizan.state.models.work import UndoRow


def keep_undo(
    state: State, directory: str, caller: str, hash_: str, body: dict[str, Any], *, lasts: datetime.timedelta
) -> None:
    """Keep how to undo a change, under the hash of a token."""
    with state.transaction() as session:
        session.add(UndoRow(hash=hash_, directory=directory, caller=caller, body=body, expires_at=now() + lasts))


def use_undo(state: State, directory: str, caller: str, hash_: str) -> dict[str, Any] | None:
    """Return how to undo a change and use it up; None where there is nothing to undo, or somebody else did it."""
    at = now()
    with state.transaction() as session:
        row = session.get(UndoRow, hash_)
        if row is None or (row.directory, row.caller) != (directory, caller) or row.used_at or row.expires_at <= at:
            return None
        row.used_at = at
        return dict(row.body)
