"""What the previous snapshot knows, in the form that a collector's memory needs."""

import datetime
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from bartizan.store.code_spool import CODE_TABLES
from bartizan.store.engine import OBSERVATION_COLUMNS, Engine, literal

Question = tuple[str, str, str]
"""Kind, id and aspect."""
Markers = dict[tuple[str, str], str]
Answered = Mapping[Question, datetime.datetime]
Tallies = dict[tuple[str, str, str], dict[str, tuple[int, datetime.datetime]]]
_SEVERAL = 3
"""Denials that are more than one resource's own policy."""
_MOST_NEAR = 20
"""Resources that are looked up by themselves; to look for more takes as long as to read all."""
_PARTS = (":", "/")
"""What stands between the ID of a resource and the rest of that of its part."""


class LastAnswers(Mapping[Question, datetime.datetime]):
    """When each question that has an answer with knowledge in a file of observations was answered, UTC.

    Code counts as answered only where ``reader`` read it. Those about ``near`` resources and their parts can be looked
    up without reading the others.
    """

    def __init__(self, file: Path, reader: int, near: Collection[str] = ()) -> None:
        self._file = file
        self._reader = reader
        self._near = frozenset(near if len(near) <= _MOST_NEAR else ())

    def __getitem__(self, question: Question) -> datetime.datetime:
        return (self._of_near if self._is_near(question[1]) else self._all)[question]

    def __iter__(self) -> Iterator[Question]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def _is_near(self, id_: str) -> bool:
        if not self._near:
            return False
        return id_ in self._near or any(id_[:n] in self._near for n, letter in enumerate(id_) if letter in _PARTS)

    @cached_property
    def _all(self) -> Mapping[Question, datetime.datetime]:
        return self._read("true")

    @cached_property
    def _of_near(self) -> Mapping[Question, datetime.datetime]:
        begins = (f"starts_with(id, {literal(id_ + mark)})" for id_ in sorted(self._near) for mark in _PARTS)
        listed = ", ".join(map(literal, sorted(self._near)))
        return self._read(f"(id in ({listed}) or {' or '.join(begins)})")

    def _read(self, which: str) -> Mapping[Question, datetime.datetime]:
        with Engine() as engine:
            engine.attach("earlier", self._file, OBSERVATION_COLUMNS)
            engine.attach_or_empty("reading", self._file.with_name("reading.parquet"), CODE_TABLES["reading"])
            rows = engine.rows(
                f"select kind, id, aspect, observed_at from earlier where {which} "
                "and aspect not in ('self', 'list') and outcome in ('ok', 'absent') and not (aspect = 'code' "
                "and body ->> '$.digest' not in (select digest from reading where reader = ?))",
                [self._reader],
            )
        return {(row["kind"], row["id"], row["aspect"]): row["observed_at"] for row in rows}


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
