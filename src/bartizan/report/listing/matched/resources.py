"""What is said of resources beside their columns: whether a check of them is undecided, and how long they are known.

Each is SQL that makes a value of a row ``t`` of the inventory.
"""

from collections.abc import Callable, Mapping

from bartizan.store.engine import Engine, literal

_DAYS = {"day": 1, "week": 7, "month": 30}


def _has_unknown(_: Engine) -> str:
    return "(t.not_evaluated > 0)::varchar"


def _known_for(engine: Engine) -> str:
    """Return for how long at most a resource was known when the last one was read: a link says the same tomorrow."""
    (row,) = engine.rows("select max(last_seen) as at from list_inventory")
    if row["at"] is None:
        return "null::varchar"
    at = f"timestamp {literal(row['at'])}"
    known = (f"when t.first_seen >= {at} - interval {days} days then '{word}'" for word, days in _DAYS.items())
    return f"case when t.first_seen is null then null {' '.join(known)} else 'longer' end"


VALUES: Mapping[str, Callable[[Engine], str]] = {"has_unknown": _has_unknown, "known_for": _known_for}
"""By the name that filters and facets call it."""
