"""What a query is once it is compiled."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Compiled:
    """A query as SQL: ``sql`` gives the rows, ``ctes`` and ``matched`` what other questions about it stand on.

    ``matched`` names rows of ``id``, ``n`` (of the node, where ``has_node``) and ``holds``, which is never false.
    """

    sql: str
    ctes: str
    matched: str
    levels: dict[tuple[str, ...], str]
