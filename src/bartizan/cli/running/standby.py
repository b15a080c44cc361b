"""`python -m bartizan.cli.running.standby`: a process that has imported what a scan needs, and waits for what to scan.

The arguments of `bartizan scan` come as one JSON list on stdin, progress goes to stdout. Where stdin ends before, its
server is gone and so is this process.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

import orjson

from bartizan.cli import main

_NEEDED = ("cli.scan", "cli.live.events", "cli.running.stopping", "collect.run", "pipeline.scan", "service.connecting")


def wait() -> None:
    """Import, wait, and run the scan."""
    for name in _NEEDED:
        import_module(f"bartizan.{name}")
    line = sys.stdin.buffer.readline()
    if not line:
        return
    events = os.dup(1)
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 1)
    sys.argv = ["bartizan", *orjson.loads(line), "--events", str(events)]
    main()


if __name__ == "__main__":
    wait()
