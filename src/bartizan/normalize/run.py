"""Run every table's SELECT over the observations of a scan."""

from functools import cache

from bartizan.model import LIST, SELF
from bartizan.normalize.source import TableSource, data_files, sources
from bartizan.store.engine import OBSERVATION_COLUMNS, Engine, literal


def normalize(engine: Engine) -> dict[str, dict[str, str]]:
    """Create every table from the engine's ``observation`` table and return their columns and types."""
    for name, path in data_files().items():
        engine.load_csv(name, path)
    engine.create("listing", f"select kind, scope, region, outcome from observation where aspect = {literal(LIST)}")
    schemas_: dict[str, dict[str, str]] = {}
    for name, table in sources().items():
        engine.create(name, _statement(table))
        schemas_[name] = engine.columns(name)
    return schemas_


@cache
def schemas() -> dict[str, dict[str, str]]:
    """Return every table's columns and types without any data."""
    with Engine() as engine:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        return normalize(engine)


def _statement(table: TableSource) -> str:
    """Return the table's SELECT with its relations in scope: ``self`` and one per aspect that it reads."""
    relations = [_relation(SELF, "id, scope, region, body, observed_at", table.kinds, f"aspect = {literal(SELF)}")]
    relations += [
        _relation(
            aspect,
            "id, outcome, body, operation, permission, detail",
            table.kinds,
            f"aspect = {literal(aspect)}",
        )
        for aspect in sorted(table.aspects)
    ]
    return f"with {', '.join(relations)} select * from (\n{table.sql.rstrip().rstrip(';')}\n)"


def _relation(name: str, columns: str, kinds: tuple[str, ...], condition: str) -> str:
    only_read = " and outcome = 'ok'" if name == SELF else ""
    of_kinds = f"kind in ({', '.join(literal(kind) for kind in kinds)})"
    return f'"{name}" as (select {columns} from observation where {of_kinds} and {condition}{only_read})'
