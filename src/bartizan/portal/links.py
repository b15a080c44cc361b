"""Addresses of pages: the whole state of a page is in its address."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode

from bartizan.base.resource_key import resource_key

Query = Iterable[tuple[str, str]]


def address(path: str, query: Query = ()) -> str:
    """Return a path with a query; empty values are left out."""
    pairs = [(name, value) for name, value in query if value != ""]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def resource_path(id_: str, name: str) -> str:
    """Return the path of a resource's page below its workspace; the name is decoration."""
    # A slash would part the path, encoded too.
    shown = quote((name or id_.rsplit("/", 1)[-1])[:60].replace("/", "-"), safe="")
    return f"/inventory/{shown}~{resource_key(id_)}"


def changed(query: Query, **changes: str | None) -> list[tuple[str, str]]:
    """Return a query with some names replaced; None takes one out. The page begins anew with any change."""
    kept = [(name, value) for name, value in query if name not in changes and name != "offset"]
    return [*kept, *((name, value) for name, value in changes.items() if value is not None)]


def toggled(query: Query, name: str, value: str) -> list[tuple[str, str]]:
    """Return a query with one value of a filter put in, or taken out where it is in."""
    kept = [pair for pair in query if pair[0] != "offset"]
    pair = (name, value)
    return [each for each in kept if each != pair] if pair in kept else [*kept, pair]


def pairs(query: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a mapping as a query."""
    return list(query.items())
