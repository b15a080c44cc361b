"""Processes that open a new home at one moment: one of them makes its state, and all of them can use it."""

import subprocess
import sys
from pathlib import Path

from bartizan.state import State
from bartizan.state.revision import HEAD

OPEN = """
import sys
from pathlib import Path
from bartizan.state import State
State(Path(sys.argv[1])).snapshot("default")
"""


def test_a_new_home_is_set_up_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path)]
    openers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(6)]
    said = [opener.communicate(timeout=120)[1] for opener in openers]
    assert [opener.returncode for opener in openers] == [0] * 6, said
    with State(tmp_path).transaction() as session:
        assert session.connection().exec_driver_sql("select version_num from alembic_version").all() == [(HEAD,)]
