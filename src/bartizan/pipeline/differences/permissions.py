"""What an identity may do that it could not do before, and what it no longer may."""

from pathlib import Path

from bartizan.pipeline.differences.earlier import MOST_OF_VALUE, columns_then, earlier
from bartizan.store import Engine

_READ = ("permission", "identity")
_KEY = "principal_id, ability, action, resource"
_ABILITY = "if(effect = 'yes', 'allowed', left('allowed if ' || coalesce(condition, ''), {most}))"
_ALLOWED = """
select principal_id, ability, coalesce(action, ability) as action, coalesce(resource, '') as resource,
    string_agg(distinct {ability}, '; ' order by {ability}) as said
from {permission} group by all
"""
_SELECT = """
with known as (
    select principal_id, any_value(now.type) as type, any_value(now.scope) as scope
    from identity as now join {identity} as old using (principal_id)
    where now.is_admin is not null and old.is_admin is not null group by principal_id
)
select 'permission' as kind, principal_id as resource_id, known.type as resource_type, known.scope,
    action || if(resource = '', '', ' on ' || resource) || ' (' || replace(ability, '_', ' ') || ')' as subject,
    coalesce(old.said, '') as before, coalesce(now.said, '') as after
from ({now}) as now full join ({old}) as old using ({key}) join known using (principal_id)
where now.said is distinct from old.said
"""


def permissions(engine: Engine, folder: Path) -> list[str]:
    """Return a SELECT of changed permissions of identities whose policies were read both times, none without any.

    An empty text is no permission. Of an identity of which a policy could not be read, nothing is known to be gone.
    """
    if not all(columns_then(engine, folder, name) and engine.has(name) for name in _READ):
        return []
    ability = _ABILITY.format(most=MOST_OF_VALUE)
    now, old = (_ALLOWED.format(ability=ability, permission=each) for each in (_READ[0], earlier(folder, _READ[0])))
    return [_SELECT.format(key=_KEY, now=now, old=old, identity=earlier(folder, "identity"))]
