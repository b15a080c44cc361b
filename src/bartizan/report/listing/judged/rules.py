"""The rules that a snapshot was judged by, and which rows of the inventory pass them."""

from collections.abc import Iterator, Sequence

import orjson

from bartizan.assess import Rule
from bartizan.assess.gaps import Gaps
from bartizan.assess.passing import passing
from bartizan.normalize import sources
from bartizan.store.engine import Engine, literal

_OF_TABLE = """
select place, rule from (
    select listed.place, unnest(judged.passed)::usmallint as rule from ({passing}) as judged
    join (select rowid as place, id from list_inventory_rows where type::varchar = {table}) as listed using (id)
) where rule is not null
"""
_NONE = "select 0::bigint as place, 0::usmallint as rule where false"


def passing_places(engine: Engine, definitions: Sequence[str]) -> str:
    """Return the SELECT of the places in the inventory, which was made before, of what passes rules.

    With each is the number of the rule that it passes, from 0.
    """
    return " union all ".join(_of_tables(engine, [Rule(**orjson.loads(each)) for each in definitions])) or _NONE


def _of_tables(engine: Engine, rules: Sequence[Rule]) -> Iterator[str]:
    for table in sorted({table for rule in rules for table in rule.table}):
        if engine.has(table):
            own = {n: rule for n, rule in enumerate(rules) if table in rule.table}
            passed = passing(engine, own, table, lambda: _gaps(engine))
            yield _OF_TABLE.format(table=literal(table), passing=passed)


def _gaps(engine: Engine) -> Gaps:
    return Gaps(engine, {name: source.lineage for name, source in sources().items()})
