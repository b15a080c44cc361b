"""Since when a finding or a resource has been there: the previous snapshot's dates, carried on."""

from pathlib import Path

from bartizan.store.engine import Engine, literal
from bartizan.store.stacked import settle, stack

_KEYS = {
    "finding": ("rule_id", "resource_id"),
    "resource": ("id",),
    "attack_path": ("id",),
    "vulnerability": ("ecosystem", "package", "version", "advisory_id"),
}
_RESOURCE = {"finding": "resource_id", "resource": "id"}
_MAY_BE_UNREAD = "attack_path"
"""Has a row also where what it stands on was not read: that is no sight of it."""
_READ = "(select id as resource, max(observed_at) as at from observation where aspect = 'self' group by id)"


def carry_dates(engine: Engine, table: str, previous: Path | None, observed_at: str) -> None:
    """Add ``first_seen`` and ``last_seen`` (UTC) to a table, the first from the previous snapshot where it is there.

    A finding counts as the same while its rule and resource stay; a change of status does not restart it. What this
    scan, begun at ``observed_at``, did not read again was last seen when it was read, and a path that is not certain
    any more when it last was. The table of findings, to which others add columns as well, is a view then; it has the
    ``id`` of those that had one, since to hash a million takes a second.
    """
    keys = ", ".join(_KEYS[table])
    now = f"timestamp {literal(observed_at)}"
    resource = _RESOURCE.get(table)
    seen = f"least({now}, read.at)" if resource else now
    last = ""
    is_kept = False
    joins = [f"left join {_READ} as read on read.resource = current.{resource}"] if resource else []
    file = previous / f"{table}.parquet" if previous else None
    is_known = file is not None and file.is_file()
    if file and is_known:
        engine.attach(f"earlier_{table}", file)
        is_kept = table == "finding" and "id" in engine.columns(f"earlier_{table}")
        id_ = ", any_value(id) as id" if is_kept else ""
        if table == _MAY_BE_UNREAD:
            seen = f"if(current.certainty = 'unknown', least(coalesce(old.last_seen, {now}), {now}), {now})"
            last = ", max(last_seen) as last_seen"
        earlier = f"(select {keys}, min(first_seen) as first_seen{last}{id_} from earlier_{table} group by {keys})"
        joins.append(f"left join {earlier} as old using ({keys})")
    # Never after it was last seen: the previous scan's clock may have been ahead.
    first = f"least(coalesce(old.first_seen, {seen}), {seen})" if is_known else seen
    also = ", old.id" if is_kept else ""
    dates = f"{first} as first_seen, {seen} as last_seen{also}"
    select = f"select current.*, {dates} from {{}} as current {' '.join(joins)}"
    stack(engine, table, select.format)
    if table != "finding":
        settle(engine, table, f"from {table}")
