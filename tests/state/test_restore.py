"""State comes back from a backup as docs/deploy.md has it, made while something writes."""

import datetime
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from bartizan.base.home import Home
from bartizan.service.changes.comparing import snapshots
from bartizan.state import Manifest, State
from bartizan.state.address import STATE_URL
from bartizan.state.audit import audit_log
from bartizan.state.nouns import SavedQuery
from bartizan.state.saved_query import save_query, saved_queries
from tests.state.postgres import Server

NOW = datetime.datetime(2026, 1, 1)
QUERY = SavedQuery("open", "find aws_lambda_function where is exposed", "team-shop", NOW)
LATER = SavedQuery("later", "find aws_iam_role where is_admin", "team-shop", NOW)


def fill(home: Path) -> None:
    """Write a query, its entry in the audit log, and a snapshot."""
    state = State(home)
    save_query(state, "default", QUERY)
    folder = Home(home).snapshot("default", "s1")
    folder.mkdir(parents=True)
    (folder / "finding.parquet").write_bytes(b"")
    state.publish(Manifest("s1", "default", NOW, NOW, "complete", {}))


def check_restored(home: Path) -> None:
    restored = State(home)
    assert saved_queries(restored, "default") == [QUERY]
    assert [each.id for each in snapshots(home)] == ["s1"]
    save_query(restored, "default", LATER)  # it can be written to, too
    assert len(audit_log(restored, "default")) == 2


def test_sqlite(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    fill(home)
    other.mkdir()
    with closing(sqlite3.connect(Home(home).state)) as writing:
        writing.execute("begin immediate")
        writing.execute("delete from saved_query")  # not committed: no backup has it
        with closing(sqlite3.connect(Home(home).state)) as read, closing(sqlite3.connect(Home(other).state)) as kept:
            read.backup(kept)  # what .backup of the shell does
        writing.rollback()
    shutil.copytree(home / "snapshots", other / "snapshots")
    check_restored(other)


def test_postgresql(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url, empty = postgres.new(), postgres.new("template0")
    monkeypatch.setenv(STATE_URL, url)
    fill(tmp_path)
    dump = tmp_path / "state.dump"
    subprocess.run([postgres.program("pg_dump"), "--format=custom", f"--file={dump}", url], check=True)
    subprocess.run([postgres.program("pg_restore"), "--no-owner", f"--dbname={empty}", dump], check=True)
    monkeypatch.setenv(STATE_URL, empty)
    check_restored(tmp_path)
