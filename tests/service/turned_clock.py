"""A clock that a test turns, for a process and all that it starts, by a library in place of the C library's clock."""

import datetime
import mmap
import shutil
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

from bartizan.model import now

_SOURCE = Path(__file__).with_suffix(".c")
_FORM = struct.Struct("=q")


class TurnedClock:
    """What a file says that the clock is turned by; ``environ`` is for the processes that go by it."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(_FORM.pack(0))
        with file.open("r+b") as opened:
            self._map = mmap.mmap(opened.fileno(), _FORM.size)

    def turn(self, by: datetime.timedelta) -> None:
        """Turn the clock, ahead or back, by whole seconds."""
        (seconds,) = _FORM.unpack(self._map[:])
        self._map[:] = _FORM.pack(seconds + int(by.total_seconds()))


def clock_environ(folder: Path, at: datetime.datetime) -> Mapping[str, str]:
    """Return the environment of processes whose clock is in a folder, and shows a time (UTC) now."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise RuntimeError("there is no C compiler: make tools")
    library, file = folder / "turned_clock.so", folder / "turned"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, _SOURCE, "-ldl"], check=True)
    TurnedClock(file).turn(at - now())
    return {"LD_PRELOAD": str(library), "TURNED_CLOCK": str(file)}
