"""Answers whose members are not of the types that tables read: nobody knows what they mean, so they are failed ones.

Of a resource whose listed item is malformed, the row has no more than its place; it never leaves the inventory.
"""

from collections.abc import Iterable

from bartizan.model import SELF, Outcome
from bartizan.normalize.expected import Expected, expected
from bartizan.store.engine import Engine, literal, quoted

MALFORMED = "malformed_item"
_PLACE = frozenset({"id", "scope", "region", "observed_at"})


def refuse_malformed(engine: Engine) -> None:
    """Make failed observations of malformed answers, and name malformed items in the table ``malformed_item``."""
    engine.create_empty(MALFORMED, {"kind": "varchar", "id": "varchar"})
    asked = engine.rows("select distinct kind, aspect from observation where outcome = 'ok' and body is not null")
    for row in asked:
        places = expected().get((row["kind"], row["aspect"]), ())
        if places:
            _refuse(engine, row["kind"], row["aspect"], places)


def forget_malformed(engine: Engine, table: str, kinds: Iterable[str]) -> None:
    """Leave in a table's rows of malformed items only what tells which resource it is."""
    columns = [column for column in engine.columns(table) if column not in _PLACE]
    kinds_ = ", ".join(map(literal, kinds))
    if columns and engine.rows(f"select 1 from {MALFORMED} where kind in ({kinds_}) limit 1"):
        unread = ", ".join(f"{quoted(column)} = null" for column in columns)
        engine.execute(
            f"update {quoted(table)} set {unread} where id in (select id from {MALFORMED} where kind in ({kinds_}))"
        )


def _refuse(engine: Engine, kind: str, aspect: str, places: Iterable[Expected]) -> None:
    where = f"kind = {literal(kind)} and aspect = {literal(aspect)} and outcome = 'ok' and ({_wrong(places)})"
    if aspect == SELF:
        engine.execute(f"insert into {MALFORMED} select distinct kind, id from observation where {where}")
        return
    engine.execute(
        f"update observation set outcome = {literal(Outcome.FAILED)}, body = null, "
        f"detail = 'the answer is malformed' where {where}"
    )


def _wrong(places: Iterable[Expected]) -> str:
    """Return the condition that some place of a body has a type that is not expected there."""
    tests = []
    plain = [place for place in places if not place.is_of_each]
    if plain:
        paths = ", ".join(literal(place.path) for place in plain)
        types = f"json_type(body, [{paths}])"
        tests += [
            f"coalesce(({types})[{n}] not in ({_listed(place)}), false)" for n, place in enumerate(plain, start=1)
        ]
    for place in places:
        if place.is_of_each:
            kinds = f"json_type(body, {literal(place.path)})"
            tests.append(f"len(list_filter({kinds}, lambda t: t not in ({_listed(place)}))) > 0")
    return " or ".join(tests)


def _listed(place: Expected) -> str:
    return ", ".join(map(literal, sorted(place.types | {"NULL"})))
