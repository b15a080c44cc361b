"""The objects of the explorer."""

from typing import Annotated, Any

from pydantic import Field

from bartizan.contract import Contract


class ExploreAnswer(Contract):
    """What a query found: ``total`` rows match, and of ``unknown`` more it is not known.

    ``text``, ``tree`` and ``sql`` are the query in its three forms; ``is_cut`` says that there are more rows.
    """

    rows: list[dict[str, Any]]
    total: int
    unknown: int
    is_cut: bool
    text: str
    tree: dict[str, Any]
    sql: str


class ExploreLine(Contract):
    """A line of a query, ``depth`` deep: how many rows are left after it, and of how many that is not known."""

    depth: int
    text: str
    yes: int
    unknown: int


class NearMiss(Contract):
    """A row that fails by one or two lines."""

    id: str
    fails: list[str]


class ParsedQuery(Contract):
    """A query as text, which is canonical, and as a tree."""

    text: str
    tree: dict[str, Any]


class ExploreGraph(Contract):
    """What a query found with what its relations lead to."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]


class ExploreWord(Contract):
    """What a query may name."""

    name: str
    kind: str
    description: str


class KnownQuery(Contract):
    """A query that ships, or that was saved by ``author``: for their directory, or where private for themselves alone.

    ``key`` names it in addresses; a private query and one of the directory may have the same name.
    """

    key: Annotated[str, Field(examples=["exposed_functions"])]
    name: str
    title: str
    description: str
    text: str
    author: str
    is_template: bool
    is_private: bool


class QueryCount(Contract):
    """How many rows a known query finds in a snapshot, and of how many more it is unknown.

    Both are None where that cannot be judged, and ``why`` says why. Where there are numbers as well as a ``why``, there
    may be more rows than could be listed.
    """

    key: Annotated[str, Field(examples=["exposed_functions"])]
    name: str
    total: int | None
    unknown: int | None
    why: Annotated[str, Field(examples=[""])]
