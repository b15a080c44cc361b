"""What a snapshot holds about one resource: its columns with what they mean, and what its identities may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bartizan.service.published import Published
from bartizan.store.engine import quoted

_MOST_PERMISSIONS = 500


@dataclass(frozen=True)
class Fact:
    """A column of a resource's table; ``value`` is None where it could not be read."""

    column: str
    value: Any
    description: str


@dataclass(frozen=True)
class HeldPermission:
    """What a principal may do: ``effect`` is yes, no, conditional or unknown; ``because`` names the statement."""

    principal_id: str
    ability: str
    action: str
    resource: str
    effect: str
    condition: str
    because: str
    n_resources: int | None
    n_sensitive: int | None


@dataclass(frozen=True)
class RuleText:
    """A rule as a snapshot was judged by it."""

    id: str
    title: str
    severity: str
    category: str
    definition: dict[str, Any]


def facts(published: Published, type_: str, id_: str) -> list[Fact]:
    """Return a resource's columns in their order, empty for one that the snapshot does not have."""
    from bartizan.normalize import sources

    if type_ not in sources() or type_ not in published.engine.tables():
        return []
    rows = published.engine.rows(f"select * from {quoted(type_)} where id = ? limit 1", [id_])
    described = sources()[type_].columns
    return [Fact(name, value, described.get(name, "")) for row in rows for name, value in row.items()]


def permissions(published: Published, principals: Sequence[str]) -> list[HeldPermission]:
    """Return what principals may do, what is sensitive first."""
    if "permission" not in published.engine.tables() or not principals:
        return []
    columns = ", ".join(HeldPermission.__dataclass_fields__)
    query = (
        f"select {columns} from permission where list_contains(?, principal_id) "
        f"order by n_sensitive desc nulls last, ability, action, resource limit {_MOST_PERMISSIONS}"
    )
    return [HeldPermission(**row) for row in published.engine.rows(query, [list(principals)])]


def rule_text(published: Published, id_: str) -> RuleText | None:
    """Return a rule that a snapshot was judged by, None for one that it was not."""
    import orjson

    query = "select id, title, severity, category, definition::varchar as definition from rule where id = ?"
    rows = published.engine.rows(query, [id_])
    return RuleText(**(rows[0] | {"definition": orjson.loads(rows[0]["definition"] or "{}")})) if rows else None


def rule_titles(published: Published, ids: Sequence[str]) -> dict[str, str]:
    """Return the titles of rules by ID."""
    rows = published.engine.rows("select id, title from rule where list_contains(?, id)", [list(ids)])
    return {row["id"]: row["title"] for row in rows}
