"""Changes that can be undone, once, by their author, for a short while."""

import datetime
from typing import Any

from sqlalchemy import update

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
    own = (UndoRow.hash == hash_, UndoRow.directory == directory, UndoRow.caller == caller)
    in_force = (UndoRow.used_at.is_(None), UndoRow.expires_at > at)
    with state.transaction() as session:
        used = session.execute(update(UndoRow).where(*own, *in_force).values(used_at=at))
        if not used.rowcount:  # type: ignore[attr-defined]
            return None
        return dict(session.get_one(UndoRow, hash_).body)
