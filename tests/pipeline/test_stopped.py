"""A scan that is stopped, or whose disk fills, says what its manifest says: a real process, real signals and limits."""

import json
import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bartizan.state import State
from bartizan_demo.process import Estate
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

SCAN = "from bartizan.cli import main; main()"
AT_COMMIT = """
import os, signal
from bartizan.state import State
publish = State.publish
def publish_and_signal(*arguments):
    publish(*arguments)
    os.kill(os.getpid(), signal.{name})
State.publish = publish_and_signal
"""
"""What sends the signal to itself at the first moment after the commit, as no clock from outside could."""


def command(estate: Estate, prologue: str = "") -> list[str]:
    return [
        *(sys.executable, "-c", prologue + SCAN, "scan", "--aws", "--endpoint-url", estate.aws),
        *("--region", "us-east-1", "--quota-share", "off", "--no-packages", "--format", "json"),
    ]


def environ(estate: Estate, home: Path) -> dict[str, str]:
    return {**os.environ, **estate.environ, "BARTIZAN_HOME": str(home)}


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_just_after_the_commit(estate: Estate, tmp_path: Path, name: str) -> None:
    done = subprocess.run(
        command(estate, AT_COMMIT.format(name=name)), env=environ(estate, tmp_path),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    last = State(tmp_path).snapshot("default")
    assert last is not None
    assert f"bartizan: stopped; the snapshot {last.id} was published and stands" in done.stderr
    assert json.loads(done.stdout)["snapshot_id"] == last.id
    assert done.returncode == (3 if last.status == "partial" else 0)


async def test_a_signal_after_the_early_snapshot(tmp_path: Path) -> None:
    with Estate.start("functions:120") as estate:
        await Emulators(estate).quota(**{"lambda": True})
        paced = [part if part != "off" else "1" for part in command(estate)]
        scan = subprocess.Popen(
            paced, env=environ(estate, tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            deadline = time.monotonic() + 120
            while not list(tmp_path.glob("snapshots/default/[!.]*-early/digests.json")) and time.monotonic() < deadline:
                time.sleep(0.2)
        finally:
            scan.send_signal(signal.SIGTERM)
            output, errors = scan.communicate(timeout=30)
    last = State(tmp_path).snapshot("default")
    assert last is not None, errors
    assert last.id.endswith("-early")
    assert f"bartizan: stopped; the snapshot {last.id} was published and stands" in errors
    assert json.loads(output)["snapshot_id"] == last.id
    assert scan.returncode == 3


@pytest.mark.parametrize(
    ("size", "code", "message"),
    [
        (0, 2, "the home .* cannot be written to .*: make it writable, or name another with --home"),
        (20_000, 4, "the disk of .* takes no more .*: make room for it and run this again"),
        (150_000, 4, "the disk of .* takes no more .*: make room for it and run this again"),
        (200_000, 4, "observation.ndjson cannot be written .*: make room for it and run this again; nothing was"),
    ],
)
def test_a_disk_that_is_full(estate: Estate, tmp_path: Path, size: int, code: int, message: str) -> None:
    """A limit on the size of each file stands for the disk: the system refuses the same writes."""
    roles = [part for arn in estate.role_arns for part in ("--role-arn", arn)]
    if "observation" in message:
        State(tmp_path)  # the state of a home takes as much as these observations
        with closing(sqlite3.connect(tmp_path / "state.db")) as database:
            database.execute("pragma wal_checkpoint(truncate)")
    done = subprocess.run(
        [*command(estate), *roles], env=environ(estate, tmp_path),
        capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("bartizan: ")]
    assert re.search(message, line), line
    assert not list(tmp_path.glob("snapshots/default/*"))
