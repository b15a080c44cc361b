"""Snapshots: invisible until published, whole or not there, and honest about what was not read this time."""

import datetime
from pathlib import Path

import pytest

from bartizan.model import LIST, SELF, BartizanError, Observation, Outcome, UsageError
from bartizan.state import Manifest, State
from bartizan.state.lock import scan_lock
from bartizan.state.revision import HEAD
from bartizan.store import Draft, Engine, ObservationSpool, open_snapshot
from bartizan.store.carry import carry_over

NOW = datetime.datetime(2026, 1, 1)


def seal(home: Path, snapshot_id: str, *observations: Observation, previous: Path | None = None) -> Path:
    with Draft(home, "default", snapshot_id) as draft:
        with ObservationSpool(draft.spool) as spool:
            for observation in observations:
                spool.write(observation)
        with Engine() as engine:
            engine.load_observations(draft.spool)
            carry_over(engine, previous)
            return draft.seal(engine, ["observation"])


def seen(kind: str, id_: str, scope: str = "1") -> Observation:
    return Observation(kind, id_, SELF, Outcome.OK, scope, observed_at="2026-01-01T00:00:00")


def listed(kind: str, outcome: Outcome, scope: str = "1") -> Observation:
    return Observation(kind, "", LIST, outcome, scope, observed_at="2026-01-02T00:00:00")


def ids(path: Path) -> list[str]:
    with open_snapshot(path) as engine:
        return [row["id"] for row in engine.rows("select id from observation where aspect = 'self' order by id")]


def test_a_draft_that_is_not_sealed_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Draft(tmp_path, "default", "one") as draft:
        draft.spool.write_text("{}", encoding="utf-8")
        raise RuntimeError
    assert list((tmp_path / "snapshots" / "default").iterdir()) == []


def test_drafts_of_killed_scans_are_swept_by_the_next(tmp_path: Path) -> None:
    stale = tmp_path / "snapshots" / "default" / ".draft-dead"
    stale.mkdir(parents=True)
    with Draft(tmp_path, "default", "two"):
        assert not stale.exists()


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


def test_migrations_give_exactly_the_models(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine

    from bartizan.state.models import Base

    with create_engine(State(tmp_path).url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
