"""Days with events on a turned clock: queues that are purged, a receiver that is down, clocks that jump."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.turned_clock import clock_environ

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DAYS = int(os.environ.get("BARTIZAN_DAYS", "4"))
"""`make days` has 30."""
START = datetime.datetime(2027, 3, 26, 6)
"""The clocks of Europe are changed two nights later."""


def test_days_with_events_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "tests.service.days", str(tmp_path), str(DAYS)]
    environ = {**os.environ, **clock_environ(tmp_path, START)}
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environ, text=True, capture_output=True, timeout=200 + 60 * DAYS
    )
    assert done.returncode == 0, done.stderr[-5000:]
    assert done.stdout.startswith(f"{DAYS} days"), done.stdout
    if DAYS > 4:
        with capsys.disabled():
            sys.stdout.write(done.stdout)
