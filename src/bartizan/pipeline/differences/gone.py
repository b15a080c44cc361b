"""Resources that are gone: their kind was listed, and they were not there."""

from pathlib import Path

from bartizan.model import LIST
from bartizan.normalize import sources
from bartizan.pipeline.differences.earlier import columns_then, earlier
from bartizan.store import Engine
from bartizan.store.engine import literal

_NOW, _THEN = ("observation", "hidden", "resource"), ("resource", "inventory")
_SELECT = """
with kinds(type, kind) as (values {kinds}),
listed as (
    select distinct kinds.type, scope from observation join kinds using (kind)
    where aspect = {list} and outcome in ('ok', 'absent') and id = ''
)
select 'gone' as kind, old.id as resource_id, old.type as resource_type, i.scope, '' as subject,
    strftime(old.first_seen, '%Y-%m-%d %H:%M:%S') as before, '' as after
from (select id, type, min(first_seen) as first_seen from {resource} group by all) as old
join (select id, type, any_value(scope) as scope from {inventory} group by all) as i using (id, type)
join listed using (type, scope)
anti join resource as now on now.id = old.id and now.type = old.type
anti join hidden on hidden.id = old.id and hidden.type = old.type
"""


def gone(engine: Engine, folder: Path) -> list[str]:
    """Return a SELECT of the resources that are gone; ``before`` is since when each was there (UTC)."""
    if not all(map(engine.has, _NOW)) or not all(columns_then(engine, folder, name) for name in _THEN):
        return []
    kinds = ((name, kind) for name, source in sources().items() if source.is_resource for kind in source.kinds)
    values = ", ".join(f"({literal(name)}, {literal(kind)})" for name, kind in kinds)
    tables = {name: earlier(folder, name) for name in _THEN}
    return [_SELECT.format(kinds=values, list=literal(LIST), **tables)]
