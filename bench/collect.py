"""What collecting AWS costs: ``python bench/collect.py [measure ...]`` prints ours, the target and the best peer.

Each measure is a process of its own against the emulator, so that CPU and peak memory are the collector's alone.
``BENCH_ACCOUNTS=N`` says how many accounts the measures of many have.
"""

import asyncio
import datetime
import json
import os
import resource
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, replace

from bartizan.base.gc_tuning import settle
from bartizan.collect.aws import collect
from bartizan.collect.shared.listings import Listings
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import LIST, SELF, Observation, Outcome, Usage, now
from bartizan_demo.process import Estate

FUNCTIONS = 1000
REGIONS = ("us-east-1",)
TYPICAL_RATE = {"lambda:GetFunction": 100.0, "lambda:GetPolicy": 15.0}


@dataclass(frozen=True)
class Row:
    """One line of the table; ``peer`` is the best peer's figure and 0 where none was measured."""

    name: str
    ours: float
    target: float
    peer: float
    unit: str


class Run:
    """One collection with what it left: counts, the memory for the next one, and when exposure was known."""

    def __init__(self) -> None:
        self.usage = Usage()
        self.outcomes: dict[str, int] = {}
        self.markers: dict[tuple[str, str], str] = {}
        self.answered: dict[tuple[str, str, str], object] = {}
        self.tallies: dict[tuple[str, str, str], dict[str, tuple[int, datetime.datetime]]] = {}
        self.soon = self.seconds = self.cpu = 0.0

    def sink(self, observation: Observation) -> None:
        """Remember of an observation what a store would give back to the next scan."""
        outcome = str(observation.outcome)
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        key = (observation.kind, observation.id)
        self._tally(observation)
        if observation.aspect == SELF and observation.marker:
            self.markers[key] = observation.marker
        elif observation.aspect != LIST and observation.outcome in {Outcome.OK, Outcome.ABSENT}:
            self.answered[(*key, observation.aspect)] = now()

    def _tally(self, observation: Observation) -> None:
        is_needless = observation.aspect == LIST and not observation.operation
        if observation.outcome in {Outcome.OK, Outcome.ABSENT} and not is_needless:
            place = self.tallies.setdefault((observation.kind, observation.scope, observation.region), {})
            count, when = place.get(observation.aspect, (0, now()))
            place[observation.aspect] = (count + 1, when)

    async def read(self, target: AwsTarget, memory: Memory) -> None:
        """Collect once."""
        event = asyncio.Event()
        began, cpu = time.perf_counter(), time.process_time()
        settle()  # as every scan does before it collects
        watch = asyncio.create_task(self._watch(event, began))
        await collect(target, self.sink, self.usage, memory=memory, soon=event)
        await watch
        self.seconds, self.cpu = time.perf_counter() - began, time.process_time() - cpu

    async def _watch(self, event: asyncio.Event, began: float) -> None:
        await event.wait()
        self.soon = time.perf_counter() - began


def floor(calls: dict[str, int]) -> float:
    """Return the seconds that Lambda's quotas make these calls take at least."""
    shared = sum(n for name, n in calls.items() if name.startswith("lambda:") and name not in TYPICAL_RATE)
    own = [calls.get(name, 0) / rate for name, rate in TYPICAL_RATE.items()]
    return max(shared / 15.0, *own)


