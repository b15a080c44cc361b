"""What the rules of a snapshot are called."""

from collections.abc import Sequence

from bartizan.service.published import Published


def rule_titles(published: Published, ids: Sequence[str]) -> dict[str, str]:
    """Return the titles of rules by ID."""
    rows = published.engine.rows("select id, title from rule where list_contains(?, id)", [list(ids)])
    return {row["id"]: row["title"] for row in rows}
