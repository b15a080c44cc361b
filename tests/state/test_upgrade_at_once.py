"""Processes that open a new home at one moment: one of them makes its state, and all of them can use it."""

import subprocess
import sys
from pathlib import Path

import pytest

from bartizan.state import State
from bartizan.state.address import STATE_URL
from bartizan.state.revision import HEAD
from tests.state.postgres import Server

OPEN = """
import sys
from pathlib import Path
from bartizan.state import State
State(Path(sys.argv[1])).snapshot("default")
"""


@pytest.mark.parametrize("is_shared", [False, True], ids=["sqlite", "postgresql"])
def test_a_new_state_is_set_up_once(
    is_shared: bool, tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_shared:
        monkeypatch.setenv(STATE_URL, postgres.new("template0"))
    command = [sys.executable, "-c", OPEN, str(tmp_path)]
    openers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    said = [opener.communicate(timeout=120)[1] for opener in openers]
    assert [opener.returncode for opener in openers] == [0] * 4, said
    with State(tmp_path).transaction() as session:
        assert session.connection().exec_driver_sql("select version_num from alembic_version").all() == [(HEAD,)]
