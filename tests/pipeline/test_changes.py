"""What is published after a change, most of it taken from the last snapshot, is what would be published made anew."""

import asyncio
import datetime
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest

from bartizan.assess import Rule, load_rules
from bartizan.base.bundled import bundled
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.model import ExemptionCategory, Severity, Usage, new_snapshot_id, now
from bartizan.normalize import sources
from bartizan.pipeline.publish import Publisher
from bartizan.pipeline.scan import ScanRequest, scan
from bartizan.state import State
from bartizan.state.exemption import add_exemption
from bartizan.state.lock import scan_lock
from bartizan.state.models.events import ResourceDifferenceRow
from bartizan.state.nouns import Exemption
from bartizan.state.work.scan_lease import scan_lease
from bartizan.store import Engine
from bartizan.store.carry import carry_over
from bartizan.store.code_spool import CodeSpool
from bartizan.store.digests import write_digests
from bartizan.store.engine import OBSERVATION_COLUMNS, literal, quoted
from bartizan.store.fresh import FRESH
from bartizan_demo.process import Estate

pytestmark = pytest.mark.slow

Load = Callable[[Engine, Path, str], None]
_KINDS = (
    *("aws_lambda_function", "aws_iam_role", "aws_s3_bucket", "aws_kms_key", "aws_lambda_alias"),
    *("azure_function_app", "azure_web_app", "azure_storage_account", "azure_role_assignment"),
)
_BODIES = {
    "as it was": "body",
    "another member": 'json_merge_patch(body, \'{"Timeout": 77, "location": "northeurope"}\')',
    "denied instead of allowed": "replace(body::varchar, 'Allow', 'Deny')::json",
    "allowed more": "replace(replace(body::varchar, '\"Action\"', '\"NotAction\"'), 'InvokeFunction', '*')::json",
    "another role": 'json_merge_patch(body, \'{"Role": "arn:aws:iam::111122223333:role/another"}\')',
    "a policy that asks for the time": "replace(body::varchar, 'aws:SourceArn', 'aws:CurrentTime')::json",
    "nulls": "json_merge_patch(body, '{\"Nothing\": [null]}')",
    "malformed": "if(aspect in ('detail', 'policy', 'self'), '{\"Layers\": 7, \"Code\": 7, \"tags\": 7}'::json, body)",
}


