"""Snapshots: invisible until published, whole or not there, and honest about what was not read this time."""

import datetime
from contextlib import suppress
from pathlib import Path

import pytest

from bartizan.base.home import Home
from bartizan.model import LIST, SELF, BartizanError, Observation, Outcome, UsageError
from bartizan.state import Manifest, State
from bartizan.state.lock import scan_lock
from bartizan.state.revision import HEAD
from bartizan.store import Draft, Engine, ObservationSpool, open_snapshot
from bartizan.store.carry import carry_over
from bartizan.store.digests import damage
from bartizan.store.snapshot import sweep
from bartizan.store.snapshot_engine import SnapshotEngine

NOW = datetime.datetime(2026, 1, 1)


def seal(
    home: Path,
    snapshot_id: str,
    *observations: Observation,
    previous: Path | None = None,
    started: str = "2026-01-02T00:00:00",
) -> Path:
    with Draft(Home(home).snapshots("default"), snapshot_id) as draft:
        with ObservationSpool(draft.spool) as spool:
            for observation in observations:
                spool.write(observation)
        with Engine() as engine:
            engine.load_observations(draft.spool)
            carry_over(engine, previous, started)
            draft.seal(engine, ["observation"])
        return draft.publish(lambda: None)


def seen(kind: str, id_: str, scope: str = "1") -> Observation:
    return Observation(kind, id_, SELF, Outcome.OK, scope, observed_at="2026-01-01T00:00:00")


def listed(kind: str, outcome: Outcome, scope: str = "1") -> Observation:
    return Observation(kind, "", LIST, outcome, scope, observed_at="2026-01-02T00:00:00")


def ids(path: Path) -> list[str]:
    with open_snapshot(path) as engine:
        return [row["id"] for row in engine.rows("select id from observation where aspect = 'self' order by id")]


def test_a_draft_that_is_not_sealed_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Draft(Home(tmp_path).snapshots("default"), "one") as draft:
        draft.spool.write_text("{}", encoding="utf-8")
        raise RuntimeError
    assert list((tmp_path / "snapshots" / "default").iterdir()) == []


def test_what_killed_scans_left_is_finished_or_removed(tmp_path: Path) -> None:
    for name in (".draft-dead", ".draft-published", "of-a-lost-database"):
        (tmp_path / "snapshots" / "default" / name).mkdir(parents=True)
    state = State(tmp_path)
    state.publish(Manifest("published", "default", NOW, NOW, "complete", {}))
    sweep(Home(tmp_path).snapshots("default"), state.published)
    names = {path.name for path in (tmp_path / "snapshots" / "default").iterdir()}
    assert names == {"published", "of-a-lost-database"}


def test_a_snapshot_is_read_before_its_folder_has_its_name(tmp_path: Path) -> None:
    path = seal(tmp_path, "one", seen("k", "a"))
    draft = path.rename(path.with_name(".draft-one"))
    with open_snapshot(path) as engine:
        with suppress(FileNotFoundError):
            draft.rename(path)  # as who publishes it does next
        assert engine.rows("select id from observation") == [{"id": "a"}]


def test_a_manifest_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    def full() -> None:
        raise BartizanError("the disk is full")

    with Engine() as engine, pytest.raises(BartizanError), Draft(Home(tmp_path).snapshots("default"), "one") as draft:
        engine.create("t", "select 1 as n")
        draft.seal(engine, ["t"])
        draft.publish(full)
    assert list((tmp_path / "snapshots" / "default").iterdir()) == []


