"""Which rows of a table pass a rule: a snapshot counts them, and judges them again for who asks which they are."""

from collections.abc import Callable

from bartizan.assess.age import Stale
from bartizan.assess.gaps import Gaps
from bartizan.assess.rule import Rule
from bartizan.store.engine import Engine, quoted


def passing(engine: Engine, rule: Rule, table: str, gaps: Callable[[], Gaps]) -> str:
    """Return the SELECT of the IDs of a table's rows that pass a rule, as ``assess`` counts them.

    What could not be read, or was read too long ago, passes nothing. ``gaps`` is asked for only where facts are old.
    """
    stale = Stale(engine)
    kinds = gaps().kinds(table, rule.columns(engine.columns(table))) if stale else ()
    old = stale.condition(table, kinds)
    rows = f"(select *, {rule.status_sql} as s0 from {quoted(table)})"
    return f"select v.id from {rows} as v where s0 = 'pass'{f' and ({old}) is not true' if old else ''}"