@pytest.fixture(scope="module")
def home(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one scan of the demo estate."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in estate.environ.items():
            patch.setenv(name, value)
        aws = AwsTarget(("eu-west-1",), estate.aws, None, estate.role_arns[:1], None)
        azure = AzureTarget(estate.subscriptions, estate.arm, None)
        asyncio.run(scan(ScanRequest((aws,), (azure,), packages=False), folder, Usage()))
    return folder


@pytest.mark.parametrize("seed", range(int(os.environ.get("BARTIZAN_CHANGES", "1"))))
def test_any_changes_are_published_as_if_all_were_made_anew(home: Path, tmp_path: Path, seed: int) -> None:
    taking, anew = (Path(shutil.copytree(home, tmp_path / name)) for name in ("taking", "anew"))
    rules = list(load_rules((bundled("rules"),), {name: each.columns for name, each in sources().items()}).values())
    draw = random.Random(seed)
    begun = now().replace(microsecond=0)
    for n in range(1, 4):
        # The first snapshot of a release takes nothing from one of another; a change comes on top of its own.
        seen, load = _change(draw) if n > 1 else (["nothing"], _nothing)
        rules = _other_rules(draw, rules)
        at = begun + datetime.timedelta(hours=5 * n)
        if draw.random() < 0.3:
            seen.append("an exemption")
            for each in (taking, anew):
                _exempt(each, rules[0].id, at)
        _publish(taking, rules, load, at)
        with _forgotten(anew):
            _publish(anew, rules, load, at, is_anew=True)
        _compare(_last(taking), _last(anew), f"seed {seed}, round {n}: {', '.join(seen)}")


def test_as_time_passes_nothing_changes_on_a_resource(home: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(home, tmp_path / "home"))
    rules = list(load_rules((bundled("rules"),), {name: each.columns for name, each in sources().items()}).values())
    begun = now().replace(microsecond=0)
    for days in (1, 300):

        def load(engine: Engine, before: Path, at: str) -> None:
            engine.create_empty("observation", OBSERVATION_COLUMNS)
            engine.attach("last", before / "observation.parquet", OBSERVATION_COLUMNS)
            engine.execute(f"insert into observation select * replace (timestamp '{at}' as observed_at) from last")
            engine.execute("drop view last")

        _publish(own, rules, load, begun + datetime.timedelta(days=days))
    with State(own).transaction() as session:
        rows = session.query(ResourceDifferenceRow).all()
        assert [(row.resource_type, row.subject, row.before, row.after) for row in rows] == []


def _nothing(engine: Engine, before: Path, at: str) -> None:
    engine.create_empty("observation", OBSERVATION_COLUMNS)


def _change(draw: random.Random) -> tuple[list[str], Load]:
    """Return one read of a few resources by their names, of which some changed, some are new and some are gone."""
    told = [(draw.choice(_KINDS), draw.random(), draw.choice([*_BODIES, "new", "gone"])) for _ in range(3)]

    def load(engine: Engine, before: Path, at: str) -> None:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        engine.attach("last", before / "observation.parquet", OBSERVATION_COLUMNS)
        for kind, which, what in told:
            ids = engine.rows(
                f"select distinct id, scope, region from last where kind = '{kind}' and aspect = 'self' order by all"
            )
            if ids:
                _read(engine, kind, ids[int(which * len(ids))], what, at)
        engine.execute("drop view last")

    return [f"{kind} {what}" for kind, _, what in told], load


def _read(engine: Engine, kind: str, item: dict[str, str], what: str, at: str) -> None:
    """Put in what is read of a resource, and that this is all there is of it."""
    id_ = f"{item['id']}-new" if what == "new" else item["id"]
    if engine.rows(f"select 1 from observation where kind = '{kind}' and id = {literal(id_)}"):
        return
    body = f"if(outcome = 'ok' and body is not null, {_BODIES.get(what, 'body')}, body)"
    if what != "gone":
        engine.execute(
            f"insert into observation select * replace ({literal(id_)} as id, {body} as body, "
            f"timestamp '{at}' as observed_at) from last where kind = '{kind}' and id = {literal(item['id'])} "
            "and aspect <> 'list'"
        )
    listed = (kind, id_, "list", "ok", item["scope"], item["region"], None, "", "", "", "", at)
    engine.insert("observation", [listed])


def _other_rules(draw: random.Random, rules: list[Rule]) -> list[Rule]:
    """Return the rules without one, and with another severity of one, each now and then."""
    changed = draw.sample(rules, len(rules) - (draw.random() < 0.3))
    if draw.random() < 0.3:
        changed[0] = changed[0].model_copy(update={"severity": draw.choice(list(Severity))})
    return sorted(changed, key=lambda rule: rule.id)


def _exempt(home: Path, rule: str, at: datetime.datetime) -> None:
    exemption = Exemption(ExemptionCategory.RISK_ACCEPTED, "known", "security team", at, rule=rule, id=f"e-{at:%H}")
    add_exemption(State(home), "default", exemption)


def _publish(home: Path, rules: list[Rule], load: Load, at: datetime.datetime, *, is_anew: bool = False) -> None:
    """Publish what ``load`` reads on top of the last snapshot, ``is_anew`` without a word about what is fresh."""
    id_ = new_snapshot_id()
    with scan_lock(home), scan_lease(State(home), home, "default") as lease:
        publisher = Publisher(home, "default", rules, {"packages": False}, 10_000_000, id_=id_, lease=lease)
        publisher.started = at
        publisher.least_standing = 1
        before = publisher.previous
        assert before

        def loaded(engine: Engine) -> None:
            load(engine, before, at.isoformat())
            engine.execute(f"update observation set observed_at = least(observed_at, timestamp '{at.isoformat()}')")
            carry_over(engine, before, at.isoformat())
            assert engine.has(FRESH)
            if is_anew:
                engine.execute(f"drop table {FRESH}")

        with publisher.draft(id_) as draft:
            with CodeSpool(draft.path):
                pass
            publisher.publish(id_, draft, Usage(), loaded)


@contextmanager
def _forgotten(home: Path) -> Iterator[None]:
    """Let the last snapshot say of no table what it was made from."""
    folder = _last(home)
    with Engine(threads=1) as engine:
        engine.create("fingerprint", f"from read_parquet({literal(folder / 'fingerprint.parquet')}) limit 0")
        engine.save("fingerprint", folder / "fingerprint.parquet")
    write_digests(folder, sorted(folder.glob("*.parquet")))
    yield


def _last(home: Path) -> Path:
    last = State(home).snapshot("default")
    assert last
    return home / "snapshots" / "default" / last.id


def _compare(taken: Path, anew: Path, what: str) -> None:
    names = {file.name for file in anew.glob("*.parquet")}
    assert names == {file.name for file in taken.glob("*.parquet")}
    with Engine(threads=1) as engine:
        for name in sorted(names - {"fingerprint.parquet"}):
            if (taken / name).read_bytes() == (anew / name).read_bytes():
                continue  # most are empty, and to compare rows takes longer
            columns = [quoted(each) for each in engine.columns_of(f"from read_parquet({literal(anew / name)})")]
            one, other = (
                f"(select {', '.join(columns)} from read_parquet({literal(each / name)}))" for each in (taken, anew)
            )
            for first, second in ((one, other), (other, one)):
                found = engine.rows(f"from {first} except all from {second} limit 3")
                assert not found, (what, name, orjson.dumps(found, default=str).decode())
