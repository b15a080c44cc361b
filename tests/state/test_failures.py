"""A state that cannot be used says what to do about it, in one line and without SQL."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bartizan.model import BartizanError, UsageError
from bartizan.state import State
from bartizan.state.lock import scan_lock


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"cannot be written to .*name another with --home"):
        State(home)
    with pytest.raises(UsageError, match="cannot be written to"), scan_lock(home / "below"):
        pass


def test_a_home_where_none_can_be_made() -> None:
    home = Path("/proc/bartizan")  # where nobody may make a folder, root neither
    with pytest.raises(UsageError, match=r"cannot be written to .*name another with --home"):
        State(home)
    with pytest.raises(UsageError, match="cannot be written to"), scan_lock(home):
        pass


def test_a_home_of_a_newer_release(tmp_path: Path) -> None:
    State(tmp_path)
    with sqlite3.connect(tmp_path / "state.db") as database:
        database.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(UsageError, match=r"written by a newer release .*'9999'.*: upgrade Bartizan"):
        State(tmp_path)


@pytest.mark.parametrize("harm", ["text", "cut", "zeros", "folder"])
def test_a_damaged_state(tmp_path: Path, harm: str) -> None:
    # In a process of its own: an open connection would repair the file from its log.
    make = "import sys, pathlib; from bartizan.state import State; State(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", make, str(tmp_path)], check=True)
    file = tmp_path / "state.db"
    content = file.read_bytes()
    file.unlink()
    if harm == "folder":
        file.mkdir()
    else:
        half = len(content) // 2
        broken = {"text": b"not a database at all" * 200, "cut": content[:5000], "zeros": content[:100] + bytes(half)}
        file.write_bytes(broken[harm])
    with pytest.raises(BartizanError) as raised:
        State(tmp_path).snapshot("default")
    told = str(raised.value)
    assert "select" not in told.lower()
    assert "\n" not in told
    assert ("move it away" in told) or ("make it writable" in told), told
