"""What a query is once it is compiled."""

from dataclasses import dataclass

from bartizan.explore.tree import MOST_ROWS


@dataclass(frozen=True)
class Compiled:
    """A query as SQL: ``ordered`` gives all rows, ``ctes`` and ``matched`` what other questions about it stand on.

    ``matched`` names rows of ``id``, ``n`` (of the node, where ``has_node``) and ``holds``, which is never false.
    ``limit`` is what the query itself says of how many rows it wants.
    """

    ordered: str
    limit: int | None
    ctes: str
    matched: str
    levels: dict[tuple[str, ...], str]

    @property
    def sql(self) -> str:
        """The SQL of the rows, of the first 10,000 where the query has no limit."""
        return f"{self.ordered} limit {self.limit or MOST_ROWS}"

    def part(self, first: int, most: int) -> str:
        """Return the SQL of at most so many rows after the first ones, within the query's own limit."""
        if self.limit is not None:
            most = max(0, min(most, self.limit - first))
        return f"{self.ordered} limit {most}" + (f" offset {first}" if first else "")
