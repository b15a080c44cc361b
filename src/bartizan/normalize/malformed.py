"""Answers whose members are not of the types that tables read: nobody knows what they mean, so they are failed ones.

Of a resource whose listed item is malformed, the row has no more than its place; it never leaves the inventory.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import orjson

from bartizan.model import SELF, Outcome
from bartizan.normalize import shape as shape_module
from bartizan.normalize.expected import expected
from bartizan.normalize.shape import Shape, shape
from bartizan.store.engine import Engine, Row, literal, quoted
from bartizan.store.fresh import only_fresh
from bartizan.store.past import Past

MALFORMED = "malformed_item"
_PLACE = frozenset({"id", "scope", "region", "observed_at"})
_OBSERVATION = "observation"
_NEW = "new_answer"
_AT_ONCE = 10_000
"""Answers that are looked at together."""


def refuse_malformed(engine: Engine, past: Past | None = None) -> None:
    """Make failed observations of malformed answers, and name malformed items in the table ``malformed_item``.

    Answers that stand as they did in the ``past`` were looked at then.
    """
    engine.create_empty(MALFORMED, {"kind": "varchar", "id": "varchar"})
    known = past.looked_through(_OBSERVATION, _how()) if past else None
    only = unseen(engine, past) or (_without(known) if known else "")
    found = [row for row in _answers(engine, only) if _is_malformed(row)]
    if past:
        past.look_through(_OBSERVATION, "" if any(row["aspect"] == SELF for row in found) else _how())
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


def unseen(engine: Engine, past: Past | None) -> str:
    """Return a join by which answers ``o`` are those that no snapshot had as they stand; empty where that is not known.

    All others had their nulls dropped then, and none of them is malformed.
    """
    return only_fresh(engine, "o") if past and past.looked_through(_OBSERVATION, _how()) else ""


def _answers(engine: Engine, only: str) -> Iterator[Row]:
    """Yield the answers that a join of the rows ``o`` leaves."""
    engine.create(_NEW, f"select rowid as place from observation as o {only}")
    (row,) = engine.rows(f"select count(*) as n from {_NEW}")
    for start in range(0, row["n"], _AT_ONCE):
        yield from engine.rows(
            "select place, kind, aspect, id, body::varchar as body from observation "
            f"join (from {_NEW} limit {_AT_ONCE} offset {start}) as new on new.place = observation.rowid "
            "where outcome = 'ok' and body is not null"
        )
    engine.execute(f"drop table {_NEW}")


def _without(known: Path) -> str:
    same = " and ".join(f"k.{name} = o.{name}" for name in ("kind", "aspect", "id", "body"))
    return f"anti join (from read_parquet({literal(known)}) where outcome = 'ok') as k on {same}"


@cache
def _how() -> str:
    """Return a digest of all that says which answers are malformed."""
    code = [file.read_text(encoding="utf-8") for file in (Path(__file__), Path(shape_module.__file__))]
    places = sorted((*key, each.path, *sorted(each.types)) for key, places in expected().items() for each in places)
    return hashlib.sha256(orjson.dumps([*code, places])).hexdigest()


def _is_malformed(row: Row) -> bool:
    # In Python: the engine parses a body anew for each path, and keeps megabytes of buffers for each.
    wanted = _shapes().get((row["kind"], row["aspect"]))
    return wanted is not None and not wanted.fits(orjson.loads(row["body"]))


@cache
def _shapes() -> dict[tuple[str, str], Shape]:
    return {key: shape((place.path, place.types) for place in places) for key, places in expected().items()}
