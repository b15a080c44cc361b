"""Views of lists that a person keeps: filters, sorting and columns under a name."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from bartizan.model import UsageError, now
from bartizan.state.database import State
from bartizan.state.models import SavedViewRow

MOST_VIEWS = 20
"""Views that a person keeps of one page."""
PAGES = frozenset(
    {
        *("overview", "queue", "inventory", "recommendations", "vulnerabilities", "attack-paths", "explorer"),
        *("identities", "compliance", "coverage", "environment", "scans", "settings", "notifications"),
    }
)
"""The pages of which views are kept."""
_LONGEST = 60
LONGEST_QUERY = 8000


@dataclass(frozen=True)
class ViewOwner:
    """Whose views of which page."""

    directory: str
    person: str
    page: str


@dataclass(frozen=True)
class SavedView:
    """A view: its name and the query of the address that shows it."""

    name: str
    query: str


def saved_views(state: State, owner: ViewOwner) -> list[SavedView]:
    """Return a person's views of a page by name."""
    query = _views(owner).order_by(SavedViewRow.name)
    with state.transaction() as session:
        return [SavedView(row.name, row.query) for row in session.scalars(query)]


def views_of(state: State, directory: str, person: str) -> list[tuple[str, SavedView]]:
    """Return all views of a person in a directory, each with its page, by page and name."""
    own = select(SavedViewRow).filter_by(directory=directory, person=person).where(SavedViewRow.name != "")
    with state.transaction() as session:
        rows = session.scalars(own.order_by(SavedViewRow.page, SavedViewRow.name))
        return [(row.page, SavedView(row.name, row.query)) for row in rows]


def keep_view(state: State, owner: ViewOwner, view: SavedView) -> None:
    """Keep a view, in place of the one that had its name.

    Raises:
        UsageError: it has no name or one that is too long, its query is, or there are too many.
    """
    name = view.name.strip()
    if not 0 < len(name) <= _LONGEST:
        raise UsageError(f"the name of a view has 1 to {_LONGEST} characters")
    if len(view.query) > LONGEST_QUERY:
        raise UsageError(f"the query of a view has at most {LONGEST_QUERY} characters")
    with state.transaction() as session:
        others = _views(owner).where(SavedViewRow.name != name)
        if (session.scalar(select(func.count()).select_from(others.subquery())) or 0) >= MOST_VIEWS:
            raise UsageError(f"at most {MOST_VIEWS} views of a page; remove one first")
        session.merge(SavedViewRow(**vars(owner), name=name, query=view.query, saved_at=now().replace(microsecond=0)))


def forget_view(state: State, owner: ViewOwner, name: str) -> None:
    """Forget a view; nothing happens where there is none of this name."""
    with state.transaction() as session:
        for row in session.scalars(select(SavedViewRow).filter_by(**vars(owner), name=name)):
            session.delete(row)


def _views(owner: ViewOwner) -> Select[SavedViewRow]:
    """Return what selects a person's views of a page: what is usual there has no name."""
    return select(SavedViewRow).filter_by(**vars(owner)).where(SavedViewRow.name != "")
