"""Questions to the explorer as texts or trees, and their answers as objects of the contract."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from bartizan.contract.explore import (
    ExploreAnswer,
    ExploreGraph,
    ExploreLine,
    ExploreWord,
    KnownQuery,
    NearMiss,
    ParsedQuery,
)
from bartizan.explore.ask import SECONDS, all_rows, ask, from_json, graph
from bartizan.explore.lines import counts, near_misses
from bartizan.explore.parse import Written, parse
from bartizan.explore.rules.as_rule import as_rule
from bartizan.explore.template import template, templates
from bartizan.explore.text import text
from bartizan.model import UsageError
from bartizan.service.exploring import saved, vocabulary
from bartizan.service.listing import lines_of
from bartizan.service.published import Published
from bartizan.state import State
from bartizan.state.kept.private_queries import QueryOwner, private_key, private_queries
from bartizan.state.nouns import SavedQuery

PAGES_OF_EXPLORER = frozenset({"add", "change", "counts", "find", "group", "move", "quantify", "rule", "show", "sql"})
"""Words that follow the explorer's address, and the queries' own, and are no query."""


def question(words: str = "", tree: dict[str, Any] | None = None, name: str = "") -> Written:
    """Return the query that exactly one of a text, a tree and the name of a template says.

    Raises:
        QueryError: it does not follow the grammar, or there is no such template.
        UsageError: there are several of them, or none.
    """
    if sum(map(bool, (words, tree, name))) != 1:
        raise UsageError("give one of text, tree and template")
    if name:
        return template(name).written()
    return parse(words) if words else from_json(tree)


def answer(published: Published, asked: Written) -> ExploreAnswer:
    """Return the rows of a query.

    Raises:
        QueryError: it names what is not there.
        BartizanError: it took too long.
    """
    found = ask(published.engine, asked)
    return ExploreAnswer(
        rows=found.rows,
        total=found.yes,
        unknown=found.unknown,
        is_cut=found.is_cut,
        sql=found.sql,
        **parsed(asked).model_dump(),
    )


def all_lines(published: Published, asked: Written, kind: str) -> Iterator[bytes]:
    """Yield all rows of a query as ``csv``, ``jsonl`` or one list in ``json``, some thousand at a time.

    Raises: as ``answer``.
    """
    for n, rows in enumerate(all_rows(published.engine, asked)):
        if kind != "json":
            yield lines_of(rows, kind, has_header=not n)
        elif not n or rows:
            yield (b"," if n else b"[") + orjson.dumps(rows, default=str)[1:-1]
    if kind == "json":
        yield b"]"


def parsed(asked: Written) -> ParsedQuery:
    """Return a query in its other forms."""
    return ParsedQuery(text=text(asked.query), tree=asked.query.json_tree())


def left_after_lines(published: Published, asked: Written) -> list[ExploreLine]:
    """Return how many rows are left after each line."""
    return [ExploreLine(**vars(line)) for line in counts(published.engine, asked)]


def nearly(published: Published, asked: Written) -> list[NearMiss]:
    """Return what fails by one or two lines."""
    return [NearMiss(**row) for row in near_misses(published.engine, asked)]


def as_graph(published: Published, asked: Written) -> ExploreGraph:
    """Return what a query found with what its relations lead to."""
    with published.engine.limited(SECONDS):
        return ExploreGraph(**graph(published.engine, asked))


def rule_text(published: Published, asked: Written) -> str:
    """Return the YAML of a rule that fails what a query finds.

    Raises:
        QueryError: no rule can say it.
    """
    return as_rule(published.engine, asked.query)


def words_of(published: Published, type_: str = "") -> list[ExploreWord]:
    """Return what a query may name; see ``vocabulary``."""
    return [ExploreWord(**word) for word in vocabulary(published, type_)]


def known_queries(home: Path, directory: str, person: str = "") -> list[KnownQuery]:
    """Return the queries that somebody saved for themselves, those that their directory shares, and those that ship.

    Nobody in particular, who has no ID, has none of their own.
    """
    owner = QueryOwner(directory, person)
    own = [own_query(owner, each) for each in private_queries(State(home), owner)] if person else []
    return [*own, *(known_query(each) for each in saved(home, directory=directory)), *_shipped()]


def known_query(kept: SavedQuery) -> KnownQuery:
    """Return a query of a directory as the contract has it."""
    return _saved(kept, _shared_key(kept.name), is_private=False)


def own_query(owner: QueryOwner, kept: SavedQuery) -> KnownQuery:
    """Return a query that somebody saved for themselves as the contract has it."""
    return _saved(kept, private_key(owner, kept.name), is_private=True)


def _saved(kept: SavedQuery, key: str, *, is_private: bool) -> KnownQuery:
    return KnownQuery(
        key=key,
        name=kept.name,
        title="",
        description="",
        text=kept.text,
        author=kept.author,
        is_template=False,
        is_private=is_private,
    )


def _shared_key(name: str) -> str:
    """Return what names a query of a directory in addresses: its name, with a mark where a page has that address."""
    return f"{name}~" if name in PAGES_OF_EXPLORER else name


@cache
def _shipped() -> list[KnownQuery]:
    return [
        KnownQuery(
            key=name,
            name=name,
            title=each.title,
            description=each.description,
            text=each.text or text(each.written().query),
            author="",
            is_template=True,
            is_private=False,
        )
        for name, each in templates().items()
    ]
