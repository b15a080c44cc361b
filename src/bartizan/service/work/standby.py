"""Processes of scans, one of which stands by: to import what a scan needs takes a second, which no change waits for."""

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, cast

import orjson

Process = subprocess.Popen[bytes]


class Standby:
    """Begins scans in processes of their own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ready: Process | None = None
        self._environ: dict[str, str] = {}
        self._kept_by = 0

    def begin(self, arguments: Sequence[str]) -> Process:
        """Run a command that scans, in the process that stands by or another; stdout is its progress as JSON lines."""
        if process := self._taken():
            try:
                return _given(process, arguments)
            except OSError:  # killed just now
                _end(process)
        return _given(_process(), arguments)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Have a process stand by, where no scan has taken it."""
        self._kept_by += 1
        self.renew()
        try:
            yield
        finally:
            self._kept_by -= 1
            if not self._kept_by:
                self.end()

    def renew(self) -> None:
        """Begin the next process that stands by, if one is kept and was taken."""
        with self._lock:
            if self._kept_by and self._ready is None:
                self._ready, self._environ = _process(), dict(os.environ)

    def end(self) -> None:
        """End the process that stands by."""
        with self._lock:
            process, self._ready = self._ready, None
        if process:
            _end(process)

    def forget(self) -> None:
        """Leave the process that stands by to the one that this one was forked from."""
        self._lock, self._ready, self._kept_by = threading.Lock(), None, 0

    def _taken(self) -> Process | None:
        with self._lock:
            process, self._ready = self._ready, None
        if process is None:
            return None
        # It has the environment that was the server's then, and may have been killed.
        if process.poll() is None and self._environ == dict(os.environ):
            return process
        _end(process)
        return None


def _process() -> Process:
    command = [sys.executable, "-m", "bartizan.cli.running.standby"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)  # noqa: S603


def _given(process: Process, arguments: Sequence[str]) -> Process:
    with cast(IO[bytes], process.stdin) as stdin:
        stdin.write(orjson.dumps(arguments) + b"\n")
    return process


def _end(process: Process) -> None:
    process.terminate()
    with process:  # closes its pipes, and waits
        pass


STANDBY = Standby()
atexit.register(STANDBY.end)
os.register_at_fork(after_in_child=STANDBY.forget)
