"""Run every table's SELECT over the observations of a scan."""

from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

import orjson

from bartizan.model import LIST, SELF
from bartizan.normalize.emptiness import Emptiness
from bartizan.normalize.extract import Extracts, extracted
from bartizan.normalize.given import GIVEN
from bartizan.normalize.gone import drop_gone
from bartizan.normalize.kept import data_files
from bartizan.normalize.macros import MACROS
from bartizan.normalize.malformed import forget_malformed, refuse_malformed, unseen
from bartizan.normalize.nulls import drop_nulls
from bartizan.normalize.source import LISTING, TableSource, sources, standing_on
from bartizan.store.engine import OBSERVATION_COLUMNS, Engine, literal, quoted
from bartizan.store.past import Past

_LIFECYCLE = "runtime_end_of_life"
SCHEMA = Path(__file__).parent / "schema.json"
Take = Callable[[str], bool]


def normalize(
    engine: Engine,
    only: Collection[str] = (),
    *,
    dated: Path | None = None,
    take: Take | None = None,
    past: Past | None = None,
) -> dict[str, dict[str, str]]:
    """Create tables from the engine's ``observation`` table and return their columns and types.

    With ``only``, these tables and what they stand on; without, all. What is there already stays as it is: another
    stage may work between two calls. ``dated``, where there is such a file, has ends of runtimes in the form of the
    file that ships; of each runtime the row that was read last counts. ``take`` may create a table from a past
    snapshot and says whether it did; what stands as it did in the ``past`` is not looked through again.
    """
    there = set(engine.tables())
    _prepare(engine, there, dated, past)
    made = standing_on(only) if only else list(sources())
    emptiness = Emptiness(engine)
    for name in made:
        if name not in there:
            _create(engine, sources()[name], emptiness, take)
    return {name: schemas()[name] for name in made}


def _create(engine: Engine, table: TableSource, emptiness: Emptiness, take: Take | None) -> None:
    # The engine needs milliseconds to plan a SELECT; most estates have few of the kinds that there are tables of.
    if emptiness.holds(table):
        engine.create_empty(table.name, schemas()[table.name])
    elif take is None or not take(table.name):
        engine.create(table.name, statement(table))
        forget_malformed(engine, table.name, table.kinds)


def _prepare(engine: Engine, there: Collection[str], dated: Path | None, past: Past | None = None) -> None:
    """Create what tables read beside observations: dated facts, empty tables for other stages, how listings went."""
    for name, path in data_files().items():
        if name not in there:
            engine.load_csv(name, path)
    if _LIFECYCLE not in there and dated and dated.is_file():
        _overlay(engine, dated)
    for name, given in GIVEN.items():
        if name not in there:
            engine.create_empty(name, given.columns)
    if LISTING not in there:
        for macro in MACROS:
            engine.execute(macro)
        drop_gone(engine)
        drop_nulls(engine, unseen(engine, past))
        refuse_malformed(engine, past)
        engine.create(LISTING, f"select kind, scope, region, outcome from observation where aspect = {literal(LIST)}")


def _overlay(engine: Engine, dated: Path) -> None:
    newer = quoted(f"newer_{_LIFECYCLE}")
    engine.load_csv(f"newer_{_LIFECYCLE}", dated)
    engine.create(
        _LIFECYCLE,
        f"select distinct on (provider, runtime) * from (from {_LIFECYCLE} union all by name from {newer}) "
        "order by read_on desc",
    )
    engine.execute(f"drop table {newer}")


@cache
def schemas() -> dict[str, dict[str, str]]:
    """Return every table's columns and types, from the file that ``make generate`` writes."""
    found: dict[str, dict[str, str]] = orjson.loads(SCHEMA.read_bytes())
    return found


def planned_schemas() -> dict[str, dict[str, str]]:
    """Return every table's columns and types as the engine plans them, without any data: what ``SCHEMA`` must say."""
    with Engine(threads=1) as engine:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        _prepare(engine, (), None)
        for table in sources().values():
            engine.create(table.name, statement(table))
        return {name: engine.columns(name) for name in sources()}


def statement(table: TableSource, about: str = "") -> str:
    """Return the table's SELECT with its relations in scope: ``self`` and one per aspect that it reads.

    With ``about``, the name of a table of IDs, these have the answers about those IDs alone.
    """
    return _statement(table.sql, table.kinds, table.aspects, about)


@cache
def _statement(sql: str, kinds: tuple[str, ...], aspects: frozenset[str], about: str) -> str:
    # What a table is made from is asked before it is made.
    select = extracted(sql.rstrip().rstrip(";"), aspects | {SELF})
    relations = [_relation(select, kinds, SELF, "id, scope, region, body, observed_at", about)]
    relations += [
        _relation(select, kinds, aspect, "id, outcome, body, operation, permission, detail", about)
        for aspect in sorted(aspects)
    ]
    return f"with {', '.join(relations)} select * from (\n{select.sql}\n)"


def _relation(select: Extracts, kinds: tuple[str, ...], aspect: str, columns: str, about: str) -> str:
    which = " and outcome = 'ok'" if aspect == SELF else ""
    which += f" and id in (select id from {quoted(about)})" if about else ""
    source = f"observation where kind in ({', '.join(map(literal, kinds))}) and aspect = {literal(aspect)}{which}"
    return f"{quoted(aspect)} as ({select.relation(aspect, columns, source)})"
