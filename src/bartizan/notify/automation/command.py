"""Run an operator's command for a finding: without a shell, with the finding on standard input, for a limited time."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, cast

from bartizan.model import printable

_MOST_OUTPUT = 64 * 1024
_SHOWN = 400


def run_command(command: Sequence[str], content: bytes, seconds: float, variables: Mapping[str, str]) -> str:
    """Run a command to its end, or kill it and what it started after a time; return how it went and what it said last.

    It is not run again because it failed: what it did until then only it knows.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - an operator's own, by its absolute path
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(variables),
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        return f"could not be started: {error.strerror}"
    timer = threading.Timer(seconds, _kill, (process,))
    timer.start()
    try:
        said = _exchanged(process, content)
        # Until it is waited for, no other process gets its number, which is that of its group.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    finally:
        is_late = not timer.is_alive()
        timer.cancel()
        _kill(process)  # and what it left behind
        code = process.wait()
    how = f"killed after {seconds:g} s" if is_late else f"exit {code}"
    last = printable(said.decode("utf-8", "replace")[-_SHOWN:], _SHOWN)
    return f"{how}: {last}" if last else how


def _exchanged(process: "subprocess.Popen[bytes]", content: bytes) -> bytes:
    """Write the finding and return the end of what is said; both at once, as either side may wait for the other."""
    stdout = cast(IO[bytes], process.stdout)
    writer = threading.Thread(target=_write, args=(process.stdin, content), daemon=True)
    writer.start()
    said = b""
    while chunk := os.read(stdout.fileno(), 8192):
        said = (said + chunk)[-_MOST_OUTPUT:]
    stdout.close()
    return said


def _write(to: IO[bytes], content: bytes) -> None:
    with suppress(OSError):  # it need not read
        to.write(content)
    with suppress(OSError):
        to.close()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
