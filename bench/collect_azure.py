"""What collecting 1,000 Azure apps costs: calls, CPU, memory, and wall time against the floor of ARM's own quota."""

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bartizan.collect.azure import collect
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AzureTarget
from bartizan.model import SELF, Observation, Outcome, Usage, now
from bartizan_demo.company.azure.tenant import start_tenant

BURST, REFILL = 250.0, 25.0
GRAPH = "arm:POST Microsoft.ResourceGraph/resources"


@dataclass
class Outcomes:
    """One collection: what it answered and what it took."""

    resources: int
    unread: int
    kept: int
    calls: Counter[str]
    soon: float
    wall: float
    cpu: float
    peak: float
    memory: Memory

    def floor(self, share: float) -> float:
        """Return the seconds that ARM's buckets impose on these calls, reads and actions side by side."""
        reads = sum(n for name, n in self.calls.items() if name.startswith("arm:GET"))
        actions = sum(n for name, n in self.calls.items() if name.startswith("arm:POST") and name != GRAPH)
        return max(0.0, (max(reads, actions) - BURST * share) / (REFILL * share))


async def collection(url: str, share: float | None, memory: Memory) -> Outcomes:
    usage, seen, soon = Usage(), [], asyncio.Event()
    markers: dict[tuple[str, str], str] = {}
    answered: dict[tuple[str, str, str], Any] = {}
    outcomes: Counter[Outcome] = Counter()

    def sink(told: Observation) -> None:
        outcomes[told.outcome] += 1
        if told.aspect == SELF:
            seen.append(told.id)
            markers[told.kind, told.id] = told.marker
        else:
            answered[told.kind, told.id, told.aspect] = now()

    async def when_soon() -> float:
        await soon.wait()
        return time.monotonic()

    started, cpu = time.monotonic(), time.process_time()
    watch = asyncio.create_task(when_soon())
    await collect(AzureTarget((), url, share), sink, usage, memory=memory, soon=soon)
    unread = outcomes[Outcome.DENIED] + outcomes[Outcome.FAILED]
    return Outcomes(
        len(seen), unread, outcomes[Outcome.KEPT], usage.calls, await watch - started,
        time.monotonic() - started, time.process_time() - cpu,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, Memory(markers, answered),
    )  # fmt: skip


def measure(apps: int, share: float) -> None:
    """Run an emulator in a child process and collect from it three times."""
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=serve, args=(f"apps:{apps}", theirs), daemon=True)
    child.start()
    url, os.environ["BARTIZAN_ARM_TOKEN"] = ours.recv()
    first = asyncio.run(collection(url, None, Memory()))
    told("first, unpaced", apps, first)
    told("second, unchanged", apps, asyncio.run(collection(url, None, first.memory)))
    throttle(url)
    paced = asyncio.run(collection(url, share, Memory()))
    told(f"under ARM's quota, share {share}", apps, paced)
    print(f"  floor {paced.floor(share):.1f} s, took {paced.wall / paced.floor(share):.3f} of it")
    print(f"  floor at the whole quota {paced.floor(1):.1f} s")
    child.terminate()


def told(what: str, apps: int, got: Outcomes) -> None:
    calls = sum(got.calls.values())
    print(f"{what}: {got.resources} resources, {got.unread} unread, {got.kept} kept, {calls} calls "
          f"({calls / apps:.2f} an app, {got.calls[GRAPH]} of them Resource Graph), soon {got.soon:.1f} s, "
          f"wall {got.wall:.1f} s, CPU {got.cpu:.2f} s, peak {got.peak:.0f} MB", flush=True)  # fmt: skip


def throttle(url: str) -> None:
    body = json.dumps({"arm": True}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{url}/_bartizan/quota", body)).close()


def serve(estate: str, pipe: Any) -> None:
    """Serve the estate until the parent ends this process."""

    async def forever() -> None:
        arm = await start_tenant(estate)
        pipe.send((arm.url, arm.token))
        await asyncio.Event().wait()

    asyncio.run(forever())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--apps", type=int, default=1000)
    parser.add_argument("--share", type=float, default=1.0)
    arguments = parser.parse_args()
    measure(arguments.apps, arguments.share)
