"""Since when a finding or a resource has been there: the previous snapshot's dates, carried on."""

from pathlib import Path

from bartizan.store.engine import Engine, literal

_KEYS = {
    "finding": ("rule_id", "resource_id"),
    "resource": ("id",),
    "vulnerability": ("ecosystem", "package", "version", "advisory_id"),
}


def carry_dates(engine: Engine, table: str, previous: Path | None, observed_at: str) -> None:
    """Add ``first_seen`` and ``last_seen`` (UTC) to a table, the first from the previous snapshot where it is there.

    A finding counts as the same while its rule and resource stay; a change of status does not restart it.
    """
    file = previous / f"{table}.parquet" if previous else None
    now = f"timestamp {literal(observed_at)}"
    if file is None or not file.is_file():
        engine.create(table, f"select *, {now} as first_seen, {now} as last_seen from {table}")
        return
    engine.attach("previous", file)
    keys = ", ".join(_KEYS[table])
    engine.create(
        table,
        f"select current.*, coalesce(old.first_seen, {now}) as first_seen, {now} as last_seen from {table} as current "
        f"left join (select {keys}, min(first_seen) as first_seen from previous group by all) as old using ({keys})",
    )
    engine.execute("drop view previous")
