"""Of a kind with many answers, those parts alone are digested again in which one changed."""

from pathlib import Path

import orjson
import pytest

from bartizan.model import now
from bartizan.normalize import Fingerprints, normalize
from bartizan.store import Engine
from bartizan.store.engine import OBSERVATION_COLUMNS
from bartizan.store.fresh import note_fresh
from bartizan.store.past import TABLE, Past

pytestmark = pytest.mark.slow

_KIND, _NAME = "aws_lambda_function", "aws_lambda_function_link"
_IDS = [f"arn:aws:lambda:eu-west-1:111122223333:function:f{n}" for n in range(30)]
_AT = now()
_BEFORE = dict.fromkeys(_IDS, "before")


def _load(engine: Engine, roles: dict[str, str], fresh: str = "") -> None:
    """Put in functions by ID with their roles, one of them as read just now."""
    engine.create_empty("observation", OBSERVATION_COLUMNS)
    for id_ in sorted(roles, key=lambda each: each != fresh):
        body = orjson.dumps({"FunctionArn": id_, "FunctionName": id_[-3:], "Role": roles[id_]}).decode()
        place = (_KIND, id_, "self", "ok", "111122223333", "eu-west-1", body, "", "", "", "", _AT)
        engine.insert("observation", [place])
        if id_ == fresh:
            note_fresh(engine)


def _fingerprint(engine: Engine, past: Past, most: int) -> str:
    normalize(engine, [_NAME], past=past)
    return Fingerprints(engine, past, most=most).of(_NAME).content


@pytest.fixture(params=[5, 1000])
def most(request: pytest.FixtureRequest) -> int:
    """How many answers have one digest: some of those here, or all."""
    return int(request.param)


@pytest.fixture
def before(tmp_path: Path, most: int) -> Path:
    """A snapshot of all functions as they were."""
    with Engine(threads=1) as engine:
        _load(engine, _BEFORE)
        past = Past(engine, None)
        _fingerprint(engine, past, most)
        past.note()
        for name in ("observation", TABLE):
            engine.save(name, tmp_path / f"{name}.parquet")
    return tmp_path


def _elsewhere(id_: str) -> list[str]:
    """Return the functions whose answers are of other parts than that of one."""
    with Engine(threads=1) as engine:
        parts = {each: engine.rows("select hash(?) % 64 as part", [each])[0]["part"] for each in _IDS}
    return [each for each in _IDS if parts[each] != parts[id_]]


def test_what_changed_is_in_the_fingerprint(before: Path, most: int) -> None:
    changed = _BEFORE | {_IDS[7]: "another"}
    with Engine(threads=1) as taken, Engine(threads=1) as anew:
        _load(taken, changed, _IDS[7])
        _load(anew, changed)
        expected = _fingerprint(anew, Past(anew, None), most)
        assert _fingerprint(taken, Past(taken, before), most) == expected
    with Engine(threads=1) as engine:
        _load(engine, _BEFORE)
        assert _fingerprint(engine, Past(engine, None), most) != expected


def test_other_parts_are_not_read(before: Path, most: int) -> None:
    changed = _BEFORE | {_IDS[7]: "another"}
    with Engine(threads=1) as taken, Engine(threads=1) as anew:
        # That these changed as well, nobody says: they are not looked at where they are of other parts.
        _load(taken, changed | dict.fromkeys(_elsewhere(_IDS[7]), "unsaid"), _IDS[7])
        _load(anew, changed)
        is_same = _fingerprint(taken, Past(taken, before), most) == _fingerprint(anew, Past(anew, None), most)
    assert is_same == (most < len(_IDS))
