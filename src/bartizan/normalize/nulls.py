"""Leave nulls out of stored answers: clouds write them for what is not there, and so does a member that is left out."""

from typing import Any

import orjson

from bartizan.store.engine import Engine

_MASKED = '"secret":null'
"""What masking writes for every setting that is no secret; tables read it as left out already."""


def drop_nulls(engine: Engine, only: str = "") -> None:
    """Remove members and items that are null from every body of the engine's ``observation`` table.

    ``only`` is a join of those rows ``o`` that may have any.
    """
    found = engine.rows(
        f"select rowid as place, body::varchar as body from observation as o {only} "
        f"where contains(replace(body::varchar, '{_MASKED}', ''), 'null')"
    )
    changed = {row["place"]: without_nulls(orjson.loads(row["body"])) for row in found}
    if changed:
        engine.execute(
            "update observation set body = given.body from "
            "(select unnest(?::bigint[]) as place, unnest(?::varchar[])::json as body) as given "
            "where observation.rowid = given.place",
            [list(changed), [orjson.dumps(body).decode() for body in changed.values()]],
        )


def without_nulls(node: Any) -> Any:
    """Return JSON without members and items that are null, at any depth."""
    if isinstance(node, dict):
        return {key: without_nulls(value) for key, value in node.items() if value is not None}
    if isinstance(node, list):
        return [without_nulls(value) for value in node if value is not None]
    return node
