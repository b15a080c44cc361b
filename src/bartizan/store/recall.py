"""What the previous snapshot knows, in the form that a collector's memory needs."""

import datetime
from collections.abc import Collection, Mapping
from pathlib import Path

from bartizan.store.answers import LastAnswers, Question
from bartizan.store.engine import OBSERVATION_COLUMNS, Engine

Markers = dict[tuple[str, str], str]
Answered = Mapping[Question, datetime.datetime]
Tallies = dict[tuple[str, str, str], dict[str, tuple[int, datetime.datetime]]]
_SEVERAL = 3
"""Denials that are more than one resource's own policy."""


def recalled(previous: Path | None, reader: int, near: Collection[str] = ()) -> tuple[Markers, Answered]:
    """Return the markers by (kind, id) and when each (kind, id, aspect) was last answered with knowledge, UTC.

    Code counts as answered only where ``reader``, the present one, read it. Where only the resources ``near`` are to
    be read, the answers about others wait until they are asked for.
    """
    file = previous / "observation.parquet" if previous else None
    if file is None or not file.is_file():
        return {}, {}
    with Engine() as engine:
        engine.attach("earlier", file, OBSERVATION_COLUMNS)
        markers = engine.rows("select kind, id, marker from earlier where aspect = 'self' and marker <> ''")
    return {(row["kind"], row["id"]): row["marker"] for row in markers}, LastAnswers(file, reader, near)


def refused(previous: Path | None) -> frozenset[tuple[str, str]]:
    """Return the (scope, operation) pairs that were denied several times and never answered."""
    file = previous / "observation.parquet" if previous else None
    if file is None or not file.is_file():
        return frozenset()
    with Engine() as engine:
        engine.attach("earlier", file, OBSERVATION_COLUMNS)
        rows = engine.rows(
            "select scope, operation from earlier where operation <> '' group by all "
            f"having bool_and(outcome = 'denied') and count(*) >= {_SEVERAL}"
        )
    return frozenset((row["scope"], row["operation"]) for row in rows)


def tallied(previous: Path | None) -> Tallies:
    """Return for each (kind, scope, region) and aspect how many answers had knowledge and when the oldest was read."""
    file = previous / "observation.parquet" if previous else None
    if file is None or not file.is_file():
        return {}
    with Engine() as engine:
        engine.attach("earlier", file, OBSERVATION_COLUMNS)
        # A listing without an operation was not made: nobody asked what there is.
        rows = engine.rows(
            "select kind, scope, region, aspect, count(*) as n, min(observed_at) as oldest from earlier "
            "where outcome in ('ok', 'absent') and not (aspect = 'list' and operation = '') "
            "group by kind, scope, region, aspect"
        )
    tallies: Tallies = {}
    for row in rows:
        place = tallies.setdefault((row["kind"], row["scope"], row["region"]), {})
        place[row["aspect"]] = (row["n"], row["oldest"])
    return tallies
