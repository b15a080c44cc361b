"""Ask, save and list questions about a snapshot."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bartizan.base.home import DIRECTORY
from bartizan.base.suggestion import suggestion
from bartizan.explore.insight import insights
from bartizan.explore.parse import Written, parse
from bartizan.explore.schema import Schema, kind_of
from bartizan.explore.template import query_of_file, template, templates
from bartizan.explore.text import text
from bartizan.explore.tree import Query
from bartizan.explore.vocabulary import KINDS, PARTS, RELATIONS
from bartizan.explore.words import QueryError
from bartizan.model import UsageError, now
from bartizan.service.exempting import author
from bartizan.service.published import Published
from bartizan.state.nouns import SavedQuery
from bartizan.store import SnapshotEngine
from bartizan.store.locked import LockedAnswer, LockedLimits, locked_answer, locked_rows

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_FILES = (".yaml", ".yml", ".json", ".txt")


def named_query(home: Path, words: str, *, directory: str = DIRECTORY) -> Written:
    """Return the query that is meant: a text, a file, or the name of one that was saved or that ships.

    Raises:
        QueryError: it is none of these; the message points at the word.
    """
    if words.split(maxsplit=1)[:1] == ["find"]:
        return parse(words)
    if words.endswith(_FILES):
        return query_of_file(Path(words))
    kept = {query.name: query.text for query in saved(home, directory=directory)}
    if words in kept:
        return parse(kept[words])
    if not _NAME.fullmatch(words):
        return parse(words)
    known = [*kept, *templates()]
    if words not in known:
        raise QueryError(f"no query {words!r}{suggestion(words, known)}; write one: find TYPE where …")
    return template(words).written()


def saved(home: Path, *, directory: str = DIRECTORY) -> Sequence[SavedQuery]:
    """Return the queries that a directory shares, by name: what is saved without a person is shared."""
    from bartizan.state.database import State
    from bartizan.state.saved_query import saved_queries

    return saved_queries(State(home), directory)


def save(home: Path, name: str, query: Query, by: str = "", *, directory: str = DIRECTORY) -> SavedQuery:
    """Save a query under a name, in place of the one that had it.

    Raises:
        UsageError: the name is none, or that of a template.
    """
    from bartizan.state.database import State
    from bartizan.state.saved_query import save_query

    check_query_name(name)
    kept = SavedQuery(name, text(query), author(by), now())
    save_query(State(home), directory, kept)
    return kept


def check_query_name(name: str) -> None:
    """Check the name of a query to save.

    Raises:
        UsageError: it is none, or that of a template.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"--save {name}: a name has small letters, digits, - and _ only")
    if name in templates():
        raise UsageError(f"--save {name}: a template has this name; choose another")


def forget(home: Path, name: str, by: str = "", *, directory: str = DIRECTORY) -> SavedQuery:
    """Remove a saved query.

    Raises:
        UsageError: there is none of this name.
    """
    from bartizan.state.database import State
    from bartizan.state.saved_query import remove_query

    return remove_query(State(home), directory, name, author(by), now())


def listed_templates() -> list[dict[str, Any]]:
    """Return the shipped templates: name, title, description, text."""
    return [
        {"name": name, "title": each.title, "description": each.description, "text": each.text}
        for name, each in templates().items()
    ]


def vocabulary(published: Published, type_: str = "") -> list[dict[str, Any]]:
    """Return what a query may name: ``name, kind, of, description``; of one type its columns, else types and relations.

    Raises:
        UsageError: there is no such type.
    """
    schema = Schema(published.engine)
    if type_ and not schema.is_type(type_):
        raise UsageError(f"unknown type {type_!r}{schema.nearest(type_)}; see `bartizan explore types`")
    if type_:
        return _columns(schema, type_)
    told = _descriptions()
    types = [_word(name, "type", KINDS.get(name) or told.get(name, "")) for name in schema.types]
    relations = [_word(name, "relation", each.help) for name, each in RELATIONS.items()]
    parts = [_word(name, "part", each.help) for name, each in PARTS.items()]
    return [
        *types,
        *relations,
        *parts,
        *(_word(name, "insight", each.description) for name, each in insights().items()),
    ]


def _columns(schema: Schema, type_: str) -> list[dict[str, Any]]:
    from bartizan.normalize import sources

    described: Mapping[str, str] = sources()[type_].columns if type_ in sources() else {}
    found = [_word(name, kind_of(sql), described.get(name, "")) for name, sql in schema.table(type_).items()]
    means = ((name, each.description) for name, each in insights().items() if type_ in each.types)
    return [*found, *(_word(name, "insight", told) for name, told in means)]


def _descriptions() -> dict[str, str]:
    from bartizan.normalize import sources

    return {name: source.description for name, source in sources().items()}


def _word(name: str, kind: str, description: str) -> dict[str, Any]:
    return {"name": name, "kind": kind, "description": description}


def run_sql(engine: SnapshotEngine, sql: str) -> list[dict[str, Any]]:
    """Return the rows of one SELECT over the tables of a snapshot; see ``locked_rows``."""
    return locked_rows(engine.files, sql)


def answer_sql(engine: SnapshotEngine, sql: str, limits: LockedLimits) -> LockedAnswer:
    """Return the answer to one SELECT over the tables of a snapshot; it ends when the engine is stopped.

    Raises: as ``locked_answer``.
    """
    return locked_answer(engine.files, sql, limits, engine.stops_too)
