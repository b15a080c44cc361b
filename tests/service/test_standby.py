"""The process that stands by for the next scan: taken where it fits, replaced where not, gone with its server."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bartizan.service.work.standby import Standby

KEPT = """
import os, time
from bartizan.service.work.standby import STANDBY
with STANDBY.kept():
    if not os.fork():
        with STANDBY.kept():
            os._exit(0)
    os.wait()
    print(STANDBY._ready.pid, flush=True)
    time.sleep(60)
"""


def ready(standby: Standby) -> Any:
    assert standby._ready
    return standby._ready


def said(standby: Standby, home: Path) -> tuple[int, str]:
    """Run a scan of a connector that is not there; return the number of its process and its error."""
    with standby.begin(["scan", "--connector", "shop", "--home", str(home)]) as process:
        assert process.stdout
        assert process.stderr
        output, errors = process.stdout.read(), process.stderr.read()
    assert process.returncode == 2
    assert output == b""
    return process.pid, errors.decode()


def test_it_runs_what_it_is_given_and_another_takes_its_place(tmp_path: Path) -> None:
    standby = Standby()
    assert "shop" in said(standby, tmp_path)[1]
    standby.renew()
    assert standby._ready is None  # nobody keeps one yet
    with standby.kept():
        first = ready(standby).pid
        with standby.kept():
            assert ready(standby).pid == first
        assert said(standby, tmp_path)[0] == first
        standby.renew()
        last = ready(standby)
        assert last.pid != first
    assert last.poll() is not None


def test_one_that_was_killed_is_replaced(tmp_path: Path) -> None:
    standby = Standby()
    with standby.kept():
        dead = ready(standby)
        dead.kill()
        os.waitid(os.P_PID, dead.pid, os.WEXITED | os.WNOWAIT)
        pid, error = said(standby, tmp_path)
    assert pid != dead.pid
    assert "shop" in error


def test_another_environment_has_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    standby = Standby()
    with standby.kept():
        first = ready(standby)
        monkeypatch.setenv("AWS_PROFILE", "another")
        assert said(standby, tmp_path)[0] != first.pid
    assert first.poll() is not None


def test_it_ends_with_its_server_whichever_way_that_ends() -> None:
    server = subprocess.Popen([sys.executable, "-c", KEPT], stdout=subprocess.PIPE)
    assert server.stdout
    with server.stdout as lines:
        pid = int(lines.readline())
    os.kill(pid, 0)
    server.kill()
    server.wait()
    deadline = time.monotonic() + 30
    while _is_alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
