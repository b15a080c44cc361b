"""Compile OSV records into the tables of one source, record by record: memory does not grow with the archive."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from bartizan.advise.sources.columns import ADVISORY_COLUMNS, AFFECTED_COLUMNS, Row
from bartizan.advise.sources.osv import rows
from bartizan.advise.sources.tables import replacing
from bartizan.advise.sources.unpack import NotOfferedError, UnusableError, records
from bartizan.model import now
from bartizan.store.engine import Engine

_BATCH = 5_000
_TABLES = ("advisory", "affected", "advisory_source")
_MODIFIED = list(ADVISORY_COLUMNS).index("modified")
_FINAL = {
    # Of two records with one id the one that was modified last.
    "advisory": "select distinct on (id) * from read_advisory order by modified desc nulls last, number desc",
    "affected": "select f.* from read_affected as f semi join advisory as a on a.number = f.number",
    "advisory_source": "select ecosystem, count(distinct advisory_id)::bigint as records from affected group by all",
}


@dataclass
class Tally:
    """What a source held: records that were read, advisories and affected packages that were kept, what was left out.

    ``as_of`` is when the newest of it was written, None where it has no date or one in the future.
    """

    records: int = 0
    advisories: int = 0
    packages: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    as_of: datetime.datetime | None = None

    def dated(self, when: datetime.datetime | None) -> None:
        """Take note of when one record was written."""
        if when and when <= now() + datetime.timedelta(days=1) and (self.as_of is None or when > self.as_of):
            self.as_of = when


def compiled(home: Path, source: str, files: Sequence[Path], ecosystem: str = "") -> Tally:
    """Replace a source's advisories by those of the files.

    With ``ecosystem`` they are all that is known of that one, and of no other; without, they cover each ecosystem
    that they describe.

    Raises:
        NotOfferedError: the files are no records at all.
        UnusableError: a file is damaged, or none of its records can be used; what was there before stays.
    """
    tally = Tally()
    with replacing(home, source, _TABLES) as engine:
        engine.create_empty("read_advisory", {"number": "bigint", **ADVISORY_COLUMNS})
        engine.create_empty("read_affected", {"number": "bigint", **AFFECTED_COLUMNS})
        for batch in _batches(_found(files, tally)):
            _insert(engine, batch)
        for name in _TABLES:
            engine.create(name, _FINAL[name])
        _trim(engine, ecosystem)
        tally.advisories = _one(engine, "select count(*) from advisory")
        tally.packages = _one(engine, "select count(*) from (select distinct ecosystem, name from affected)")
        if not tally.advisories:
            is_nothing = tally.records == tally.skipped["no id"]
            what = f"{source}: no advisory in it ({tally.records:,} records read)"
            raise NotOfferedError(what) if is_nothing else UnusableError(what)
    return tally


def _trim(engine: Engine, ecosystem: str) -> None:
    engine.execute("alter table advisory drop number")
    engine.execute("alter table affected drop number")
    if ecosystem:
        engine.execute("delete from advisory_source where ecosystem <> ?", [ecosystem])


def _one(engine: Engine, select: str) -> int:
    (row,) = engine.rows(select)
    return int(next(iter(row.values())))


def _found(files: Sequence[Path], tally: Tally) -> Iterator[tuple[Row, list[Row]]]:
    for file in files:
        for text in records(file, tally.skipped):
            for record in _parsed(text, tally.skipped):
                tally.records += 1
                if found := rows(record, tally.skipped):
                    tally.dated(found[0][_MODIFIED])
                    yield found


def _parsed(text: bytes, skipped: Counter[str]) -> Iterator[dict[str, Any]]:
    """Yield the records of one JSON text: it is one, or a list of them."""
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        skipped["not JSON"] += 1
        return
    for record in content if isinstance(content, list) else [content]:
        if isinstance(record, dict):
            yield record
        else:
            skipped["not a record"] += 1


def _batches(found: Iterator[tuple[Row, list[Row]]]) -> Iterator[tuple[list[Row], list[Row]]]:
    advisories: list[Row] = []
    affected: list[Row] = []
    for number, (advisory, entries) in enumerate(found):
        advisories.append((number, *advisory))
        affected += [(number, *entry) for entry in entries]
        if len(advisories) + len(affected) >= _BATCH:
            yield advisories, affected
            advisories, affected = [], []
    yield advisories, affected


def _insert(engine: Engine, batch: tuple[list[Row], list[Row]]) -> None:
    for name, new in zip(("read_advisory", "read_affected"), batch, strict=True):
        engine.insert(name, new)
