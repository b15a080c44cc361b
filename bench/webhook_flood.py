"""A flood of events that Event Grid posts to a server: how many it takes a minute, calls per changed app, memory.

``python bench/webhook_flood.py [N]``, by default 10,000 events about five apps, with a change behind one in a hundred.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from httpx2 import Client
from tests.conftest import Emulators
from tests.service.changed_azure import (
    connected,
    is_https_only,
    secure_apps,
    serving,
    set_https_only,
    until,
    webhook_path,
)
from tests.service.flooded import memory_of
from tests.watch.grid import changed

from bartizan_demo.process import Estate

CHANGED, POSTED = 5, 50
"""Apps that change, and events in a delivery."""


def main(n: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, Estate.start("demo") as estate:
        os.environ.update(estate.environ)
        home, own = Path(folder), Emulators(estate)
        connected(home, own)
        path = webhook_path(home)
        with serving(home, estate) as (address, pid), Client(base_url=f"{address}/api/v1", timeout=60) as api:
            apps = secure_apps(api)[:CHANGED]
            own.reset_now()
            before = memory_of(pid)
            began, most = time.monotonic(), before
            for delivery in _deliveries(n, apps, own):
                api.post(f"{address}{path}", content=delivery).raise_for_status()
                most = max(most, memory_of(pid))
            taken = time.monotonic() - began
            until(lambda: api.get("/connectors/web/events").json()["waiting"] == 0)
            seconds, most = time.monotonic() - began, max(most, memory_of(pid))
            known = sum(is_https_only(api, app) is False for app in apps)
        _print(n, taken, seconds, asyncio.run(own.calls()))
        print(f"memory of the server: {before:.0f} MB at first, {most:.0f} MB at most")
        print(f"the last change is known of {known} of {len(apps)}")


def _deliveries(n: int, apps: Sequence[str], own: Emulators) -> Iterator[str]:
    """Yield lists of events in any order; each app is open to HTTP in the end."""
    order = [apps[k % len(apps)] for k in range(n)]
    random.Random(1).shuffle(order)
    for first in range(0, n, POSTED):
        if first % (n // 100 or 1) < POSTED:
            set_https_only(own, order[first], is_on=first % 2 == 0)
        yield _events(order[first : first + POSTED])
    for app in apps:
        set_https_only(own, app, is_on=False)
    yield _events(apps)


def _events(apps: Sequence[str]) -> str:
    return f"[{', '.join(changed('Microsoft.Web/sites/write', app) for app in apps)}]"


def _print(n: int, taken: float, seconds: float, calls: Counter[str]) -> None:
    minutes = int(seconds // 60) + 1
    print(f"{n + CHANGED:,} events taken in {taken:.0f} s: {n / taken * 60:,.0f} a minute (target 10,000)")
    print(f"all read after {seconds:.0f} s")
    for name, times in calls.most_common(5):
        print(f"{name}: {times} calls; {CHANGED} apps once a minute are {CHANGED * minutes}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
