"""When questions were last answered: of a few resources at once, of a million when somebody asks about another one."""

import datetime
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from bartizan.store.code_spool import CODE_TABLES
from bartizan.store.engine import OBSERVATION_COLUMNS, Engine, literal

Question = tuple[str, str, str]
"""Kind, id and aspect."""
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
        self._near = frozenset(near)

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
