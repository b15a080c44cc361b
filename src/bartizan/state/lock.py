"""One scan, and one upgrade of state, at a time in a home: held by the system, so a killed process locks nothing."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from bartizan.base.home import Home
from bartizan.model import UsageError
from bartizan.state.failure import unwritable


@contextmanager
def scan_lock(home: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the scan lock of a home, where that is asked for as soon as another scan has given it back.

    Raises:
        UsageError: another scan holds it and it is not to be waited for, or the home cannot be written to.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = Home(home).lock.open("ab+", buffering=0)
    except OSError as error:
        raise unwritable(home, error.strerror or str(error)) from error
    with file:
        _take(file, home, wait=wait)
        yield


@contextmanager
def upgrade_lock(home: Path) -> Iterator[None]:
    """Wait until no other process brings this home's state to its current form, and let none begin meanwhile."""
    try:
        file = Home(home).upgrade_lock.open("ab")
    except OSError as error:
        raise unwritable(home, error.strerror or str(error)) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _take(file: FileIO, home: Path, *, wait: bool) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read(20).decode("ascii", "replace").strip() or "unknown"
        raise UsageError(
            f"another scan (process {holder}) is running in {home}; wait for it, or give this one its own --home"
        ) from error
    try:
        file.truncate(0)
        file.write(str(os.getpid()).encode())
    except OSError as error:
        raise unwritable(home, error.strerror or str(error)) from error
