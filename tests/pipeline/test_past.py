"""Tables that are taken from the previous snapshot are the ones that would have been made, whatever changed since."""

import asyncio
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import orjson
import pytest

from bartizan.collect.run import collected
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.model import Usage
from bartizan.normalize import sources
from bartizan.normalize.given import GIVEN
from bartizan.normalize.source import LISTING
from bartizan.permit import READS, TABLES, permit
from bartizan.pipeline.scan import ScanRequest
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from bartizan.store.engine import literal
from bartizan.store.past import Past
from bartizan_demo.process import Estate

pytestmark = pytest.mark.slow

Change = Callable[[Engine], None]
_GIVEN = sorted(set(GIVEN) - set(TABLES))
_ROLE = "arn:aws:iam::210987654321:role/until-noon"
_PERMITTED, _PREPARED = ("aws_iam_policy",), ("aws_account",)
"""A table for which all permissions are made, as for all tables, and one for which answers are looked through alone."""


@pytest.fixture(scope="module")
def observed(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what was observed of the demo estate, and of a role whose power ends at noon."""
    folder = tmp_path_factory.mktemp("observed")
    asyncio.run(_collected(estate, folder / "spool"))
    with Engine(threads=1) as engine:
        engine.load_observations(folder / "spool")
        engine.create_empty("component", GIVEN["component"].columns)
        engine.insert("component", sorted(ScanRequest(packages=False).components.items()))
        for name in {*_GIVEN} - {"component"}:
            engine.create_empty(name, GIVEN[name].columns)
        read = "timestamp '2026-01-01 09:00:00'"
        engine.execute(f"update observation set observed_at = {read}")
        engine.execute(
            f"insert into observation select * replace ('{_ROLE}' as id, ?::json as body) from observation where "
            + _one("aws_iam_role"),
            [orjson.dumps(_role()).decode()],
        )
        for name in ("observation", *_GIVEN):
            engine.save(name, folder / f"{name}.parquet")
    return folder


async def _collected(estate: Estate, spool: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, ObservationSpool(spool) as written:
        for name, value in estate.environ.items():
            patch.setenv(name, value)
        aws = AwsTarget(("eu-west-1",), estate.aws, None, estate.role_arns[:1], None)
        azure = AzureTarget(estate.subscriptions, estate.arm, None)
        await collected((aws,), (azure,), written.write, Usage(), memory=Memory(), soon=asyncio.Event())


@pytest.fixture(scope="module")
def before(observed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot of these observations."""
    return _made(observed, tmp_path_factory.mktemp("snapshot"), _sql())


def _made(observed: Path, folder: Path, change: Change, only: Collection[str] = ()) -> Path:
    with Engine(threads=1) as engine:
        _load(engine, observed)
        change(engine)
        past = Past(engine, None)
        make_tables(engine, only, past=past)
        past.note()
        for name in engine.tables():
            engine.save(name, folder / f"{name}.parquet")
    return folder


def _role() -> dict[str, Any]:
    ends = {"DateLessThan": {"aws:CurrentTime": "2026-01-01T12:00:00Z"}}
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": ends}
    policy = {"PolicyName": "all", "PolicyDocument": {"Version": "2012-10-17", "Statement": [allow]}}
    return {"RoleName": "until-noon", "RolePolicyList": [policy], "AttachedManagedPolicies": []}


def _load(engine: Engine, folder: Path) -> None:
    for name in ("observation", *_GIVEN):
        engine.create(name, f"from read_parquet({literal(folder / f'{name}.parquet')})")


def _sql(*statements: str) -> Change:
    def change(engine: Engine) -> None:
        for statement in statements:
            engine.execute(statement)

    return change


def _one(kind: str, aspect: str = "self") -> str:
    where = f"kind = '{kind}' and aspect = '{aspect}' and outcome = 'ok'"
    return f"rowid = (select min(rowid) from observation where {where})"


CHANGES: dict[str, Change] = {
    "all read later on the same day": _sql("update observation set observed_at = observed_at + interval 5 hours"),
    "all read on the next day": _sql("update observation set observed_at = observed_at + interval 1 day"),
    "a function changed, one read later, a call denied": _sql(
        'update observation set body = json_merge_patch(body, \'{"Runtime": "python2.7", "Role": "another"}\') '
        f"where {_one('aws_lambda_function')}",
        f"update observation set observed_at = observed_at + interval 1 hour where {_one('azure_function_app')}",
        f"update observation set outcome = 'denied', body = null where {_one('aws_lambda_function', 'policy')}",
    ),
    "a role deleted, a listing denied, items malformed, one in two regions, a component off": _sql(
        "delete from observation where kind = 'aws_iam_role' and id = "
        f"(select id from observation where {_one('aws_iam_role')})",
        "update observation set outcome = 'denied' where kind = 'aws_kms_key' and aspect = 'list'",
        f"update observation set body = '{{\"Layers\": 7}}' where {_one('aws_lambda_function')}",
        f"update observation set body = '{{\"tags\": 7}}' where {_one('azure_function_app')}",
        "insert into observation select * replace ('elsewhere' as region, observed_at + interval 1 hour "
        f"as observed_at) from observation where {_one('aws_s3_bucket')}",
        "update component set is_on = false",
    ),
}


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("changes", CHANGES)
def test_what_is_taken_is_what_would_be_made(observed: Path, before: Path, changes: str, cores: int) -> None:
    with Engine(threads=1) as made, Engine(threads=cores) as taken:
        for engine in (made, taken):
            _load(engine, observed)
            CHANGES[changes](engine)
        columns = make_tables(made)
        past = Past(taken, before)
        make_tables(taken, past=past)
        assert past.files
        for name in (*columns, *TABLES):
            assert made.columns(name) == taken.columns(name), name
            assert _rows(made, name) == _rows(taken, name), name


def test_permissions_are_taken_where_nothing_changed_that_they_stand_on(observed: Path, timeless: Path) -> None:
    def changed(engine: Engine, member: str, past: Past | None) -> None:
        _load(engine, observed)
        _TIMELESS(engine)
        merged = f"json_merge_patch(body, '{{{member}}}')"
        engine.execute(f"update observation set body = {merged} where {_one('aws_lambda_function')}")
        make_tables(engine, _PERMITTED, past=past)

    with Engine(threads=1) as made, Engine(threads=1) as taken, Engine(threads=1) as other:
        changed(taken, '"Timeout": 77', past := Past(taken, timeless))
        assert set(TABLES) <= set(past.files)
        changed(made, '"Timeout": 77', None)
        for name in TABLES:
            assert _rows(made, name) == _rows(taken, name), name
        changed(other, '"Role": "arn:aws:iam::111122223333:role/another"', past := Past(other, timeless))
        assert not set(TABLES) & set(past.files)


_POLICY_CHANGES: dict[str, Change] = {
    "a policy changed, another one denied": _sql(
        "update observation set body = replace(body::varchar, 'lambda:InvokeFunction', 'lambda:*')::json "
        f"where {_one('aws_lambda_function', 'policy')}",
        "update observation set outcome = 'denied', body = null where rowid = (select max(rowid) from observation "
        "where kind = 'aws_lambda_function' and aspect = 'policy' and outcome = 'ok')",
    ),
    "a policy removed, a function gone": _sql(
        f"update observation set outcome = 'absent', body = null where {_one('aws_lambda_function', 'policy')}",
        "delete from observation where kind = 'aws_lambda_function' and id = (select max(id) from observation "
        "where kind = 'aws_lambda_function' and aspect = 'policy' and outcome = 'ok')",
    ),
    "a policy twice": _sql(
        "insert into observation select * replace ('elsewhere' as region) from observation "
        f"where {_one('aws_lambda_function', 'policy')}"
    ),
    "a function of another role": _sql(
        'update observation set body = json_merge_patch(body, \'{"Role": "another"}\') '
        f"where {_one('aws_lambda_function')}"
    ),
    "a role that may do more, and a policy": _sql(
        "update observation set body = replace(body::varchar, '\"Action\"', '\"NotAction\"')::json "
        f"where {_one('aws_iam_role')}",
        "update observation set body = replace(body::varchar, 'Allow', 'Deny')::json "
        f"where {_one('aws_lambda_function', 'policy')}",
    ),
    "an account that left its organization": _sql("delete from observation where kind like 'aws_organizations%'"),
}
_TIMELESS = _sql(f"delete from observation where id = '{_ROLE}'")


@pytest.fixture(scope="module")
def timeless(observed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(observed, tmp_path_factory.mktemp("timeless"), _TIMELESS, _PERMITTED)


@pytest.mark.parametrize("changes", _POLICY_CHANGES)
def test_permissions_by_row_are_those_that_would_be_made(observed: Path, timeless: Path, changes: str) -> None:
    with Engine(threads=1) as made, Engine(threads=2) as taken:
        for engine, past in ((made, None), (taken, Past(taken, timeless))):
            _load(engine, observed)
            _TIMELESS(engine)
            _POLICY_CHANGES[changes](engine)
            make_tables(engine, _PERMITTED, past=past)
            assert past is None or not set(TABLES) & set(past.files)
        for name in TABLES:
            assert _rows(made, name) == _rows(taken, name), name


def test_permissions_of_what_did_not_change_are_taken_by_row(observed: Path, timeless: Path, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(timeless, before)
    access, powers = before / "aws_resource_access.parquet", before / "aws_lambda_function_power.parquet"
    with Engine(threads=1) as engine:
        engine.create("access", f"select * replace (['as before'] as services) from read_parquet({literal(access)})")
        engine.create("power", f"select * replace (null as can_write_log) from read_parquet({literal(powers)})")
        engine.save("access", access)
        engine.save("power", powers)
        _load(engine, observed)
        _TIMELESS(engine)
        _POLICY_CHANGES["a policy changed, another one denied"](engine)
        make_tables(engine, _PERMITTED, past=Past(engine, before))
        made = _ids(engine, "select id from aws_resource_access where services <> ['as before']")
        changed = _ids(engine, f"select id from observation where {_one('aws_lambda_function', 'policy')}")
        assert changed <= made <= changed | _ids(engine, "select id from aws_apigateway_method")
        assert not engine.rows("select 1 from aws_lambda_function_power where can_write_log is not null")


def _malformed(aspect: str, place: str) -> Change:
    which = (
        f"rowid = (select {place}(rowid) from observation where kind = 'aws_lambda_function' and aspect = '{aspect}')"
    )
    return _sql(f"update observation set outcome = 'ok', body = '{{\"Layers\": 7, \"Code\": 7}}' where {which}")


def _refused(engine: Engine, past: Past) -> int:
    make_tables(engine, _PREPARED, past=past)
    refused = engine.rows("select 1 from observation where detail = 'the answer is malformed'")
    return len(refused) + len(engine.rows("from malformed_item"))


def test_only_answers_that_are_new_are_looked_through(observed: Path, timeless: Path, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(timeless, before)
    known, new = _malformed("detail", "min"), _malformed("detail", "max")
    with Engine(threads=1) as earlier, Engine(threads=1) as engine:
        _load(earlier, observed)
        known(earlier)
        earlier.save("observation", before / "observation.parquet")
        _load(engine, observed)
        for change in (_TIMELESS, known, new):
            change(engine)
        assert _refused(engine, Past(engine, before)) == 1  # that the other one is malformed, too, was not looked at
    with Engine(threads=1) as engine:
        _load(engine, observed)
        for change in (_TIMELESS, known, new):
            change(engine)
        assert _refused(engine, Past(engine, None)) == 2


def test_a_malformed_item_is_one_in_the_next_scan_as_well(observed: Path, tmp_path: Path) -> None:
    before = _made(observed, tmp_path, item := _malformed("self", "min"), _PREPARED)
    with Engine(threads=1) as engine:
        _load(engine, observed)
        item(engine)
        assert _refused(engine, Past(engine, before)) == 1


def _ids(engine: Engine, query: str) -> set[str]:
    return {row["id"] for row in engine.rows(query)}


def _rows(engine: Engine, name: str) -> list[str]:
    return sorted(map(repr, engine.rows(f'from "{name}"')))


def test_what_did_not_change_is_not_made_again(observed: Path, before: Path) -> None:
    with Engine(threads=1) as engine:
        _load(engine, observed)
        past = Past(engine, before)
        make_tables(engine, past=past)
        empty = {name for name in sources() if not engine.rows(f'from "{name}" limit 1')}
        assert set(sources()) | set(TABLES) == set(past.files) | empty


def test_permit_reads_what_it_says_and_how_listings_went(observed: Path, before: Path) -> None:
    with Engine(threads=1) as engine:
        for name in (*READS, LISTING):
            engine.create(name, f"from read_parquet({literal(before / f'{name}.parquet')})")
        permit(engine)
        for name in TABLES:
            engine.create("expected", f"from read_parquet({literal(before / f'{name}.parquet')})")
            assert _rows(engine, name) == _rows(engine, "expected"), name
