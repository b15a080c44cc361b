"""A flood of events through a worker: calls per changed resource and minute, and the memory that it takes.

``python bench/event_flood.py [N]``, by default 10,000 events about five functions.
"""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.service.flooded import CHANGED, READ, flooded

from bartizan_demo.process import Estate


def main(n: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, Estate.start("functions:50") as estate:
        os.environ.update(estate.environ)
        flood = flooded(Path(folder), estate, n)
    before, most = flood.memory
    reads, minutes = flood.calls[READ], int(flood.seconds // 60) + 1
    print(f"{flood.seen:,} events in {flood.seconds:.0f} s, {len(flood.scans)} scans")
    print(f"{READ}: {reads} calls, at most {CHANGED} a minute are {CHANGED * minutes}")
    print(f"memory of the worker: {before:.0f} MB at first, {most:.0f} MB at most")
    print(f"the last change is known of {sum(said == 'the last' for said in flood.descriptions.values())} of {CHANGED}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
