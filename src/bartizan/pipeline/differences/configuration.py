"""Columns of a resource that have another value than before."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from bartizan.normalize import on_permissions, sources
from bartizan.pipeline.differences.earlier import MOST_OF_VALUE, earlier, in_both
from bartizan.store import Engine
from bartizan.store.engine import literal, quoted

_PASSING = frozenset(
    {
        *("age_days", "certificate_days", "idle_days", "package_sas_days", "runtime_days_left"),
        *("analyzed_at", "last_accessed_at", "last_analyzed_at", "last_signed_in_at", "last_used_at", "observed_at"),
    }
)
"""Columns that change as time passes, or whenever something is used."""
_KNOWN = frozenset({"has_stale_version", "language_end_of_life", "runtime_deprecated_on", "stale_versions"})
"""Columns that change with what is known of runtimes."""
_SAID = frozenset({"code_bytes", "code_digest", "id", "last_modified", "scope"})
"""Columns that say again what others say."""
_RISK_OF_CODE = "code_risk"
_SELECT = """
select 'configuration' as kind, id as resource_id, {type} as resource_type, scope, c.subject, c.before, c.after from (
    select now.id, now.scope, unnest([{pairs}]) as c
    from (from {now} {those} qualify count(*) over (partition by id, scope) = 1) as now
    join (from {then} {those} qualify count(*) over (partition by id, scope) = 1) as old using (id, scope)
    where {differ}
) where c.before is distinct from c.after
"""


def configuration(engine: Engine, folder: Path, tables: Mapping[str, str | None]) -> Iterator[str]:
    """Yield a SELECT of the changed columns of each table; a resource that is there twice is not compared.

    Of a table, a table of the IDs is named about which its rows may be others, None where that is not known.
    """
    for name, ids in tables.items():
        if not engine.rows(f"select 1 from {quoted(name)} limit 1"):
            continue
        columns = [each for each in in_both(engine, folder, name) if each in compared(name)]
        if columns:
            pairs = (
                f"{{'subject': {literal(each)}, 'before': {_text('old', each)}, 'after': {_text('now', each)}}}"
                for each in columns
            )
            differ = " or ".join(f"now.{quoted(each)} is distinct from old.{quoted(each)}" for each in columns)
            yield _SELECT.format(
                type=literal(name),
                pairs=", ".join(pairs),
                now=quoted(name),
                then=earlier(folder, name),
                differ=differ,
                those=f"where id in (select id from {quoted(ids)})" if ids else "",
            )


@cache
def compared(table: str) -> frozenset[str]:
    """Return the columns of a table of resources that only somebody changes, who changes its configuration.

    What identities may do is compared by itself, and packages are: what is known of them changes every day.
    """
    lineage, permitted = sources()[table].lineage, on_permissions()[table]
    but = _PASSING | _KNOWN | _SAID | permitted
    return frozenset(name for name, facts in lineage.items() if name not in but and _RISK_OF_CODE not in facts)


def _text(side: str, column: str) -> str:
    return f"left({side}.{quoted(column)}::varchar, {MOST_OF_VALUE})"
