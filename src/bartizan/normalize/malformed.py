"""Answers whose members are not of the types that tables read: nobody knows what they mean, so they are failed ones.

Of a resource whose listed item is malformed, the row has no more than its place; it never leaves the inventory.
"""

from collections.abc import Iterable, Iterator

import orjson

from bartizan.model import SELF, Outcome
from bartizan.normalize.expected import expected
from bartizan.normalize.shape import Shape, shape
from bartizan.store.engine import Engine, Row, literal, quoted

MALFORMED = "malformed_item"
_PLACE = frozenset({"id", "scope", "region", "observed_at"})
_AT_ONCE = 10_000
"""Answers that are looked at together."""


def refuse_malformed(engine: Engine) -> None:
    """Make failed observations of malformed answers, and name malformed items in the table ``malformed_item``."""
    engine.create_empty(MALFORMED, {"kind": "varchar", "id": "varchar"})
    # In Python: the engine parses a body anew for each path, and keeps megabytes of buffers for each.
    shapes = {key: shape((place.path, place.types) for place in places) for key, places in expected().items()}
    found = [row for row in _answers(engine) if _is_malformed(row, shapes)]
    engine.insert(MALFORMED, {(row["kind"], row["id"]) for row in found if row["aspect"] == SELF})
    if answers := [row["place"] for row in found if row["aspect"] != SELF]:
        engine.execute(
            f"update observation set outcome = {literal(Outcome.FAILED)}, body = null, "
            "detail = 'the answer is malformed' where rowid in (select unnest(?::bigint[]))",
            [answers],
        )


def forget_malformed(engine: Engine, table: str, kinds: Iterable[str]) -> None:
    """Leave in a table's rows of malformed items only what tells which resource it is."""
    kinds_ = ", ".join(map(literal, kinds))
    if not engine.rows(f"select 1 from {MALFORMED} where kind in ({kinds_}) limit 1"):
        return
    if columns := [column for column in engine.columns(table) if column not in _PLACE]:
        unread = ", ".join(f"{quoted(column)} = null" for column in columns)
        engine.execute(
            f"update {quoted(table)} set {unread} where id in (select id from {MALFORMED} where kind in ({kinds_}))"
        )


def _answers(engine: Engine) -> Iterator[Row]:
    last = engine.rows("select coalesce(max(rowid), -1) as last from observation")[0]["last"]
    for start in range(0, last + 1, _AT_ONCE):
        yield from engine.rows(
            "select rowid as place, kind, aspect, id, body::varchar as body from observation "
            f"where rowid between {start} and {start + _AT_ONCE - 1} and outcome = 'ok' and body is not null"
        )


def _is_malformed(row: Row, shapes: dict[tuple[str, str], Shape]) -> bool:
    wanted = shapes.get((row["kind"], row["aspect"]))
    return wanted is not None and not wanted.fits(orjson.loads(row["body"]))
