"""Tables of which the rows about IDs are made again of which something changed are as if all rows were made."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bartizan.normalize import needed_by, normalize, sources
from bartizan.normalize.changed import ChangedRows
from bartizan.normalize.fingerprint import Fingerprints
from bartizan.normalize.given import GIVEN
from bartizan.store import Engine
from bartizan.store.engine import literal, quoted
from bartizan.store.fresh import FRESH, KEY
from bartizan.store.past import Past

pytestmark = pytest.mark.slow

TABLES = ("aws_lambda_function", "azure_web_app", "azure_function_app")
_BY_ID = "(select id from observation where kind = '{}' and aspect = 'self' order by id limit 1 offset {})".format
_FUNCTION = (f"kind = 'aws_lambda_function' and id = {_BY_ID('aws_lambda_function', n)}" for n in range(5))
_SITE = f"kind = 'azure_web_app' and id = {_BY_ID('azure_web_app', 0)}"
_SEVERAL = (
    'update observation set body = json_merge_patch(body, \'{"Runtime": "python2.7"}\') '
    f"where {next(_FUNCTION)} and aspect = 'self'",
    f"update observation set outcome = 'denied', body = null where {next(_FUNCTION)} and aspect = 'detail'",
    "insert into observation select * replace (id || '-new' as id) from observation "
    f"where {next(_FUNCTION)} and aspect <> 'list'",
    f"update observation set observed_at = observed_at + interval 3 days where {next(_FUNCTION)} and aspect = 'self'",
    f"delete from observation where {next(_FUNCTION)}",
    'update observation set body = json_merge_patch(body, \'{"properties": {"http20Enabled": false}}\') '
    f"where {_SITE} and aspect = 'settings'",
)
CHANGES = {
    "several functions, and a site": (_SEVERAL, {"aws_lambda_function": True, "azure_web_app": True}),
    "a malformed function": (
        ("update observation set body = '{\"Layers\": 7}' where kind = 'aws_lambda_function' and aspect = 'self'",),
        {"aws_lambda_function": False, "azure_web_app": True},
    ),
    "a disabled key": (
        (
            "update observation set body = replace(body::varchar, '\"Enabled\"', '\"Disabled\"')::json "
            "where kind = 'aws_kms_key'",
        ),
        {"aws_lambda_function_key": False, "aws_lambda_function_layer": True},
    ),
    "a denied listing": (
        ("update observation set outcome = 'denied' where kind = 'aws_kms_key' and aspect = 'list'",),
        {"aws_lambda_function_key": False, "azure_web_app": True},
    ),
}
"""What changes, and of which tables only some rows are made again."""


@pytest.fixture(scope="module")
def before(scanned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the demo estate, with what each was made from."""
    (snapshot,) = (scanned / "snapshots" / "default").glob("2*")
    folder = tmp_path_factory.mktemp("before")
    with Engine(threads=1) as engine:
        for name in ("observation", *GIVEN):
            file = snapshot / f"{name}.parquet"
            if file.is_file():
                engine.create(name, f"from read_parquet({literal(file)})")
            else:
                engine.create_empty(name, GIVEN[name].columns)
        past = Past(engine, None)
        _make(engine, past)
        past.note()
        for name in engine.tables():
            engine.save(name, folder / f"{name}.parquet")
    return folder


def _make(engine: Engine, past: Past) -> None:
    """Make the tables, in parts of answers however few there are, and take what can be taken of rows alone."""
    made = Fingerprints(engine, past, most=1)
    rows = ChangedRows(engine, past, made, least=1)

    def take(name: str) -> bool:
        made.of(name)
        return rows.note(name) and rows.take(name)

    normalize(engine, TABLES, take=take, past=past)


def _load(engine: Engine, before: Path, changes: Sequence[str]) -> None:
    for name in ("observation", *GIVEN):
        engine.create(name, f"from read_parquet({literal(before / f'{name}.parquet')})")
    for change in changes:
        engine.execute(change)
    was = f"read_parquet({literal(before / 'observation.parquet')})"
    differ = " union all ".join(
        f"(from {one} except all from {other})" for one, other in (("observation", was), (was, "observation"))
    )
    engine.create(FRESH, f"select distinct {', '.join(KEY)} from ({differ})")


@pytest.mark.parametrize("change", CHANGES)
def test_rows_are_as_if_all_were_made(before: Path, change: str) -> None:
    changes, are_made_by_row = CHANGES[change]
    with Engine(threads=1) as taking, Engine(threads=1) as anew:
        for engine in (taking, anew):
            _load(engine, before, changes)
        past = Past(taking, before)
        _make(taking, past)
        normalize(anew, TABLES)
        for name in needed_by(TABLES) & sources().keys():
            found, expected = ([str(row) for row in each.rows(f"from {quoted(name)}")] for each in (taking, anew))
            assert sorted(found) == sorted(expected), name
    assert {name: past.made_again(name) is not None for name in are_made_by_row} == are_made_by_row
