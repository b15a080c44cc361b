"""A signal stops a scan, also one that comes while Python finalizes something."""

import subprocess
import sys

import pytest

SCRIPT = """
import asyncio, os, signal, time, weakref
from bartizan.cli.running.stopping import stop_at_signals, stoppable

class Thing: pass

def finalized(_):
    os.kill(os.getpid(), signal.{signal})
    sum(range(10_000))

def work():
    thing = Thing()
    kept = weakref.ref(thing, finalized)
    del thing
    time.sleep(30)

async def scan():
    work()

stop_at_signals()
try:
    {call}
except (KeyboardInterrupt, asyncio.CancelledError):
    print("stopped")
"""


@pytest.mark.parametrize("call", ["work()", "asyncio.run(stoppable(scan()))"])
@pytest.mark.parametrize("signal", ["SIGTERM", "SIGINT"])
def test_a_signal_in_a_finalizer_stops_all_the_same(signal: str, call: str) -> None:
    command = [sys.executable, "-c", SCRIPT.format(signal=signal, call=call)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert (done.stdout, done.stderr) == ("stopped\n", "")


def test_a_signal_after_the_end_takes_nothing_back() -> None:
    script = (
        "import os, signal; from bartizan.cli.running.stopping import end_at_signals\n"
        "end_at_signals(3, 'it stands'); os.kill(os.getpid(), signal.SIGTERM); print('not reached')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "it stands\n")


@pytest.mark.parametrize("is_stopped", [True, False])
def test_what_an_interrupt_left_half_made_prints_nothing(*, is_stopped: bool) -> None:
    script = f"""
import os, signal
from bartizan.cli.running.stopping import stop_at_signals

class Half:
    def __del__(self):
        raise ValueError("half made")

stop_at_signals()
try:
    {"os.kill(os.getpid(), signal.SIGTERM); sum(range(10_000))" if is_stopped else "pass"}
except KeyboardInterrupt:
    pass
Half()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 0
    assert ("half made" in done.stderr) is not is_stopped
