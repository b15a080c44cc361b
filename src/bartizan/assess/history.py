"""Since when a finding or a resource has been there: the previous snapshot's dates, carried on."""

from pathlib import Path

from bartizan.store.engine import Engine, literal
from bartizan.store.stacked import settle, stack

DATES = "finding_date"
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

    What this scan, begun at ``observed_at``, did not read again was last seen when it was read, and a path that is not
    certain any more when it last was.
    """
    dates, joins = _dates(engine, table, previous, observed_at)
    settle(engine, table, f"select current.*, {dates} from {table} as current {joins}")


def find_dates(engine: Engine, previous: Path | None, observed_at: str) -> None:
    """Create ``finding_date``: the dates of each row of ``finding``, a table, by its number ``n``.

    A finding counts as the same while its rule and resource stay; a change of status does not restart it. It has the
    ``id`` of those that had one, since to hash a million takes a second.
    """
    for are_single in (True, False):
        dates, joins = _dates(engine, "finding", previous, observed_at, are_single=are_single)
        engine.create(DATES, f"select current.rowid as n, {dates} from finding as current {joins}")
        if _size(engine, DATES) == _size(engine, "finding"):
            return


def dated(finding: str = "finding") -> str:
    """Return the SELECT of a table of findings with the columns that ``find_dates`` found for it."""
    return f"select f.*, d.* exclude (n) from {finding} as f join {DATES} as d on d.n = f.rowid"


def show_dates(engine: Engine) -> None:
    """Add to ``finding`` what ``find_dates`` found: it is a view then, to which others add columns as well."""
    stack(engine, "finding", dated)


def _size(engine: Engine, table: str) -> int:
    (row,) = engine.rows(f"select count(*) as n from {table}")
    return int(row["n"])


def _dates(
    engine: Engine, table: str, previous: Path | None, observed_at: str, *, are_single: bool = False
) -> tuple[str, str]:
    """Return the columns with the dates of a table that is called current, and the joins that they take.

    Where those of the previous snapshot ``are_single``, none of them is there twice: to group them takes as long as
    all the rest.
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
        grouped = f"(select {keys}, min(first_seen) as first_seen{last}{id_} from earlier_{table} group by {keys})"
        joins.append(f"left join {f'earlier_{table}' if are_single else grouped} as old using ({keys})")
    # Never after it was last seen: the previous scan's clock may have been ahead.
    first = f"least(coalesce(old.first_seen, {seen}), {seen})" if is_known else seen
    also = ", old.id" if is_kept else ""
    return f"{first} as first_seen, {seen} as last_seen{also}", " ".join(joins)
