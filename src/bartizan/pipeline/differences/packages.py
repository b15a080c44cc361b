"""Packages that came into a workload's code with another deployment, went, or have another version."""

from pathlib import Path

from bartizan.decide.workload import WORKLOADS
from bartizan.pipeline.differences.earlier import earlier, in_both
from bartizan.store import Engine
from bartizan.store.engine import literal, quoted

_CODE = ("package", "reading")
_NEEDS = {"id", "scope", "code_status", "code_digest"}
_DEPLOYED = """
select distinct now.id, {type} as type, now.scope, now.code_digest as new, old.code_digest as former
from {now} as now join {then} as old using (id, scope)
join reading as n on n.digest = now.code_digest join {reading} as o on o.digest = old.code_digest
where now.code_status = 'assessed' and old.code_status = 'assessed' and now.code_digest <> old.code_digest
    and n.reader = o.reader
"""
_SELECT = """
with deployed as ({deployed}),
new as (
    select d.id, d.type, ecosystem, name, {versions} from deployed as d join package as p on p.digest = d.new
    group by all
),
former as (
    select d.id, d.type, ecosystem, name, {versions} from deployed as d join {package} as p on p.digest = d.former
    group by all
)
select 'package' as kind, id as resource_id, type as resource_type, d.scope,
    name || ' (' || ecosystem || ')' as subject,
    coalesce(former.versions, '') as before, coalesce(new.versions, '') as after
from new full join former using (id, type, ecosystem, name) join deployed as d using (id, type)
where new.versions is distinct from former.versions
"""
_VERSIONS = "string_agg(distinct version, ', ' order by version) as versions"


def packages(engine: Engine, folder: Path) -> list[str]:
    """Return a SELECT of the changed packages of code that was read both times, by the same reader."""
    if not all(engine.has(name) and in_both(engine, folder, name) for name in _CODE):
        return []
    tables = [name for name in WORKLOADS if set(in_both(engine, folder, name)) >= _NEEDS]
    then = {name: earlier(folder, name) for name in _CODE}
    deployed = " union all ".join(
        _DEPLOYED.format(type=literal(name), now=quoted(name), then=earlier(folder, name), reading=then["reading"])
        for name in tables
    )
    return [_SELECT.format(deployed=deployed, versions=_VERSIONS, package=then["package"])] if deployed else []
