"""A home of an older release opens with everything it held."""

import datetime
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import bartizan.state
from bartizan.state import Manifest, State
from bartizan.state.audit import audit_log
from bartizan.state.exemption import exemptions
from bartizan.state.governance import governance_rules
from bartizan.state.models import Base
from bartizan.state.score import score_history

NOW = datetime.datetime(2026, 1, 1)


def migrate(home: Path, revision: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bartizan.state.__file__).parent / "migrations"))
    with create_engine(f"sqlite:///{home / 'state.db'}").begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def test_a_home_from_before_decisions(tmp_path: Path) -> None:
    published = Manifest("one", "default", NOW, NOW, "complete", {"n": 1})
    State(tmp_path).publish(published)
    migrate(tmp_path, "0001", down=True)
    state = State(tmp_path)
    assert state.snapshot("default") == published
    for read in (exemptions, governance_rules, audit_log):
        assert read(state, "default") == []
    assert score_history(state, "default", "all") == []


def test_a_home_from_before_the_sequence_keeps_the_order_of_its_snapshots(tmp_path: Path) -> None:
    state = State(tmp_path)
    for id_, days in (("b", 400), ("a", 0), ("c", 1)):
        at = NOW + datetime.timedelta(days=days)
        state.publish(Manifest(id_, "default", at, at, "complete", {}))
    state.publish(Manifest("z", "other", NOW, NOW, "complete", {}))
    migrate(tmp_path, "0002", down=True)
    state = State(tmp_path)
    last = state.snapshot("default")
    assert last is not None
    assert last.id == "c"
    state.publish(Manifest("d", "default", NOW, NOW, "complete", {}))
    assert state.snapshot("default") == Manifest("d", "default", NOW, NOW, "complete", {})


def test_the_migrations_make_the_tables_that_the_models_describe(tmp_path: Path) -> None:
    State(tmp_path)
    with create_engine(f"sqlite:///{tmp_path / 'state.db'}").connect() as connection:
        made = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(made, Base.metadata) == []


def test_every_migration_can_be_undone(tmp_path: Path) -> None:
    State(tmp_path)
    migrate(tmp_path, "base", down=True)
    assert State(tmp_path).snapshot("default") is None
