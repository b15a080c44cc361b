"""What a scan takes over from the last one: kept answers, unlisted regions, and nothing that it listed itself."""

import datetime
from pathlib import Path

from bartizan.catalog.reading import READER
from bartizan.collect.shared.listings import Listings
from bartizan.collect.shared.memory import Memory
from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.store import Engine, open_snapshot
from bartizan.store.recall import recalled, tallied
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


def test_a_snapshot_of_an_older_release_may_lack_a_column(tmp_path: Path) -> None:
    first = seal(tmp_path, "one", seen("far", "there"), region_listed("there"))
    file = first / "observation.parquet"
    with Engine() as engine:
        engine.attach("now", file)
        engine.create("older", "select * exclude (marker) from now")
        engine.save("older", file)
    assert ids(seal(tmp_path, "two", seen("new", "here"), region_listed("here"), previous=first)) == ["far", "new"]
    assert recalled(first, READER) == ({}, {})


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


def test_a_listing_of_one_resource_says_what_there_is_of_it_and_nothing_of_others(tmp_path: Path) -> None:
    known = [seen(id_, "here") for id_ in ("a", "a:1", "a:2", "ab", "b")]
    first = seal(tmp_path, "one", *known, asked("a", Outcome.OK), region_listed("here"))
    one = Observation("k", "a", LIST, Outcome.OK, "1", "here")
    second = seal(tmp_path, "two", seen("a", "here"), seen("a:2", "here"), one, previous=first)
    assert ids(second) == ["a", "a:2", "ab", "b"]
    with open_snapshot(second) as engine:
        rows = engine.rows("select id, aspect, outcome from observation where aspect <> 'self'")
    assert [tuple(row.values()) for row in rows] == [("", "list", "ok")]
    gone = seal(tmp_path, "three", one, previous=second)
    assert ids(gone) == ["ab", "b"]


def test_a_resource_that_could_not_be_read_stays_as_known(tmp_path: Path) -> None:
    first = seal(tmp_path, "one", seen("a", "here"), seen("a:1", "here"), region_listed("here"))
    denied = Observation("k", "a", LIST, Outcome.DENIED, "1", "here")
    assert ids(seal(tmp_path, "two", denied, previous=first)) == ["a", "a:1"]


def test_a_kept_listing_leaves_what_it_named_as_it_was(tmp_path: Path) -> None:
    made = Observation("k", "", LIST, Outcome.OK, "1", "here", observed_at="2026-01-01T00:00:00")
    first = seal(tmp_path, "one", seen("a", "here"), asked("a", Outcome.OK, body={"x": 1}), made)
    kept = Observation("k", "", LIST, Outcome.KEPT, "1", "here")
    second = seal(tmp_path, "two", kept, seen("b", "there"), region_listed("there"), previous=first)
    with open_snapshot(second) as engine:
        rows = engine.rows(
            "select id, aspect, outcome, observed_at from observation where region = 'here' order by all"
        )
    at = datetime.datetime(2026, 1, 1)
    assert [tuple(row.values()) for row in rows] == [
        ("", "list", "ok", at),
        ("a", "policy", "ok", at),
        ("a", "self", "ok", at),
    ]


def test_memory_keeps_a_listing_that_is_wholly_known_and_young(tmp_path: Path) -> None:
    made = Observation("k", "", LIST, Outcome.OK, "1", "here", operation="s:List", observed_at="2026-01-09T12:00:00")
    needless = Observation("n", "", LIST, Outcome.OK, "1", "here")
    denied = Observation("d", "", LIST, Outcome.DENIED, "1", "here", operation="s:List")
    at = "2026-01-09T06:00:00"
    path = seal(
        tmp_path, "one", made, needless, denied, seen("a", "here"), seen("b", "here"),
        asked("a", Outcome.OK, at), asked("b", Outcome.DENIED, at),
    )  # fmt: skip
    listings = Listings(tallied(path))
    memory = Memory(at=AT, listings=listings)
    assert listings.known_since(("k", "1", "here"), ()) == datetime.datetime(2026, 1, 1)  # its resources are older
    assert memory.keeps_listing(("k", "1", "here"), (), 24 * 9)
    assert not memory.keeps_listing(("k", "1", "here"), (), 24 * 9 - 1)
    for place, aspects in (
        (("k", "1", "here"), ["policy"]),  # one was denied
        (("k", "1", "there"), []),
        (("n", "1", "here"), []),
        (("d", "1", "here"), []),
    ):
        assert not memory.keeps_listing(place, aspects, 1000)
    assert tallied(None) == {}


def test_answers_about_a_few_are_those_that_are_known_of_all(tmp_path: Path) -> None:
    names = ("a", "a:1", "a/b", "ab", "b")
    path = seal(tmp_path, "one", *(seen(name, "here") for name in names), *(asked(n, Outcome.OK) for n in names))
    _, everything = recalled(path, READER)
    for near in (["a"], ["a", "b"], ["ab"], ["c"], [f"n{n}" for n in range(30)]):
        _, known = recalled(path, READER, near)
        for name in (*names, "c", "c:1"):
            assert known.get(("k", name, "policy")) == everything.get(("k", name, "policy"))
        assert dict(known) == dict(everything)
    _, known = recalled(path, READER, ["a"])
    with Engine(threads=1) as engine:
        engine.attach("whole", path / "observation.parquet")
        engine.create("only", "select * from whole where id in ('a', 'a:1', 'a/b')")
        engine.save("only", path / "observation.parquet")
    assert known.get(("k", "a:1", "policy")) == everything["k", "a:1", "policy"]  # the others were not read for it
    assert known.get(("k", "b", "policy")) is None


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
    memory = Memory(*recalled(path, READER), at=AT)

    def keeps(id_: str, marker: str = "1", memory: Memory = memory) -> bool:
        return memory.keeps("k", id_, marker, "policy", 24)

    assert keeps("young")
    assert not keeps("young", "2")
    assert not keeps("young", "")
    assert not keeps("old")
    assert not keeps("denied")
    assert not keeps("unmarked")
    thrifty = Memory(*recalled(path, READER), budget=1, at=AT)
    assert not keeps("older", memory=thrifty)  # the oldest is asked again
    assert keeps("old", memory=thrifty)  # the budget does not reach it
    assert recalled(None, READER) == ({}, {})
