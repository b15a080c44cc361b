"""Which answers are not those of the previous snapshot as they stand there: what a scan read, and what it replaced.

All others were put in from there and have not been touched. Where a table of the keys of the fresh ones is not there,
nothing is known of any.
"""

from bartizan.store.engine import Engine

FRESH = "fresh_answer"
KEY = ("kind", "scope", "region", "id", "aspect")
_MOST = 20_000
"""With more of them it takes as long to tell which answers are fresh as to look at all."""
_NAMES = ", ".join(KEY)


def note_fresh(engine: Engine) -> None:
    """Note all that is in ``observation`` as fresh, before answers of the previous snapshot are put in."""
    (row,) = engine.rows("select count(*) as n from observation")
    if row["n"] <= _MOST:
        engine.create(FRESH, f"select distinct {_NAMES} from observation")


def add_fresh(engine: Engine, which: str) -> None:
    """Note the answers in ``observation`` that a condition holds for, which are about to be replaced or changed."""
    if engine.has(FRESH):
        engine.execute(f"insert into {FRESH} select {_NAMES} from observation where {which}")


def only_fresh(engine: Engine, alias: str) -> str:
    """Return a join by which a relation ``alias`` of answers has the fresh ones alone; empty where nothing is known."""
    same = " and ".join(f"{FRESH}.{name} = {alias}.{name}" for name in KEY)
    return f"semi join {FRESH} on {same}" if engine.has(FRESH) else ""
