"""What a page shows a person who asks for nothing else: the columns of a list, the scopes that it is about."""

from sqlalchemy import delete

from bartizan.model import UsageError, now
from bartizan.state.database import State
from bartizan.state.kept.views import LONGEST_QUERY, ViewOwner
from bartizan.state.models import SavedViewRow

USUAL = ""
"""The name of what is usual, which no view has that somebody keeps."""


def usual(state: State, owner: ViewOwner) -> str:
    """Return the part of an address's query that a page adds for a person, empty where nothing was kept."""
    with state.transaction() as session:
        row = session.get(SavedViewRow, (owner.directory, owner.person, owner.page, USUAL))
        return row.query if row else ""


def keep_usual(state: State, owner: ViewOwner, query: str) -> None:
    """Keep what is usual, in place of what was; an empty query forgets it.

    Raises:
        UsageError: the query is too long.
    """
    if len(query) > LONGEST_QUERY:
        raise UsageError(f"what is kept of a page has at most {LONGEST_QUERY} characters")
    with state.transaction() as session:
        if not query:
            session.execute(delete(SavedViewRow).filter_by(**vars(owner), name=USUAL))
            return
        session.merge(SavedViewRow(**vars(owner), name=USUAL, query=query, saved_at=now().replace(microsecond=0)))