def first(url: str) -> list[Row]:
    """Measure a first full scan without pacing: calls, CPU, memory."""
    run = Run()
    asyncio.run(run.read(AwsTarget(REGIONS, url, quota_share=None), Memory()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    calls = run.usage.calls.total()
    print(dict(run.usage.calls), run.outcomes, file=sys.stderr)
    return [
        Row("calls per function, first scan", calls / FUNCTIONS, 5.1, 2.1, ""),
        Row("CPU of collect", run.cpu, 3.0, 4.4, "s"),
        Row("CPU per call", 1000 * run.cpu / calls, 0.6, 0, "ms"),
        Row("peak memory", peak, 250, 81, "MB"),
    ]


def second(url: str) -> list[Row]:
    """Measure a scan since the last one when nothing changed."""

    async def both() -> Run:
        before, after = Run(), Run()
        target = AwsTarget(REGIONS, url, quota_share=None)
        await before.read(target, Memory())
        await after.read(target, Memory(before.markers, before.answered, listings=Listings(before.tallies)))  # type: ignore[arg-type]
        return after

    run = asyncio.run(both())
    return [
        Row("second scan, unchanged", run.seconds, 5, 12.6, "s"),
        Row("its calls", run.usage.calls.total(), 60, 2078, ""),
    ]


def quota(url: str) -> list[Row]:
    """Measure a first scan under AWS's quotas and 40 ms of latency."""
    control(url, {"latency_ms": 40, "lambda": True})
    run = Run()
    try:
        asyncio.run(run.read(AwsTarget(REGIONS, url, quota_share=1.0), Memory()))
    finally:
        control(url, {})
    least = floor(dict(run.usage.calls))
    print(dict(run.usage.calls), run.outcomes, file=sys.stderr)
    return [
        Row("exposure known under quotas", run.soon, 75, 316.1, "s"),
        Row("full scan under quotas", run.seconds, 1.05 * least, 316.1, "s"),
        Row("the same over its floor", run.seconds / least, 1.05, 0, ""),
        Row("answers lost under quotas", run.outcomes.get("failed", 0), 0, 0, ""),
    ]


def accounts(url: str) -> list[Row]:
    """Measure many accounts of 20 functions each, spread over 17 regions."""
    return _accounts(url, "20 functions an account")


def regions(url: str) -> list[Row]:
    """Measure many accounts of 20 functions in each of 17 regions."""
    return _accounts(url, "20 in each region")


def _accounts(url: str, each: str) -> list[Row]:
    roles = tuple(os.environ["BENCH_ROLES"].split())
    run = Run()
    asyncio.run(run.read(AwsTarget((), url, role_arns=roles, quota_share=None), Memory()))
    print(run.usage.calls.total(), run.outcomes, file=sys.stderr)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Row(f"CPU per account of {len(roles)}, {each}", run.cpu / len(roles), 1.0, 0, "s"),
        Row("  its calls per account", run.usage.calls.total() / len(roles), 0, 0, ""),
        Row("  its peak memory", peak, 250, 0, "MB"),
    ]


def growth(url: str) -> list[Row]:
    """Measure the peak memory of one estate; ``measured`` compares two."""
    asyncio.run(Run().read(AwsTarget(REGIONS, url, quota_share=None), Memory()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [Row("peak memory per 1,000 more", peak, 30, 0, "MB")]


MEASURES = {
    "first": first,
    "second": second,
    "quota": quota,
    "accounts": accounts,
    "regions": regions,
    "growth": growth,
}
ACCOUNTS = os.environ.get("BENCH_ACCOUNTS", "5")
ESTATES = {"accounts": f"accounts:{ACCOUNTS}:20", "regions": f"accounts:{ACCOUNTS}"}


def control(url: str, quotas: dict[str, object]) -> None:
    """Set the emulator's quotas; none of them ends all."""
    data = json.dumps(quotas).encode()
    urllib.request.urlopen(urllib.request.Request(f"{url}/_bartizan/quota", data, method="POST"), timeout=10).close()


def measured(name: str) -> list[Row]:
    """Run one measure in a process of its own; of growth, what a second thousand functions adds to the first."""
    rows = child(name, ESTATES.get(name, f"functions:{FUNCTIONS}"))
    if name != "growth":
        return rows
    twice = child(name, f"functions:{2 * FUNCTIONS}")
    return [replace(more, ours=more.ours - less.ours) for more, less in zip(twice, rows, strict=True)]


def child(name: str, described: str) -> list[Row]:
    """Run one measure against an estate in a process of its own."""
    with Estate.start(described) as estate:
        environment = {**os.environ, **estate.environ, "BENCH_ROLES": " ".join(estate.role_arns)}
        command = [sys.executable, __file__, "--child", name, estate.aws]
        answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return [Row(*row) for row in json.loads(answer.stdout)]


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--child"]:
        rows = MEASURES[sys.argv[2]](sys.argv[3])
        print(json.dumps([list(vars(row).values()) for row in rows]))
        return
    print(f"{'':46}{'ours':>10}{'target':>10}{'best peer':>11}{'ratio':>8}")
    for name in sys.argv[1:] or MEASURES:
        for row in measured(name):
            ratio = f"{row.peer / row.ours:.1f}" if row.peer and row.ours else ""
            peer = f"{row.peer:.1f}" if row.peer else ""
            target = f"{row.target:.2f}" if row.target or row.unit == "" else ""
            print(f"{row.name:46}{row.ours:>10.2f}{target:>10}{peer:>11}{ratio:>8} {row.unit}")


if __name__ == "__main__":
    main()
