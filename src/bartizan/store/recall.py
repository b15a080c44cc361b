"""What the previous snapshot knows, in the form that a collector's memory needs."""

import datetime
from pathlib import Path

from bartizan.store.engine import Engine

Markers = dict[tuple[str, str], str]
Answered = dict[tuple[str, str, str], datetime.datetime]


def recalled(previous: Path | None) -> tuple[Markers, Answered]:
    """Return the markers by (kind, id) and when each (kind, id, aspect) was last answered with knowledge, UTC."""
    file = previous / "observation.parquet" if previous else None
    if file is None or not file.is_file():
        return {}, {}
    with Engine() as engine:
        engine.attach("earlier", file)
        markers = engine.rows("select kind, id, marker from earlier where aspect = 'self' and marker <> ''")
        answered = engine.rows(
            "select kind, id, aspect, observed_at from earlier "
            "where aspect not in ('self', 'list') and outcome in ('ok', 'absent')"
        )
    return (
        {(row["kind"], row["id"]): row["marker"] for row in markers},
        {(row["kind"], row["id"], row["aspect"]): row["observed_at"] for row in answered},
    )