@pytest.mark.parametrize("is_of_an_older_release", [False, True])
@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "remove", "folder"])
def test_damage_is_seen(tmp_path: Path, harm: str, is_of_an_older_release: bool) -> None:
    path = seal(tmp_path, "one", *(seen("k", f"{n * 7919}") for n in range(2000)))
    file = path / "observation.parquet"
    if is_of_an_older_release:
        (path / "digests.json").unlink()
    assert damage(path) == ""
    content = bytearray(file.read_bytes())
    if harm == "folder":
        path.rename(tmp_path / "away")
    elif harm == "remove":
        file.unlink()
    else:
        content[20:60] = bytes(40)
        file.write_bytes({"cut": bytes(content[: len(content) // 2]), "flip": bytes(content), "empty": b""}[harm])
    is_unseen = is_of_an_older_release and harm == "remove"  # that it was there is known to nobody
    assert bool(damage(path)) != is_unseen


def test_the_last_snapshot_is_the_one_published_last_whatever_the_clock_said(tmp_path: Path) -> None:
    state = State(tmp_path)
    ahead = NOW + datetime.timedelta(days=400)
    for id_, at in (("ahead", ahead), ("back", NOW), ("elsewhere", ahead)):
        state.publish(Manifest(id_, "other" if id_ == "elsewhere" else "default", at, at, "complete", {}))
    last = state.snapshot("default")
    assert last is not None
    assert last.id == "back"
    assert state.snapshot("default", "ahead") is not None


def test_what_was_read_with_the_clock_ahead_counts_as_read_now(tmp_path: Path) -> None:
    ahead = Observation("k", "far", SELF, Outcome.OK, "2", observed_at="2027-06-01T00:00:00")
    first = seal(tmp_path, "one", ahead)
    with open_snapshot(seal(tmp_path, "two", listed("k", Outcome.OK), previous=first)) as engine:
        (row,) = engine.rows("select observed_at from observation where id = 'far'")
    assert row["observed_at"] == datetime.datetime(2026, 1, 2)


def test_only_a_manifest_makes_a_snapshot_visible(tmp_path: Path) -> None:
    seal(tmp_path, "one", seen("k", "a"))
    state = State(tmp_path)
    assert state.snapshot("default") is None
    state.publish(Manifest("one", "default", NOW, NOW, "complete", {"n": 1}))
    assert State(tmp_path).snapshot("default") == Manifest("one", "default", NOW, NOW, "complete", {"n": 1})
    assert state.snapshot("default", "other") is None
    assert state.snapshot("elsewhere") is None


def test_other_scopes_and_unlisted_kinds_stay(tmp_path: Path) -> None:
    first = seal(tmp_path, "one", seen("k", "gone"), seen("k", "kept"), seen("other", "denied"), seen("k", "far", "2"))
    second = seal(
        tmp_path,
        "two",
        *(seen("k", "kept"), listed("k", Outcome.OK), listed("other", Outcome.DENIED)),
        previous=first,
    )
    assert ids(second) == ["denied", "far", "kept"]


def test_a_second_scan_of_a_home_is_refused(tmp_path: Path) -> None:
    with scan_lock(tmp_path), pytest.raises(UsageError, match="another scan"), scan_lock(tmp_path):
        pass
    with scan_lock(tmp_path):
        pass


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BartizanError, match="run `bartizan scan` again"):
        open_snapshot(tmp_path / "none")


def test_state_is_at_the_newest_migration(tmp_path: Path) -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import bartizan.state

    State(tmp_path)
    config = Config()
    config.set_main_option("script_location", str(Path(bartizan.state.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_table_that_is_read_in_parts_has_each_row_once_at_its_place(tmp_path: Path) -> None:
    with Draft(Home(tmp_path).snapshots("default"), "one") as draft, Engine() as engine:
        engine.create("numbered", "select n, 'row ' || n as text from range(300_000) as t(n)")
        draft.seal(engine, ["numbered"])
        path = draft.publish(lambda: None)
    with open_snapshot(path) as engine, engine.sparing():
        parts = engine.placed_parts("numbered", 130_000)
        counted = [engine.rows(f"select count(*) as n, min(place) as least from {part}")[0] for part in parts]
        assert [each["n"] for each in counted] == [130_000, 130_000, 40_000]
        assert [each["least"] for each in counted] == [1, 130_001, 260_001]
        engine.create("kept", " union all ".join(f"select * from {part}" for part in parts))
        engine.compress()
        query = "select count(distinct n) as n, count(*) filter (place = n + 1) as placed from kept"
        assert engine.rows(query) == [{"n": 300_000, "placed": 300_000}]
        assert engine.rows("select current_setting('threads') as n") == [{"n": 1}]
    assert Engine().placed_parts("numbered", 10) == [Engine().placed("numbered")]


def test_columns_are_those_of_the_table_that_a_reader_sees(tmp_path: Path) -> None:
    path = seal(tmp_path, "one", seen("k", "a"), listed("k", Outcome.OK))
    with SnapshotEngine(path) as engine:
        as_read = engine.columns("observation")
        assert {"kind", "id", "body"} <= as_read.keys()
        other, layer = engine.cursor(), engine.layer()
        layer.create("observation", "select 1 as n")
        assert (layer.columns("observation"), layer.cursor().columns("observation")) == ({"n": "INTEGER"},) * 2
        assert engine.columns("observation") == other.columns("observation") == as_read
        other.create("scratch", "select 1 as n", own=True)
        assert other.columns("scratch") == {"n": "INTEGER"}
        engine.load_view("observation")
        engine.execute("alter table observation drop column body")
        assert other.columns("observation") == {name: type_ for name, type_ in as_read.items() if name != "body"}
        assert layer.columns("observation") == {"n": "INTEGER"}
