"""A fact that is not known says why: refused, not asked yet, or asked and not told."""

from collections.abc import Iterator

import pytest

from bartizan.assess.gaps import Gaps
from bartizan.store import Engine
from bartizan.store.engine import OBSERVATION_COLUMNS

LINEAGE = {"api": {"target": frozenset({"stages"}), "role": frozenset({"role"})}, "role": {"name": frozenset[str]()}}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as engine:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        for kind, id_, aspect in (("api", "a", "self"), ("api", "b", "self"), ("role", "", "list")):
            answer(engine, kind, id_, aspect)
        yield engine


def answer(engine: Engine, kind: str, id_: str, aspect: str, outcome: str = "ok") -> None:
    engine.execute(
        "insert into observation by name select ? as kind, ? as id, ? as aspect, ? as outcome, '1' as scope, "
        "'x:Get' as operation, '' as permission, '' as detail",
        [kind, id_, aspect, outcome],
    )


def test_a_question_that_some_resource_still_waits_for_is_not_read_yet(engine: Engine) -> None:
    answer(engine, "api", "a", "stages")
    assert Gaps(engine, LINEAGE).missing("api", "", "1", ["target"]) == ["stages not read yet"]


def test_an_answer_that_came_but_does_not_tell_is_never_called_unread(engine: Engine) -> None:
    for id_ in ("a", "b"):
        answer(engine, "api", id_, "stages")
    gaps = Gaps(engine, LINEAGE)
    assert gaps.missing("api", "", "1", ["target"]) == ["stages was read but does not say"]
    assert gaps.missing("api", "", "1", ["role"]) == ["role was read but does not say"]
    assert gaps.missing("api", "", "2", ["role"]) == ["role not read yet"]


def test_a_refusal_is_named_first(engine: Engine) -> None:
    answer(engine, "api", "a", "stages", "denied")
    assert Gaps(engine, LINEAGE).missing("api", "a", "1", ["target"]) == ["x:Get denied"]
