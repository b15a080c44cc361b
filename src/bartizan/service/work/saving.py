"""Saved queries of somebody: their own, which nobody else sees, and those that a directory shares."""

from bartizan.contract.explore import KnownQuery
from bartizan.explore.text import text
from bartizan.explore.tree import Query
from bartizan.model import UsageError, now
from bartizan.service import exploring
from bartizan.service.answers.questions import known_queries, known_query, own_query
from bartizan.service.names import NotHereError
from bartizan.service.work.deciding import Decider
from bartizan.state.kept.private_queries import QueryOwner, forget_private, save_private, share_private
from bartizan.state.nouns import SavedQuery


def save_query_for(by: Decider, name: str, query: Query, *, is_private: bool) -> KnownQuery:
    """Save a query for somebody alone or for their directory, in place of the one there that had its name.

    Raises:
        UsageError: the name is none, or that of a template, or there are too many.
    """
    if not is_private:
        return known_query(exploring.save(by.home, name, query, by.name, directory=by.directory))
    exploring.check_query_name(name)
    kept = SavedQuery(name, text(query), by.name, now())
    save_private(by.state, _owner(by), kept)
    return own_query(_owner(by), kept)


def saved_query_of(by: Decider, key: str) -> KnownQuery | None:
    """Return the query that a key names among those that somebody sees, templates too; None for any other key."""
    return next((each for each in known_queries(by.home, by.directory, by.caller) if each.key == key), None)


def share_query(by: Decider, query: KnownQuery) -> KnownQuery:
    """Make somebody's own query one that the directory shares; what is shared stays so.

    Raises:
        UsageError: the directory has one of this name.
        NotHereError: it is gone.
    """
    if query.is_private:
        share_private(by.state, _owner(by), query.name, by.name, now())
    shared = next((each for each in known_queries(by.home, by.directory) if each.name == query.name), None)
    if shared is None:
        raise NotHereError(query.name)
    return shared


def forget_query(by: Decider, query: KnownQuery) -> None:
    """Remove a saved query.

    Raises:
        UsageError: it is a template, or it is gone.
    """
    if query.is_template:
        raise UsageError(f"{query.name} ships with Bartizan and stays")
    if query.is_private:
        forget_private(by.state, _owner(by), query.name)
    else:
        exploring.forget(by.home, query.name, by.name, directory=by.directory)


def _owner(by: Decider) -> QueryOwner:
    return QueryOwner(by.directory, by.caller)
