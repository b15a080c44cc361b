"""What a scan takes over from the last one: kept answers, unlisted regions, and nothing that it listed itself."""

import datetime
from pathlib import Path

from bartizan.collect.memory import Memory
from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.store import open_snapshot
from bartizan.store.recall import recalled
from tests.store.test_snapshot import ids, listed, seal

AT = datetime.datetime(2026, 1, 10)


def seen(id_: str, region: str, marker: str = "1") -> Observation:
    return Observation("k", id_, SELF, Outcome.OK, "1", region, marker=marker, observed_at="2026-01-01T00:00:00")


def asked(id_: str, outcome: Outcome, at: str = "2026-01-01T00:00:00", body: object = None) -> Observation:
    return Observation("k", id_, "policy", outcome, "1", "here", body=body, observed_at=at)


def region_listed(region: str) -> Observation:
    return Observation("k", "", LIST, Outcome.OK, "1", region)


def test_a_kept_answer_is_the_last_one_with_its_own_time(tmp_path: Path) -> None:
    first = seal(tmp_path, "one", seen("a", "here"), asked("a", Outcome.OK, body={"x": 1}))
    second = seal(tmp_path, "two", seen("a", "here"), asked("a", Outcome.KEPT), region_listed("here"), previous=first)
    with open_snapshot(second) as engine:
        (row,) = engine.rows("select outcome, body, observed_at from observation where aspect = 'policy'")
    assert (row["outcome"], row["body"]) == ("ok", '{"x":1}')
    assert row["observed_at"] == datetime.datetime(2026, 1, 1)


def test_a_kept_answer_that_is_not_there_is_no_answer(tmp_path: Path) -> None:
    snapshot = seal(tmp_path, "one", seen("a", "here"), asked("a", Outcome.KEPT))
    with open_snapshot(snapshot) as engine:
        assert engine.rows("select * from observation where aspect = 'policy'") == []


def test_regions_that_were_not_read_stay(tmp_path: Path) -> None:
    first = seal(
        tmp_path, "one", seen("far", "there"), seen("gone", "here"), region_listed("here"), region_listed("there")
    )
    second = seal(tmp_path, "two", seen("new", "here"), region_listed("here"), previous=first)
    assert ids(second) == ["far", "new"]


def test_a_listing_without_region_counts_for_all(tmp_path: Path) -> None:
    first = seal(tmp_path, "one", seen("gone", "there"), listed("k", Outcome.OK))
    second = seal(tmp_path, "two", listed("k", Outcome.OK), previous=first)
    assert ids(second) == []


def test_memory_keeps_what_is_known_unmoved_and_young(tmp_path: Path) -> None:
    recent = "2026-01-09T12:00:00"
    path = seal(
        tmp_path,
        "one",
        *(seen(name, "here") for name in ("young", "old", "older", "denied", "unmarked")),
        asked("young", Outcome.ABSENT, recent),
        asked("old", Outcome.OK, "2026-01-02T00:00:00"),
        asked("older", Outcome.OK),
        asked("denied", Outcome.DENIED, recent),
    )
    memory = Memory(*recalled(path), at=AT)

    def keeps(id_: str, marker: str = "1", memory: Memory = memory) -> bool:
        return memory.keeps("k", id_, marker, "policy", 24)

    assert keeps("young")
    assert not keeps("young", "2")
    assert not keeps("young", "")
    assert not keeps("old")
    assert not keeps("denied")
    assert not keeps("unmarked")
    thrifty = Memory(*recalled(path), budget=1, at=AT)
    assert not keeps("older", memory=thrifty)  # the oldest is asked again
    assert keeps("old", memory=thrifty)  # the budget does not reach it
    assert recalled(None) == ({}, {})
