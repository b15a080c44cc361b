"""Scans whose process was killed are found by those who live."""

import datetime
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from sqlalchemy import update

from bartizan.service.work.lost import watch_for_lost
from bartizan.service.work.watching import Watcher
from bartizan.state import State
from bartizan.state.models.work import ScanRunRow
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import ScanRun, add_run, change_run, end_lost_runs, events, keep_alive, run_of, runs

CRASH = """
import os, signal, sys
from pathlib import Path
from bartizan.service.work.deciding import Decider
from bartizan.service.work.scanning import start
start(Decider(Path(sys.argv[1]), "default", "watch", "watch"), "shop")
os.kill(os.getpid(), signal.SIGKILL)
"""


def went_silent(state: State, id_: str) -> None:
    """Have a scan's last sign of life be long past."""
    with state.transaction() as session:
        past = state.time() - datetime.timedelta(seconds=1)
        session.execute(update(ScanRunRow).where(ScanRunRow.id == id_).values(alive_until=past))


def test_a_scan_that_gives_no_sign_of_life_is_ended_once(state_home: Path) -> None:
    state = State(state_home)
    alive, lost, stopping, over = (ScanRun("full", "watch", f"c-{n}") for n in range(4))
    for each, status in ((alive, "running"), (lost, "running"), (stopping, "cancelling"), (over, "complete")):
        add_run(state, "default", each)
        change_run(state, each.id, status=status)
        went_silent(state, each.id)
    keep_alive(state, alive.id)
    assert {each.id for each in end_lost_runs(state)} == {lost.id, stopping.id}
    assert end_lost_runs(state) == []
    found = {each.id: each for each in runs(state, "default")[0]}
    assert [found[each.id].status for each in (alive, lost, stopping, over)] == [
        "running", "failed", "cancelled", "complete",
    ]  # fmt: skip
    assert found[lost.id].ended_at is not None
    assert "ended without a word" in found[lost.id].detail
    assert [each.kind for each in events(state, lost.id)] == ["failed"]


def test_one_is_found_while_a_server_runs(state_home: Path) -> None:
    state = State(state_home)
    ended = threading.Event()
    watch_for_lost(state, ended, every=0.05)
    run = ScanRun("full", "watch")
    add_run(state, "default", run)
    time.sleep(0.2)
    assert run_of(state, "default", run.id) == run
    went_silent(state, run.id)
    until = time.monotonic() + 10
    while time.monotonic() < until and (found := run_of(state, "default", run.id)) and not found.ended_at:
        time.sleep(0.02)
    ended.set()
    assert found is not None
    assert found.status == "failed"


def test_a_worker_that_was_killed(tmp_path: Path) -> None:
    state = State(tmp_path)
    settings = {"endpoint_url": "http://127.0.0.1:9", "role_name": "reader"}
    add_connector(state, "default", Connector("shop", "aws", "account", "111122223333", settings))
    killed = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    (run,) = runs(state, "default")[0]
    assert run.status == "running"
    assert Watcher(tmp_path).round() == []  # it may live: nothing is due
    assert run_of(state, "default", run.id) == run
    went_silent(state, run.id)
    assert Watcher(tmp_path).round() == []  # it failed, and is tried again after a while
    assert runs(state, "default")[0][0].status == "failed"
