"""A home of an older release opens with everything it held."""

import datetime
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine

import bartizan.state
from bartizan.state import Manifest, State
from bartizan.state.address import server_url
from bartizan.state.audit import audit_log
from bartizan.state.exemption import exemptions
from bartizan.state.governance import governance_rules
from bartizan.state.models import Base
from bartizan.state.postgres import PostgresDatabase
from bartizan.state.score import score_history

NOW = datetime.datetime(2026, 1, 1)


def engine(home: Path) -> Engine:
    url = server_url()
    return PostgresDatabase(url).engine if url else create_engine(f"sqlite:///{home / 'state.db'}")


def migrate(home: Path, revision: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bartizan.state.__file__).parent / "migrations"))
    with engine(home).begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def test_a_home_from_before_decisions(state_home: Path) -> None:
    published = Manifest("one", "default", NOW, NOW, "complete", {"n": 1})
    State(state_home).publish(published)
    migrate(state_home, "0001", down=True)
    state = State(state_home)
    assert state.snapshot("default") == published
    for read in (exemptions, governance_rules, audit_log):
        assert read(state, "default") == []
    assert score_history(state, "default", "all") == []


def test_a_home_from_before_the_sequence_keeps_the_order_of_its_snapshots(tmp_path: Path) -> None:
    # In SQLite alone, which numbers rows: there was no state on a server before.
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


def test_the_migrations_make_the_tables_that_the_models_describe(state_home: Path) -> None:
    State(state_home)
    with engine(state_home).connect() as connection:
        made = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(made, Base.metadata) == []


def test_a_new_home_is_as_one_that_all_migrations_made(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    State(new)
    old.mkdir()
    migrate(old, "head")
    assert schema(new) == schema(old)


def schema(home: Path) -> set[tuple[str, str]]:
    """Return what a database has, by name, and how it was created."""
    with engine(home).connect() as connection:
        made = connection.exec_driver_sql("select name, coalesce(sql, '') from sqlite_master").all()
        version = connection.exec_driver_sql("select 'version', version_num from alembic_version").all()
    return {(name, " ".join(sql.split())) for name, sql in (*made, *version)}


def test_every_migration_can_be_undone(state_home: Path) -> None:
    State(state_home)
    migrate(state_home, "base", down=True)
    assert State(state_home).snapshot("default") is None
