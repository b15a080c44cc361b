"""From observations to tables: first what policies say, then what they allow, then all that stands on both."""

from collections.abc import Callable, Collection
from functools import cache, partial
from pathlib import Path

from bartizan import permit as permit_stage
from bartizan.normalize import Fingerprints, needed_by, normalize, schemas, sources, standing_on, unseen
from bartizan.normalize.changed import LEAST, ChangedRows
from bartizan.normalize.source import LISTING
from bartizan.permit import FIRST, READS, TABLES, ByRow, begin_permit, permit, reads_clock
from bartizan.pipeline.beside import beside, has_more_cores
from bartizan.pipeline.unanalysed import forget_permissions, unanalysed
from bartizan.store import Engine
from bartizan.store.past import Past, digest

_TIMELESS = "timeless"
"""What a snapshot notes of its answers if none of them may name the time."""
_CODE = (".py", ".sql", ".csv", ".yaml")


def make_tables(
    engine: Engine,
    only: Collection[str] = (),
    *,
    dated: Path | None = None,
    past: Past | None = None,
    least: int = LEAST,
    when_answers_stand: Callable[[], None] | None = None,
) -> dict[str, dict[str, str]]:
    """Create every table from the engine's ``observation`` table and return their columns and types.

    With ``only``, these tables and what they stand on. ``dated`` is as in ``normalize``. Tables of the ``past`` that
    were made from the same are taken instead, and of those that have at least ``least`` rows the ones that are as they
    were. Scopes that ``hidden`` names have no permissions. From
    ``when_answers_stand`` on, nothing changes the answers.
    """
    made = Fingerprints(engine, past)
    rows = ChangedRows(engine, past, made, least=least) if past else None
    take = partial(_take, past, made, rows) if past and rows else None
    if not only or needed_by(only) & set(TABLES):
        normalize(engine, READS, dated=dated, take=take, past=past)
        if when_answers_stand:
            when_answers_stand()

        def others(there: Collection[str], cursor: Engine) -> None:
            if names := _possible(only, there):
                taking = partial(_take, past.on(cursor), made.on(cursor), rows.on(cursor)) if past and rows else None
                normalize(cursor, names, dated=dated, take=taking)

        _permit(engine, past, made, others)
    return normalize(engine, only, dated=dated, take=take, past=past)


def _take(past: Past, made: Fingerprints, rows: ChangedRows, name: str) -> bool:
    table, columns, of = sources()[name], schemas()[name], made.of(name)
    are_comparable = rows.note(name)
    return (
        past.take({name: columns}, of.exact, of.content)
        or (table.timing.is_of_item and past.take_dated(name, columns, of.content, table.kinds))
        or (are_comparable and rows.take(name))
    )


def _possible(only: Collection[str], there: Collection[str]) -> list[str]:
    """Return the tables that are asked for, all if none is named, and stand on no table of permit but those there."""
    missing = set(TABLES) - set(there)
    for name, source in sources().items():  # each comes after what it needs
        if source.needs & missing:
            missing.add(name)
    return [name for name in (standing_on(only) if only else sources()) if name not in missing]


def _permit(
    engine: Engine, past: Past | None, made: Fingerprints, others: Callable[[Collection[str], Engine], None]
) -> None:
    """Take the tables of permit, or make them, but for the rows that can be taken.

    While they are made, ``others`` makes on another core what is possible with those of them that are there.
    """
    without = unanalysed(engine)
    take_rows = None
    if past:
        is_exact = _reads_clock(engine, past)
        how = digest([*permit_code(), *without, made.of(LISTING).content])
        if _take_permissions(past, made, how, is_exact=is_exact):
            return
        take_rows = None if without or is_exact else partial(_take_rows, past, how)
    if has_more_cores(engine):
        with beside(engine, partial(others, ())):
            end = begin_permit(engine, take_rows)
        with beside(engine, partial(others, () if without else FIRST)):
            end()
    else:
        permit(engine, take_rows)
    forget_permissions(engine, without)


def _reads_clock(engine: Engine, past: Past) -> bool:
    """Whether a policy may name the time; where none did in the past, only answers that are not from there are read."""
    how = digest(permit_code())
    is_one = reads_clock(engine, unseen(engine, past) if past.has_noted(_TIMELESS, how) else "")
    past.look_through(_TIMELESS, "" if is_one else how)
    return is_one


def _take_permissions(past: Past, made: Fingerprints, how: str, *, is_exact: bool) -> bool:
    """Take the tables of permit, and say whether they are there.

    Most changes of a workload change an answer of which policies are read, but nothing that the policies say.
    ``how`` is a digest of what is made of them beside their rows. With ``is_exact``, they may ask for the time.
    """
    tables = (made.of(name) for name in READS)
    if past.take(TABLES, digest([how, *(each.exact if is_exact else each.content for each in tables)]), how):
        return True
    return not is_exact and past.take_of_rows(TABLES, how, {name: schemas()[name] for name in READS})


def _take_rows(past: Past, how: str, by_row: ByRow) -> bool:
    """Take the rows about resources of which nothing changed that they stand on."""
    tables = {name: TABLES[name] for name in by_row.tables}
    beside = {name: schemas()[name] for name in by_row.beside}
    return past.take_rows(tables, how, (by_row.of, schemas()[by_row.of]), beside, (by_row.standing, by_row.but))


@cache
def permit_code() -> list[str]:
    """Return all that says how permissions are evaluated: code, and what is known of actions and techniques."""
    files = sorted(Path(permit_stage.__file__).parent.rglob("*.*"))
    return [file.read_text(encoding="utf-8") for file in files if file.suffix in _CODE]
