"""Which rows of a table pass rules: a snapshot counts them, and judges them again for who asks which they are."""

from collections.abc import Callable, Mapping

from bartizan.assess.age import Stale
from bartizan.assess.gaps import Gaps
from bartizan.assess.rule import Rule
from bartizan.store.engine import Engine, quoted


def passing(engine: Engine, rules: Mapping[int, Rule], table: str, gaps: Callable[[], Gaps]) -> str:
    """Return the SELECT of the IDs of a table's rows, each with a list of the numbers of the rules that it ``passed``.

    Others are null in this list. Rows pass as ``assess`` counts them: what could not be read, or was read too long
    ago, passes nothing. ``gaps`` is asked for only where facts are old.
    """
    stale, columns = Stale(engine), engine.columns(table)
    judged, passed = [], []
    for n, rule in rules.items():
        old = stale.condition(table, gaps().kinds(table, rule.columns(columns)) if stale else ())
        judged.append(f"{rule.status_sql} as s{n}")
        passed.append(f"case when s{n} = 'pass'{f' and ({old}) is not true' if old else ''} then {n} end")
    rows = f"(select *, {', '.join(judged)} from {quoted(table)})"
    return f"select v.id, [{', '.join(passed)}] as passed from {rows} as v"
