"""Since when nobody knows whether attack paths are still there: what they stand on was not read by the last scan."""

import datetime
from collections.abc import Collection, Mapping

from bartizan.contract.paths import AttackPath
from bartizan.model import now
from bartizan.service.answers.scopes.standing import late_before, standing
from bartizan.service.nodes import named_nodes
from bartizan.service.published import Published, once
from bartizan.state import State

_REFUSED = """
with refused as (
    select kind, scope, region, max(observed_at) as at from observation
    where aspect = 'list' and id = '' and outcome in ('denied', 'failed') group by all
),
own as (select kind, scope, region, id, max(observed_at) as at from observation where aspect = 'self' group by all)
select own.id, min(own.at) as since from own join refused as r
    on r.kind = own.kind and r.scope = own.scope and r.region in ('', own.region)
where own.at < least(r.at, ?) group by own.id
"""
"""Resources that are known from an earlier scan, as the last one could not list their kind."""


def unverified_since(
    published: Published, state: State, paths: Collection[AttackPath]
) -> Mapping[str, datetime.datetime]:
    """Return since when (UTC) paths were not seen for certain, by their ID; those that were seen are left out.

    That is where a step was not read, where a node is known from an earlier scan alone, and where its scope was not
    read for twice the longest interval of the directory's connectors.
    """
    nodes = {path.id: {end for step in path.steps for end in (step.source, step.target)} for path in paths}
    listed, late = _not_listed(published), _late(published, state)
    named = named_nodes(published, set().union(*nodes.values())) if late else {}
    found: dict[str, datetime.datetime] = {}
    for path in paths:
        times = [listed[node] for node in nodes[path.id] if node in listed]
        times += [late[named[node].scope] for node in nodes[path.id] if late and named[node].scope in late]
        if path.certainty == "unknown":
            times.append(path.last_seen or published.manifest.started_at)
        if times:
            found[path.id] = min(times)
    return found


@once
def _not_listed(published: Published) -> Mapping[str, datetime.datetime]:
    """Return when resources were read last whose kind was not listed since: computed once of a snapshot."""
    engine, started = published.engine, published.manifest.started_at
    rows = engine.rows(_REFUSED, [started]) if engine.has("observation") else []
    return {row["id"]: row["since"] for row in rows}


def _late(published: Published, state: State) -> Mapping[str, datetime.datetime]:
    """Return when scopes were read last that should have been read again since; an older snapshot has its own time."""
    manifest = published.manifest
    latest = state.snapshot(manifest.directory)
    at = now() if latest and latest.id == manifest.id else manifest.published_at
    late = late_before(state, manifest.directory, at)
    return {each.scope: each.read_at for each in standing(published) if each.read_at and each.read_at < late}
